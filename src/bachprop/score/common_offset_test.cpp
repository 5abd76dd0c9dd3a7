#include "bachprop/score/common_offset.h"

#include <gtest/gtest.h>

#include <cstddef>

#include "bachprop/score/midi_score.h"
#include "bachprop/score/rhythm.h"

namespace bachprop {
namespace {

// Eighths and quarters, two bars of 4/4 and a pick-up, as a file of so many ticks a quarter rounds
// them.
Score tune(const Quarters& first = 0) {
  Score score;
  Quarters onset = first;
  for (int i = 0; i < 16; ++i) {
    const Quarters length = i % 3 == 0 ? Quarters(1, 2) : i % 3 == 1 ? Quarters(1, 2) : Quarters(1);
    score.notes.push_back({onset, length, 60 + i});
    onset += length;
  }
  score.tempos = {{0, 100}};
  score.time_signatures = {{0, 4, 4}, {8, 3, 4}};
  score.key_signatures = {{0, -1, false}};
  return score;
}

Score late(Score score, const Quarters& offset) {
  for (Note& note : score.notes) {
    note.onset += offset;
  }
  return score;
}

TEST(CommonOffset, IsFoundAtAnyDivision) {
  for (const int ticks : {24, 30, 96, 480, 960}) {
    for (const int offset : {1, 3, 7, 11}) {
      const Quarters expected(offset, ticks);
      EXPECT_EQ(common_offset(late(tune(), expected)), expected) << offset << "/" << ticks;
    }
  }
}

TEST(CommonOffset, OfMusicBeforeTheBeatIsBelow0) {
  EXPECT_EQ(common_offset(late(tune(1), Quarters(-20, 480))), Quarters(-1, 24));
  EXPECT_EQ(common_offset(late(tune(1), Quarters(-1, 8))), Quarters(-1, 8));
}

TEST(CommonOffset, IsNoneOfMusicOnTheGridNorOfHalfAQuarter) {
  EXPECT_EQ(common_offset(tune()), 0);
  EXPECT_EQ(common_offset(late(tune(), 2)), 0);
  EXPECT_EQ(common_offset(late(tune(), {1, 2})), 0);
}

TEST(CommonOffset, IsNoneWhereTooFewOnsetsShareIt) {
  Score score = late(tune(), {1, 24});
  for (std::size_t i = 0; i < 3; ++i) {
    score.notes[5 * i].onset += Quarters(1, 30);
  }
  EXPECT_EQ(common_offset(score), 0);
  Score few = late(tune(), {1, 24});
  few.notes.resize(7);
  EXPECT_EQ(common_offset(few), 0);
}

TEST(WithoutOffset, IsTheMusicOnTheBeatWithWhatStoodAtTheBeginning) {
  EXPECT_EQ(without_offset(late(tune(), {7, 480}), {7, 480}), tune());
}

TEST(WithoutOffset, MovesChangesAlongThatAreLateToo) {
  Score score = late(tune(), {7, 480});
  score.time_signatures[1].onset += Quarters(7, 480);
  EXPECT_EQ(without_offset(score, {7, 480}), tune());
}

TEST(WithoutOffset, LeavesAFirstNoteThatWasCutOffWhereItIs) {
  Score early = tune();
  for (Note& note : early.notes) {
    note.onset -= Quarters(20, 480);
  }
  early.notes.front() = {0, early.notes.front().duration - Quarters(20, 480), 60};
  ASSERT_EQ(common_offset(early), Quarters(-20, 480));
  EXPECT_EQ(without_offset(early, {-20, 480}), tune());
}

TEST(WithoutOffset, IsNoneThatTheFirstNotePrecedes) {
  EXPECT_DEATH((void)without_offset(tune(), {1, 8}), "no note begins before");
}

// A note of that length at 0, then notes of `step` quarters.
Score behind_pickup(const Quarters& pickup, const Quarters& step = 1) {
  Score score;
  score.notes.push_back({0, pickup, 67});
  for (int i = 0; i < 24; ++i) {
    score.notes.push_back({pickup + step * Quarters(i), step, 60 + i % 8});
  }
  return score;
}

TEST(CommonOffset, IsNoneOfMusicThatBeginsWithAPickupAt0) {
  for (const Quarters& pickup :
       {Quarters(1, 4), Quarters(3, 4), Quarters(1, 3), Quarters(2, 3), Quarters(1, 8),
        Quarters(3, 8), Quarters(7, 8), Quarters(1, 6), Quarters(1, 12), Quarters(15, 16)}) {
    for (const Quarters& step : {Quarters(1), Quarters(1, 2), Quarters(2)}) {
      const Score score = behind_pickup(pickup, step);
      EXPECT_EQ(common_offset(score), 0) << pickup.to_string();
      EXPECT_EQ(normalise_rhythm(score).score, score) << pickup.to_string();
    }
  }
  // An eighth before 6/8.
  Score gigue = behind_pickup({1, 2}, {3, 2});
  gigue.time_signatures = {{0, 6, 8}};
  EXPECT_EQ(common_offset(gigue), 0);
}

TEST(CommonOffset, OfALatePieceWithAPickupIsTheDelay) {
  for (const Quarters& pickup : {Quarters(1, 4), Quarters(3, 4), Quarters(1, 3)}) {
    const Score score = behind_pickup(pickup, {1, 2});
    EXPECT_EQ(common_offset(late(score, {7, 480})), Quarters(7, 480)) << pickup.to_string();
  }
}

TEST(CommonOffset, IsAtLeastAnEighthOfAQuarterBeforeTheBeat) {
  // Before the first of them nothing can begin: no time below 0 is near enough.
  Score score = late(tune(), {1, 2});
  score.notes.insert(score.notes.begin(), {{1, 5}, {1, 5}, 60});
  for (std::size_t i = 1; i < score.notes.size(); ++i) {
    score.notes[i].onset += Quarters(1, 5);
  }
  EXPECT_GE(common_offset(score), Quarters(-1, 8));
  EXPECT_LE(common_offset(score), score.notes.front().onset);
}

TEST(NormaliseRhythm, TakesAnOffsetOffEvenWhereEveryTimeIsPossible) {
  const NormalisedRhythm rhythm = normalise_rhythm(late(tune(), {1, 4}));
  EXPECT_EQ(rhythm.score, tune());
  EXPECT_EQ(rhythm.offset, Quarters(1, 4));
}

TEST(NormaliseRhythm, TakesTheOffsetOffAndSaysSo) {
  const NormalisedRhythm rhythm = normalise_rhythm(late(tune(), {20, 480}));
  EXPECT_EQ(rhythm.score, tune());
  EXPECT_EQ(rhythm.offset, Quarters(1, 24));
  EXPECT_EQ(rhythm.max_movement, 0);
  EXPECT_FALSE(rhythm.is_live);
  EXPECT_EQ(describe_rounding(rhythm), "all notes 1/24 of a quarter earlier");
  EXPECT_EQ(describe_offset({-1, 48}), "all notes 1/48 of a quarter later");
}

// Times as a file of so many ticks a quarter states them.
Score rounded(Score score, int ticks) {
  const auto nearest = [ticks](const Quarters& time) {
    const Quarters half_up = time * ticks + Quarters(1, 2);
    return Quarters(half_up.numerator() / half_up.denominator(), ticks);
  };
  for (Note& note : score.notes) {
    const Quarters end = nearest(note.onset + note.duration);
    note.onset = nearest(note.onset);
    note.duration = end - note.onset;
  }
  return score;
}

TEST(NormaliseRhythm, DoesNotCallCoarseTicksLive) {
  for (int ticks = 10; ticks <= 30; ++ticks) {
    Score score;
    for (int i = 0; i < 64; ++i) {
      const int parts = i / 16 % 2 == 0 ? 4 : 3;
      score.notes.push_back({Quarters(i - i % 16) + Quarters(i % 16, parts), {1, parts}, 60});
    }
    const NormalisedRhythm rhythm = normalise_rhythm(rounded(score, ticks));
    EXPECT_FALSE(rhythm.is_live) << ticks << ": " << describe_live(rhythm);
  }
}

TEST(NormaliseRhythm, DoesNotCallALongRestOffTheGridLive) {
  Score score = tune();
  Score rest = late(tune(100), {137, 480});
  score.notes.insert(score.notes.end(), rest.notes.begin(), rest.notes.end());
  EXPECT_EQ(share_off_grid(score, {1, 96}), 0);
  EXPECT_FALSE(normalise_rhythm(score).is_live);
  // Without the rest, half of the music lies beside the beat.
  score = tune();
  rest = late(tune(13), {1, 24});
  score.notes.insert(score.notes.end(), rest.notes.begin(), rest.notes.end());
  EXPECT_EQ(share_off_grid(score, {1, 96}), 0.5);
}

}  // namespace
}  // namespace bachprop
