#include "bachprop/context/ending_traits.h"

#include <gtest/gtest.h>

#include <initializer_list>

#include "bachprop/context/note_context.h"

namespace bachprop {
namespace {

class Endings : public testing::Test {
 protected:
  // A chord of equal notes, from the lowest, a quarter after the one before.
  void chord(std::initializer_list<int> pitches, const Quarters& duration) {
    for (const int pitch : pitches) {
      note(pitch, duration, begun_ && pitch == *pitches.begin() ? 1 : 0);
    }
  }
  void note(int pitch, const Quarters& duration, const Quarters& dt) {
    const NoteSymbols note = {*dictionaries_.dt.find(dt), *dictionaries_.duration.find(duration),
                              *dictionaries_.pitch.find(pitch)};
    context_.pass(note.dt);
    context_.take(note);
    begun_ = true;
  }
  // C major, F major, G major: after them comes the fourth quarter of a bar of 4/4.
  void three_chords() {
    chord({48, 60, 64, 67}, 1);
    chord({53, 60, 65, 69}, 1);
    chord({55, 59, 62, 67}, 1);
  }
  [[nodiscard]] bool has(EndingTrait trait) const {
    return ending_traits(context_.music()).at(static_cast<std::size_t>(trait));
  }

  Dictionaries dictionaries_ = {.dt = TimeDictionary({0, 1}),
                                .duration = TimeDictionary({Quarters(1, 2), 1, 2}),
                                .pitch = PitchDictionary(36, 84)};
  ContextVocabulary vocabulary_ =
      ContextVocabulary::make(ContextKind::kMusic, dictionaries_).value();
  NoteContext context_ = NoteContext(vocabulary_, {{0, 4, 4}});
  bool begun_ = false;
};

TEST_F(Endings, OfAFullCadenceHaveAllTraits) {
  three_chords();
  chord({48, 60, 64, 67}, 1);
  for (const auto& [trait, name] : EnumNames<EndingTrait>::kNames) {
    EXPECT_TRUE(has(trait)) << name;
  }
}

TEST_F(Endings, OnAnotherBassAreOffTheTonic) {
  three_chords();
  chord({52, 60, 64, 67}, 1);
  EXPECT_FALSE(has(EndingTrait::kOnTonic));
  EXPECT_FALSE(has(EndingTrait::kTriad)) << "its root is not the lowest";
  EXPECT_FALSE(has(EndingTrait::kFromDominant));
  EXPECT_TRUE(has(EndingTrait::kTogether));
  EXPECT_TRUE(has(EndingTrait::kInKey));
}

TEST_F(Endings, WithOneShorterNoteAreNotTogether) {
  three_chords();
  chord({48, 60, 64}, 1);
  note(67, Quarters(1, 2), 0);
  EXPECT_FALSE(has(EndingTrait::kTogether));
  EXPECT_TRUE(has(EndingTrait::kFull));
}

TEST_F(Endings, OfFewerNotesThanBeforeAreNotFull) {
  three_chords();
  chord({48, 60, 64}, 1);
  EXPECT_FALSE(has(EndingTrait::kFull));
  EXPECT_TRUE(has(EndingTrait::kTriad));
}

TEST_F(Endings, ThatAreShortOrAcrossTheBarLineAreNeitherLongNorInWholeBars) {
  three_chords();
  chord({48, 60, 64, 67}, Quarters(1, 2));
  EXPECT_FALSE(has(EndingTrait::kLong));
  EXPECT_FALSE(has(EndingTrait::kWholeBars));
}

TEST_F(Endings, OfNothingHaveNoTraits) {
  EXPECT_EQ(ending_traits(context_.music()), EndingTraits{});
}

}  // namespace
}  // namespace bachprop
