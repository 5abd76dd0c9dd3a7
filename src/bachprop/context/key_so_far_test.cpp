#include "bachprop/context/key_so_far.h"

#include <gtest/gtest.h>

#include "bachprop/base/numbers.h"
#include "bachprop/base/random.h"

namespace bachprop {
namespace {

TEST(EstimateKey, FindsScalesInEveryKey) {
  for (int tonic = 0; tonic < 12; ++tonic) {
    PitchClassTimes major = {};
    for (const int degree : {0, 2, 4, 5, 7, 9, 11, 0, 4, 7}) {
      major[static_cast<std::size_t>((tonic + degree) % 12)] += 3;
    }
    EXPECT_EQ(estimate_key(major, 5), (Key{tonic, false}));
    PitchClassTimes minor = {};
    for (const int degree : {0, 2, 3, 5, 7, 8, 11, 0, 3, 7}) {
      minor[static_cast<std::size_t>((tonic + degree) % 12)] += 3;
    }
    EXPECT_EQ(estimate_key(minor, 5), (Key{tonic, true}));
  }
  // Nothing heard: the first key of all.
  EXPECT_EQ(estimate_key({}, 7), (Key{7, false}));
}

TEST(KeySoFar, IsThatOfAllThatWasAddedAndNotTakenAwayAgain) {
  Random random({11});
  KeySoFar key;
  PitchClassTimes times = {};
  for (int i = 0; i < 500; ++i) {
    const int pitch_class = as_int(random.below(12));
    const std::int64_t time = as_int(random.below(50)) - 20;
    times[as_index(pitch_class)] += time;
    key.add(pitch_class, time);
    EXPECT_EQ(key.best(pitch_class), estimate_key(times, pitch_class));
  }
  key.clear();
  EXPECT_EQ(key.best(3), (Key{3, false}));
}

// A diminished seventh chord is the same from each of its notes.
TEST(KeySoFar, OfEquallyGoodOnesIsTheFirstAboveTheNote) {
  PitchClassTimes times = {};
  for (const int pitch_class : {1, 4, 7, 10}) {
    times[as_index(pitch_class)] = 3;
  }
  const int above = (estimate_key(times, 0).tonic + 12) % 3;
  for (int from = 0; from < 12; ++from) {
    const Key key = estimate_key(times, from);
    EXPECT_EQ(key.tonic % 3, above);
    EXPECT_LT((key.tonic - from + 12) % 12, 3);
  }
}

}  // namespace
}  // namespace bachprop
