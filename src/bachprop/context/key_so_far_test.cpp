#include "bachprop/context/key_so_far.h"

#include <gtest/gtest.h>

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

}  // namespace
}  // namespace bachprop
