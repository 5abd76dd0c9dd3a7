#include "bachprop/arrange/ritardando.h"

#include <gtest/gtest.h>

#include <vector>

namespace bachprop {
namespace {

// So many quarters, the first at `begin`.
Score quarters(int count, int begin = 0) {
  Score score;
  for (int i = 0; i < count; ++i) {
    score.notes.push_back({begin + i, 1, 60});
  }
  score.tempos = {{0, 100}};
  return score;
}

PieceMetre in_four(Quarters pickup = 0) {
  return {.signatures = {{0, 4, 4}}, .start = 0, .pickup = pickup};
}

TEST(Ritardando, SlowsDownFromABarLineToTheLastOnset) {
  const std::vector<TempoChange> tempos = with_ritardando(quarters(9), in_four());
  ASSERT_GT(tempos.size(), 2U);
  EXPECT_EQ(tempos[0], (TempoChange{0, 100}));
  EXPECT_EQ(tempos[1].onset, Quarters(4)) << "the last note is on a downbeat, at 8";
  EXPECT_EQ(tempos.back().onset, Quarters(8));
  EXPECT_NEAR(tempos.back().quarters_per_minute, 60, 1e-9);
  for (std::size_t i = 1; i < tempos.size(); ++i) {
    EXPECT_LT(tempos[i].quarters_per_minute, tempos[i - 1].quarters_per_minute) << i;
  }
}

TEST(Ritardando, TakesTheBarOfALateLastNote) {
  EXPECT_EQ(with_ritardando(quarters(7), in_four())[1].onset, Quarters(4)) << "half a bar before 6";
  EXPECT_EQ(with_ritardando(quarters(10), in_four())[1].onset, Quarters(4)) << "9 is too near to 8";
  EXPECT_EQ(with_ritardando(quarters(10), in_four(1))[1].onset, Quarters(5)) << "after a pick-up";
}

TEST(Ritardando, KeepsTheProportionsOfStatedTempos) {
  Score score = quarters(9);
  score.tempos = {{0, 100}, {6, 50}};
  const std::vector<TempoChange> tempos = with_ritardando(score, in_four());
  EXPECT_NEAR(tempos.back().quarters_per_minute, 30, 1e-9);
}

TEST(Ritardando, IsWithinThePieceHoweverShort) {
  const std::vector<TempoChange> one = with_ritardando(quarters(1, 3), in_four());
  ASSERT_EQ(one.size(), 2U);
  EXPECT_EQ(one[1].onset, Quarters(3));
  EXPECT_EQ(with_ritardando(quarters(2), in_four())[0].onset, Quarters(0));
  EXPECT_TRUE(with_ritardando({}, in_four()).empty());
}

}  // namespace
}  // namespace bachprop
