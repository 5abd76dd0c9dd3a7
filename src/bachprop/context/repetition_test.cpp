#include "bachprop/context/repetition.h"

#include <gtest/gtest.h>

#include <vector>

#include "bachprop/base/random.h"
#include "bachprop/context/random_notes_test.h"

namespace bachprop {
namespace {

TEST(Repetition, ForetellsAPhraseThatComesAgainInAnotherKey) {
  const std::vector<NoteSymbols> phrase = {{0, 1, 10}, {1, 1, 12}, {2, 0, 14}, {1, 2, 15},
                                           {1, 1, 17}, {2, 1, 12}, {1, 0, 11}, {2, 2, 10}};
  Repetition repetition;
  for (const NoteSymbols& note : phrase) {
    repetition.take(note);
    EXPECT_FALSE(repetition.found());
  }
  // The interval into a phrase may differ: four notes after the first are what counts.
  int foretold = 0;
  for (std::size_t i = 0; i < phrase.size(); ++i) {
    NoteSymbols note = phrase[i];
    note.pitch += 3;
    if (repetition.found()) {
      EXPECT_EQ(repetition.prediction().note, note);
      EXPECT_EQ(repetition.prediction().length, static_cast<int>(i) - 1);
      ++foretold;
    }
    repetition.take(note);
  }
  EXPECT_EQ(foretold, 3);
}

TEST(Repetition, GoesOnAfterANoteThatDiffers) {
  Random random({8});
  const std::vector<NoteSymbols> notes = random_notes(40, random);
  Repetition repetition;
  for (const NoteSymbols& note : notes) {
    repetition.take(note);
  }
  for (std::size_t i = 0; i < 20; ++i) {
    NoteSymbols note = notes[i];
    note.duration = i == 12 ? (note.duration + 1) % 3 : note.duration;
    repetition.take(note);
  }
  ASSERT_TRUE(repetition.found());
  EXPECT_EQ(repetition.prediction().note, notes[20]);
}

}  // namespace
}  // namespace bachprop
