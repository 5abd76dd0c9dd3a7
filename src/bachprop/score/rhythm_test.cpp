#include "bachprop/score/rhythm.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdlib>

#include "bachprop/base/random.h"
#include "bachprop/score/onset_grid.h"
#include "bachprop/score/rhythm_clock.h"

namespace bachprop {
namespace {

Score score_of_onsets(const std::vector<Quarters>& onsets) {
  Score score;
  for (const Quarters onset : onsets) {
    score.notes.push_back({onset, {1, 16}, 60 + static_cast<int>(score.notes.size() % 12)});
  }
  return score;
}

std::vector<Quarters> onsets_of(const Score& score) {
  std::vector<Quarters> onsets;
  for (const Note& note : score.notes) {
    onsets.push_back(note.onset);
  }
  return onsets;
}

TEST(PossibleDuration, IsAMultipleOfA64thOrA32ndTripletUpTo63And15Sixteenths) {
  EXPECT_TRUE(is_possible_duration(0));
  EXPECT_TRUE(is_possible_duration({1, 16}));
  EXPECT_TRUE(is_possible_duration({1, 12}));
  EXPECT_TRUE(is_possible_duration({63 * 16 + 15, 16}));
  EXPECT_FALSE(is_possible_duration({1, 24}));
  EXPECT_FALSE(is_possible_duration({1, 48}));
  EXPECT_FALSE(is_possible_duration({1, 5}));
  EXPECT_FALSE(is_possible_duration(64));
  EXPECT_FALSE(is_possible_duration(-1));
}

TEST(PossibleDuration, NearestIsPossibleAndNoOtherIsCloser) {
  for (int i = -100; i <= 70 * 97; ++i) {
    const Quarters time(i, 97);
    const Quarters nearest = nearest_possible_duration(time);
    ASSERT_TRUE(is_possible_duration(nearest)) << time.to_string();
    for (int d = 0; d < 64 && std::abs(d - i / 97) < 2; ++d) {
      for (const int parts : {16, 12}) {
        for (int k = 0; k < parts; ++k) {
          const double distance = std::abs((time - nearest).to_double());
          ASSERT_LE(distance, std::abs((time - d - Quarters(k, parts)).to_double()) + 1e-12)
              << time.to_string();
        }
      }
    }
  }
}

TEST(NormaliseRhythm, LeavesPossibleDurationsAsTheyAre) {
  Score score;
  score.notes = {{0, {1, 16}, 60},
                 {{1, 16}, {1, 3}, 60},
                 {{1, 16}, 63, 62},
                 {{7, 48}, {1, 12}, 65},
                 {{71, 48}, {15, 16}, 60}};
  score.tempos = {{0, 120}, {{1, 16}, 100}};
  const auto rhythm = normalise_rhythm(score);
  EXPECT_EQ(rhythm.score, score);
  EXPECT_EQ(rhythm.onsets, 4);
  EXPECT_EQ(rhythm.share_moved, 0);
}

TEST(NormaliseRhythm, DoesNotLetErrorsAddUp) {
  // Eighth-note quintuplets: 1/5 of a quarter is no possible duration, 5/5 is.
  std::vector<Quarters> onsets;
  for (int i = 0; i <= 50; ++i) {
    onsets.emplace_back(i, 5);
  }
  const auto moved = onsets_of(normalise_rhythm(score_of_onsets(onsets)).score);
  for (std::size_t i = 0; i < onsets.size(); ++i) {
    EXPECT_LE(std::abs((moved[i] - onsets[i]).to_double()), 1.0 / 24) << i;
  }
  EXPECT_EQ(moved.back(), 10);
}

TEST(NormaliseRhythm, ReturnsToTheGridAfterTripletsThatAreTooFast) {
  // Three 64ths in the time of two, then quarters.
  const auto rhythm = normalise_rhythm(score_of_onsets({0, {1, 24}, {2, 24}, {1, 8}, 1, 2, 3}));
  const auto moved = onsets_of(rhythm.score);
  EXPECT_EQ(std::vector(moved.end() - 4, moved.end()), (std::vector<Quarters>{{1, 8}, 1, 2, 3}));
}

TEST(NormaliseRhythm, KeepsASoundingNoteLongerThan0) {
  Score score;
  score.notes = {{0, {1, 480}, 60}};
  EXPECT_EQ(normalise_rhythm(score).score.notes[0].duration, Quarters(1, 16));
}

TEST(NormaliseRhythm, MeasuresDurationsFromTheMovedOnset) {
  Score score;
  score.notes = {{{-1 + 48, 480}, {1 + 48, 480}, 60}};  // 47/480 to 96/480
  const Note moved = normalise_rhythm(score).score.notes[0];
  EXPECT_EQ(moved.onset, Quarters(1, 12));
  EXPECT_EQ(moved.duration, Quarters(1, 8));  // 96/480 - 40/480 = 56/480, nearest is 60/480
}

TEST(NormaliseRhythm, ShortensGapsToTheLongestDurationAndMovesTheRestAlong) {
  const auto rhythm = normalise_rhythm(score_of_onsets({0, 1000, 1001}));
  EXPECT_EQ(onsets_of(rhythm.score),
            (std::vector<Quarters>{0, kLongestDuration, kLongestDuration + 1}));
  EXPECT_EQ(rhythm.gaps_shortened, 1);
  EXPECT_EQ(rhythm.share_moved, 0);
}

TEST(NormaliseRhythm, ShortensNotesToTheLongestDuration) {
  Score score;
  score.notes = {{0, 100, 60}};
  const auto rhythm = normalise_rhythm(score);
  EXPECT_EQ(rhythm.score.notes[0].duration, kLongestDuration);
  EXPECT_EQ(rhythm.notes_shortened, 1);
}

TEST(NormaliseRhythm, MergesNotesThatComeToShareOnsetAndPitch) {
  Score score;
  score.notes = {{0, {1, 100}, 60}, {{1, 50}, {1, 2}, 60}};
  score.voices = {0, 1};
  score.voice_names = {"a", "b"};
  const auto rhythm = normalise_rhythm(score);
  EXPECT_EQ(rhythm.score.notes, (std::vector<Note>{{0, {1, 2}, 60}}));
  EXPECT_EQ(rhythm.notes_merged, 1);
  EXPECT_TRUE(rhythm.score.voices.empty());  // one voice is left: voices are not known
}

TEST(NormaliseRhythm, LeavesEachNoteItsVelocity) {
  Score score;
  score.notes = {{0, 1, 67}, {{1, 50}, 1, 60}, {1, 1, 64}};  // the first two come to be a chord
  score.velocities = {67, 60, 64};
  const Score moved = normalise_rhythm(score).score;
  EXPECT_EQ(moved.notes[0].pitch, 60);
  EXPECT_EQ(moved.velocities, (std::vector<std::uint8_t>{60, 67, 64}));
}

TEST(NormaliseRhythm, CutsOnlyToPossibleDurations) {
  // The second 60 comes 7/48 of a quarter after the first, which would last for 8/48.
  Score score;
  score.notes = {{0, {31, 200}, 60}, {{3, 48}, {1, 16}, 62}, {{31, 200}, 1, 60}};
  const auto rhythm = normalise_rhythm(score);
  EXPECT_EQ(rhythm.score.notes[2].onset, Quarters(7, 48));
  EXPECT_EQ(rhythm.score.notes[0].duration, Quarters(6, 48));
}

TEST(NormaliseRhythm, CutsNotesThatComeToOverlap) {
  Score score;
  score.notes = {{0, {11, 240}, 60}, {{11, 240}, 1, 60}};
  score.notes.push_back({{1, 16}, {1, 16}, 61});
  const auto rhythm = normalise_rhythm(score);
  for (std::size_t i = 1; i < rhythm.score.notes.size(); ++i) {
    const Note& earlier = rhythm.score.notes[i - 1];
    const Note& later = rhythm.score.notes[i];
    EXPECT_TRUE(earlier.pitch != later.pitch || earlier.onset + earlier.duration <= later.onset);
  }
}

TEST(NormaliseRhythm, MovesSignaturesWithTheMusic) {
  Score score = score_of_onsets({0, 1000, 1001});
  score.time_signatures = {{0, 4, 4}, {1000, 3, 4}, {{2003, 2}, 2, 4}};
  const auto signatures = normalise_rhythm(score).score.time_signatures;
  ASSERT_EQ(signatures.size(), 3U);
  EXPECT_EQ(signatures[1].onset, kLongestDuration);
  EXPECT_EQ(signatures[2].onset, kLongestDuration + Quarters(3, 2));
}

TEST(NormaliseRhythm, NamesALiveRecording) {
  Random random({1});
  std::vector<Quarters> onsets = {0};
  for (int i = 0; i < 1000; ++i) {
    onsets.push_back(onsets.back() +
                     Quarters(static_cast<std::int64_t>(random.below(384) + 1), 384));
  }
  const auto live = normalise_rhythm(score_of_onsets(onsets));
  EXPECT_TRUE(live.is_live);
  EXPECT_NEAR(live.share_off_grid, 0.5, 0.1);
  EXPECT_FALSE(normalise_rhythm(score_of_onsets({0, {1, 3}, {1, 2}, {2, 3}, 1})).is_live);
}

TEST(NormaliseRhythm, DescribesTheMovement) {
  NormalisedRhythm rhythm;
  rhythm.share_moved = 0.41;
  EXPECT_EQ(describe_movement(rhythm), "moved 41 % of the onsets by more than 1/96 of a quarter");
}

// Chords, repeated notes, long gaps and changes at times with denominators up to `finest`.
Score random_score(Random& random, std::uint64_t finest) {
  Score score;
  std::array<Quarters, 128> sounds_until{};
  Quarters now;
  const auto length = [&](std::uint64_t most) {
    const auto denominator = static_cast<std::int64_t>(1 + random.below(finest));
    return Quarters(static_cast<std::int64_t>(random.below(most) + 1), denominator);
  };
  for (int i = 0; i < 40; ++i) {
    now += random.below(30) == 0 ? Quarters(90) + length(7) : length(finest);
    for (int pitch = 60; pitch < 64; ++pitch) {
      if (random.below(2) == 0 && sounds_until.at(static_cast<std::size_t>(pitch)) <= now) {
        score.notes.push_back({now, length(2 * finest), pitch});
        sounds_until.at(static_cast<std::size_t>(pitch)) = now + score.notes.back().duration;
      }
    }
    if (random.below(5) == 0) {
      score.tempos.push_back({now + length(9), 120});
      now = score.tempos.back().onset;
    }
  }
  return score;
}

TEST(NormaliseRhythm, GivesTheSameInRationalNumbersAsInWholeUnits) {
  Random random({3});
  for (int i = 0; i < 300; ++i) {
    const Score score = random_score(random, 1 + random.below(12));
    ASSERT_TRUE(WholeClock::of(score).has_value());
    ASSERT_TRUE(normalise_rhythm(score) == normalise_rhythm_in_rationals(score)) << i;
  }
}

TEST(NormaliseRhythm, NormalisesTimesWithoutACommonUnit) {
  Score score;
  const std::array<std::int64_t, 5> primes = {65'521, 65'519, 65'497, 65'479, 65'449};
  for (std::size_t i = 0; i < primes.size(); ++i) {
    const auto whole = static_cast<std::int64_t>(i);
    score.notes.push_back({Quarters(whole * primes[i] + 1, primes[i]), 1, 60});
  }
  ASSERT_FALSE(WholeClock::of(score).has_value());
  EXPECT_EQ(onsets_of(normalise_rhythm(score).score), (std::vector<Quarters>{0, 1, 2, 3, 4}));
}

// The least sum of distances by trying every way through a short phrase, two steps on either side
// of each onset, in 480ths.
std::int64_t least_movement(const std::vector<Quarters>& onsets, std::size_t i, std::int64_t from) {
  if (i == onsets.size()) {
    return 0;
  }
  std::int64_t least = 1'000'000;
  const std::int64_t here = onsets[i].numerator() * (480 / onsets[i].denominator());
  const std::int64_t first = std::max(from, here / 10 - 1);
  for (std::int64_t step = first; step <= here / 10 + 2; ++step) {
    if (is_possible_steps(step - from)) {
      least = std::min(least, std::abs(step * 10 - here) + least_movement(onsets, i + 1, step));
    }
  }
  return least;
}

TEST(SnapOnsets, MovesAsLittleAsTheBestOfAllWays) {
  Random random({2});
  for (int phrase = 0; phrase < 200; ++phrase) {
    std::vector<Quarters> onsets;
    std::vector<GridPosition> positions;
    Quarters now;
    for (int i = 0; i < 5; ++i) {
      now += Quarters(static_cast<std::int64_t>(random.below(120) + 1), 480);
      onsets.push_back(now);
      const Quarters steps = now * kStepsPerQuarter;
      positions.push_back(GridPosition::of(steps.numerator(), steps.denominator()));
    }
    std::int64_t moved = 0;
    const auto steps = snap_onsets(positions);
    for (std::size_t i = 0; i < steps.size(); ++i) {
      const Quarters difference = Quarters(steps[i], kStepsPerQuarter) - onsets[i];
      moved += std::abs(difference.numerator() * (480 / difference.denominator()));
    }
    EXPECT_EQ(moved, least_movement(onsets, 0, 0)) << phrase;
  }
}

}  // namespace
}  // namespace bachprop
