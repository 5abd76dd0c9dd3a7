#include "bachprop/analysis/metre_estimate.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <vector>

#include "bachprop/base/random.h"

namespace bachprop {
namespace {

// A waltz: bass on one, chords on two and three; the tune begins `pickup` quarters before.
Score waltz(int bars, int pickup) {
  const std::vector<int> roots = {48, 53, 55, 48};
  Score score;
  for (int i = 0; i < pickup; ++i) {
    score.notes.push_back({i, 1, 79});
  }
  for (int bar = 0; bar < bars; ++bar) {
    const Quarters start = Quarters(pickup) + Quarters(3) * bar;
    const int root = roots[static_cast<std::size_t>(bar % 4)];
    score.notes.push_back({start, 1, root - 12});
    score.notes.push_back({start, bar % 2 == 0 ? 2 : 3, root + 24});
    for (const int beat : {1, 2}) {
      for (const int third : {4, 7}) {
        score.notes.push_back({start + beat, 1, root + third});
      }
      if (beat == 2 && bar % 2 == 0) {
        score.notes.push_back({start + beat, 1, root + 26});
      }
    }
  }
  return score;
}

TEST(MetreEstimate, OfAWaltzIsThreeFour) {
  EXPECT_EQ(estimate_metre(waltz(16, 0)), (MetreEstimate{{0, 3, 4}, 0}));
}

TEST(MetreEstimate, FindsAPickup) {
  EXPECT_EQ(estimate_metre(waltz(16, 1)), (MetreEstimate{{0, 3, 4}, 1}));
  EXPECT_EQ(estimate_pickup(waltz(16, 1), {0, 3, 4}), 1);
}

TEST(MetreEstimate, DoesNotLookAtStatedSignatures) {
  Score score = waltz(16, 1);
  score.time_signatures = {{0, 4, 4}};
  EXPECT_EQ(estimate_metre(score), estimate_metre(waltz(16, 1)));
}

TEST(MetreEstimate, CountsARestBeforeTheFirstNote) {
  Score score = waltz(16, 1);
  for (Note& note : score.notes) {
    note.onset += 2;
  }
  EXPECT_EQ(estimate_metre(score), (MetreEstimate{{0, 3, 4}, 0}));
}

TEST(MetreEstimate, DoesNotDependOnTheKey) {
  Score score = waltz(16, 1);
  for (Note& note : score.notes) {
    note.pitch += 5;
  }
  EXPECT_EQ(estimate_metre(score), estimate_metre(waltz(16, 1)));
}

TEST(MetreEstimate, KnowsSlowerAndFasterKindsOfAMetre) {
  Score slow = waltz(16, 1);
  for (Note& note : slow.notes) {
    note.onset = note.onset * 4;
    note.duration = note.duration * 4;
  }
  EXPECT_EQ(estimate_pickup(slow, {0, 3, 1}), 4);
}

TEST(MetreEstimate, OfTooLittleMusicIsFourFourWithoutPickup) {
  EXPECT_EQ(estimate_metre(Score()), MetreEstimate());
  EXPECT_EQ(estimate_pickup(Score(), {0, 3, 4}), 0);
  Score one;
  one.notes = {{Quarters(1, 3), 100000, 60}};
  EXPECT_EQ(estimate_metre(one), MetreEstimate());
  EXPECT_EQ(estimate_metre(waltz(1, 1)), MetreEstimate());
}

TEST(MetreEstimate, OfNotesOnNoGridIsFourFourWithoutPickup) {
  Score score;
  Quarters onset = Quarters(1, 7);
  for (int i = 0; i < 100; ++i) {
    score.notes.push_back({onset, Quarters(1, 7), 60 + i % 12});
    onset += Quarters(99, 700);
  }
  const MetreEstimate estimate = estimate_metre(score);
  EXPECT_GE(estimate.pickup, 0);
  EXPECT_LT(estimate.pickup, 4);
}

// Long notes that stand anywhere are no evidence.
TEST(MetreEstimate, DoesNotMoveStatedBarsForNonsense) {
  Random random({7});
  for (int piece = 0; piece < 20; ++piece) {
    Score score;
    Quarters onset = 0;
    for (int i = 0; i < 60; ++i) {
      const auto length = static_cast<std::int64_t>(4 + random.below(20));
      score.notes.push_back({onset, length, static_cast<int>(40 + random.below(40))});
      onset += length;
    }
    EXPECT_EQ(pickup_against_stated_bars(score, {0, 4, 4}), 0) << piece;
  }
}

TEST(MetreEstimate, IsSomethingForNonsense) {
  Random random({7});
  const auto below = [&](std::uint64_t bound) {
    return static_cast<std::int64_t>(random.below(bound));
  };
  for (int piece = 0; piece < 20; ++piece) {
    Score score;
    Quarters onset = 0;
    for (int i = 0; i < 60; ++i) {
      onset += Quarters(below(9), 1 + below(6));
      score.notes.push_back({onset, Quarters(1 + below(40), 7), static_cast<int>(below(128))});
    }
    const MetreEstimate estimate = estimate_metre(score);
    const Quarters bar(std::int64_t{4} * estimate.signature.numerator,
                       estimate.signature.denominator);
    EXPECT_GE(estimate.pickup, 0);
    EXPECT_LT(estimate.pickup, bar);
  }
}

TEST(MetreEstimate, DoesNotRunAwayAfterALateNote) {
  Score score = waltz(16, 1);
  score.notes.push_back({1000000000000, 1000000000000, 60});
  EXPECT_EQ(estimate_metre(score).signature, (TimeSignature{0, 3, 4}));
}

}  // namespace
}  // namespace bachprop
