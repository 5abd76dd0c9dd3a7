#include "bachprop/generate/ending_plan.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "bachprop/context/note_context.h"
#include "bachprop/generate/composer.h"
#include "bachprop/train/bundled_model.h"

namespace bachprop {
namespace {

// A corpus of pieces of 100 notes, all of which end together and on their tonic.
ModelSetting setting_of_hundred() {
  ModelSetting setting;
  setting.end_bias = 1;
  setting.usual_notes = 100;
  setting.profile.notes = {100, 100, 100, 100, 100};
  setting.endings.pieces = 10;
  setting.endings.shares.at(static_cast<std::size_t>(EndingTrait::kTogether)) = 1;
  setting.endings.shares.at(static_cast<std::size_t>(EndingTrait::kOnTonic)) = 1;
  return setting;
}

class PlannedEnding : public testing::Test {
 protected:
  // A note of C, then one of `pitch`.
  void hear(int pitch) {
    for (const int heard : {48, pitch}) {
      context_.pass(0);
      context_.take({0, 0, *dictionaries_.pitch.find(heard)});
    }
  }
  [[nodiscard]] const MusicSoFar& music() const { return context_.music(); }

  ModelSetting setting_ = setting_of_hundred();
  Dictionaries dictionaries_ = {
      .dt = TimeDictionary({1}), .duration = TimeDictionary({1}), .pitch = PitchDictionary(36, 84)};
  ContextVocabulary vocabulary_ =
      ContextVocabulary::make(ContextKind::kMusic, dictionaries_).value();
  NoteContext context_ = NoteContext(vocabulary_, {{0, 4, 4}});
};

TEST_F(PlannedEnding, ComesAboutTheLengthThatIsDrawn) {
  hear(48);
  const EndingPlan plan({}, setting_, 1, 0);
  EXPECT_FALSE(plan.may_end(84, music()));
  EXPECT_TRUE(plan.may_end(85, music()));
  EXPECT_FALSE(plan.has_missed(119));
  EXPECT_TRUE(plan.has_missed(120));
}

TEST_F(PlannedEnding, ComesOnlyWhereTheCorpusWouldEnd) {
  hear(52);
  const EndingPlan plan({}, setting_, 1, 0);
  EXPECT_FALSE(plan.may_end(100, music())) << "E is not the tonic of C and E";
  setting_.endings.shares = {};
  EXPECT_TRUE(EndingPlan({}, setting_, 1, 0).may_end(100, music())) << "nothing is asked";
}

TEST_F(PlannedEnding, ComesWhereItCanTheLastTime) {
  hear(52);
  const EndingPlan last({}, setting_, 1, kMostBeginnings - 1);
  EXPECT_FALSE(last.has_missed(1000));
  EXPECT_TRUE(last.may_end(120, music()));
  EXPECT_GT(last.bias(200), last.bias(120));
}

TEST_F(PlannedEnding, IsLeftToTheNetworkWhereTheUserOrTheModelSaysSo) {
  hear(52);
  for (const ComposeOptions& options :
       {ComposeOptions{.min_notes = 5}, ComposeOptions{.max_notes = 500}}) {
    const EndingPlan plan(options, setting_, 1, 0);
    EXPECT_TRUE(plan.may_end(10, music()));
    EXPECT_FALSE(plan.has_missed(1000));
  }
  setting_.endings.pieces = 0;
  EXPECT_TRUE(EndingPlan({}, setting_, 1, 0).may_end(10, music()));
}

TEST(PlannedLengths, AreThoseOfTheCorpus) {
  const auto model = bundled_model();
  ASSERT_TRUE(model) << model.error().message();
  const auto pieces = compose(*model, {.pieces = 40, .threads = 2});
  ASSERT_TRUE(pieces) << pieces.error().message();
  const Spread<int>& usual = model->profile.notes;
  std::vector<int> notes;
  for (const ComposedPiece& piece : *pieces) {
    EXPECT_TRUE(piece.ended);
    EXPECT_GE(piece.beginnings, 1);
    EXPECT_LE(piece.beginnings, kMostBeginnings);
    notes.push_back(as_int(piece.symbols.size()));
  }
  std::ranges::sort(notes);
  EXPECT_GE(notes.front(), usual.least * 3 / 4);
  EXPECT_GT(notes[20], usual.tenth);
  EXPECT_LT(notes[20], usual.ninetieth);
}

}  // namespace
}  // namespace bachprop
