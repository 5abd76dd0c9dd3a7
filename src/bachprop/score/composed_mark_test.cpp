#include "bachprop/score/composed_mark.h"

#include <gtest/gtest.h>

#include "bachprop/score/midi_score.h"
#include "bachprop/score/score_writer.h"

namespace bachprop {
namespace {

Score composed() {
  Score score;
  score.notes = {{0, 1, 48}, {0, 1, 60}, {1, Quarters(1, 3), 50}, {1, 1, 62}};
  score.voices = {1, 0, 1, 0};
  score.voice_names = {"Soprano", "Bass"};
  score.is_composed = true;
  return score;
}

TEST(ComposedMark, IsReadBackWithTheScore) {
  const auto reading = read_score(write_score(composed()), "composed.mid");
  ASSERT_TRUE(reading);
  EXPECT_TRUE(reading->score.is_composed);
  EXPECT_EQ(reading->score.notes, composed().notes);
}

TEST(ComposedMark, SaysWhetherTheBarsAreKnown) {
  Score score = composed();
  EXPECT_FALSE(read_score(write_score(score), "composed.mid")->score.knows_bars);
  score.knows_bars = true;
  const auto reading = read_score(write_score(score), "composed.mid");
  EXPECT_TRUE(reading->score.is_composed);
  EXPECT_TRUE(reading->score.knows_bars);
}

TEST(ComposedMark, IsNotInTheFilesOfOthers) {
  Score score = composed();
  score.is_composed = false;
  EXPECT_FALSE(read_score(write_score(score), "own.mid")->score.is_composed);
}

TEST(ComposedMark, CountsNoLongerOnceANoteOrAPlayerIsAnother) {
  const Score score = composed();
  const std::string mark = composed_mark(score.notes, score.voices, /*knows_bars=*/false);
  EXPECT_TRUE(is_mark_of(mark, score));
  Score moved = score;
  moved.notes[2].duration = 1;
  EXPECT_FALSE(is_mark_of(mark, moved));
  Score given_away = score;
  given_away.voices[2] = 0;
  EXPECT_FALSE(is_mark_of(mark, given_away));
  Score renumbered = score;
  renumbered.voices = {0, 1, 0, 1};
  EXPECT_TRUE(is_mark_of(mark, renumbered));
}

}  // namespace
}  // namespace bachprop
