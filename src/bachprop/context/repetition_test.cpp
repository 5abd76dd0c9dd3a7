#include "bachprop/context/repetition.h"

#include <gtest/gtest.h>

#include <algorithm>
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

// What Repetition finds, by looking at all notes before.
struct Slow {
  std::vector<NoteSymbols> notes;
  std::size_t at = 0;
  int length = 0;

  [[nodiscard]] int alike(std::size_t a, std::size_t b) const {
    int length_of = 0;
    for (; a > 0 && length_of < 64 && notes[a].dt == notes[b].dt &&
           notes[a].duration == notes[b].duration &&
           notes[a].pitch - notes[a - 1].pitch == notes[b].pitch - notes[b - 1].pitch;
         --a, --b) {
      ++length_of;
    }
    return length_of;
  }
  void take(const NoteSymbols& note) {
    notes.push_back(note);
    const std::size_t last = notes.size() - 1;
    if (at > 0) {
      length = alike(at, last) > 0 ? std::min(length + 1, 64) : 0;
      ++at;
    }
    for (std::size_t place = last; length < 4 && place > 4; --place) {
      if (alike(place - 1, last) >= 4) {
        at = place;
        length = alike(place - 1, last);
      }
    }
  }
};

TEST(Repetition, FindsWhatASearchOfAllNotesFinds) {
  Random random({12});
  Repetition repetition;
  for (const int phrases : {60, 3, 12}) {
    repetition.clear();
    Slow slow;
    int found = 0;
    for (const NoteSymbols& note : random_phrases(phrases, random)) {
      repetition.take(note);
      slow.take(note);
      ASSERT_EQ(repetition.found(), slow.at > 0);
      if (slow.at > 0) {
        NoteSymbols next = slow.notes[slow.at];
        next.pitch += note.pitch - slow.notes[slow.at - 1].pitch;
        EXPECT_EQ(repetition.prediction().note, next);
        EXPECT_EQ(repetition.prediction().length, slow.length);
        ++found;
      }
    }
    EXPECT_GT(found, 30 * phrases);
  }
}

}  // namespace
}  // namespace bachprop
