#include "bachprop/context/earlier_bars.h"

#include <gtest/gtest.h>

#include <vector>

namespace bachprop {
namespace {

// dT 0, 1, 2 quarters; T 1, 2.
const WholeTimes kTimes = {.per_quarter = 1, .dt = {0, 1, 2}, .duration = {1, 2}};
constexpr std::int64_t kBar = 2;
constexpr std::size_t kOneBar = 0;
constexpr std::size_t kTwoBars = 1;

class EarlierBarsTest : public testing::Test {
 protected:
  EarlierBarsTest() { bars_.begin(ChordOrder::kUpwards); }

  void pass(int dt) {
    now_ += kTimes.dt[static_cast<std::size_t>(dt)];
    bars_.pass(dt, now_, kBar, kTimes);
  }
  void write(const std::vector<NoteSymbols>& notes) {
    for (const NoteSymbols& note : notes) {
      pass(note.dt);
      bars_.take(note);
    }
  }

  EarlierBars bars_;
  std::int64_t now_ = 0;
};

TEST_F(EarlierBarsTest, ForetellWhatStoodABarBefore) {
  write({{0, 0, 5}, {1, 0, 7}});
  EXPECT_FALSE(bars_.reaches(kOneBar));
  EXPECT_FALSE(bars_.next_dt(kOneBar, kTimes).has_value());
  pass(1);
  ASSERT_TRUE(bars_.reaches(kOneBar));
  EXPECT_FALSE(bars_.reaches(kTwoBars));
  ASSERT_NE(bars_.next_note(kOneBar), nullptr);
  EXPECT_EQ(bars_.next_note(kOneBar)->pitch, 5);
  bars_.take({1, 0, 5});
  EXPECT_EQ(bars_.alike(kOneBar), 1);
  EXPECT_EQ(bars_.next_note(kOneBar), nullptr) << "its chord is behind";
  EXPECT_EQ(bars_.next_dt(kOneBar, kTimes), 1);
}

TEST_F(EarlierBarsTest, CountWhatIsAlikeUntilItIsNot) {
  write({{0, 0, 5}, {1, 0, 7}, {1, 0, 5}, {1, 0, 7}});
  EXPECT_EQ(bars_.alike(kOneBar), 2);
  write({{1, 1, 5}});
  EXPECT_EQ(bars_.alike(kOneBar), 0) << "another T";
  EXPECT_TRUE(bars_.reaches(kTwoBars));
  write({{2, 0, 5}});
  EXPECT_EQ(bars_.alike(kOneBar), 0) << "a note was left out";
}

TEST_F(EarlierBarsTest, GoThroughAChordInTheOrderOfWriting) {
  write({{0, 1, 5}, {0, 1, 9}, {0, 1, 12}});
  pass(2);
  EXPECT_EQ(bars_.next_note(kOneBar)->pitch, 5);
  bars_.take({2, 1, 9});
  EXPECT_EQ(bars_.next_note(kOneBar)->pitch, 12) << "5 and 9 are behind";
  EXPECT_EQ(bars_.next_dt(kOneBar, kTimes), 0);
}

TEST_F(EarlierBarsTest, KnowWhatComesBetweenTheOnsetsOfThatPlace) {
  write({{0, 0, 5}, {1, 0, 6}, {2, 0, 7}, {1, 0, 8}});
  // Now is 4, a bar before is 2, and the next note there stood at 3.
  EXPECT_EQ(bars_.next_note(kOneBar), nullptr);
  EXPECT_EQ(bars_.next_dt(kOneBar, kTimes), 1);
  pass(2);
  // Now is 6: at 4 stood a note.
  ASSERT_NE(bars_.next_note(kOneBar), nullptr);
  EXPECT_EQ(bars_.next_note(kOneBar)->pitch, 8);
}

}  // namespace
}  // namespace bachprop
