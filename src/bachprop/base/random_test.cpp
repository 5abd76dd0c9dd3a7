#include "bachprop/base/random.h"

#include <gtest/gtest.h>

#include <array>
#include <limits>
#include <numeric>
#include <vector>

namespace bachprop {
namespace {

// Computed with a separate implementation of std::seed_seq and MT19937-64 from their definitions.
// A change here changes every seeded result of the program.
TEST(Random, GivesTheSameNumbersForEver) {
  Random random({1, 2, 3});
  EXPECT_EQ(random.bits(), 0xe313417f4100336eU);
  EXPECT_EQ(random.bits(), 0x462fbfca82bb9245U);
  EXPECT_EQ(random.bits(), 0xf1d7124d51862335U);
  for (int i = 3; i < 999; ++i) {
    (void)random.bits();
  }
  EXPECT_EQ(random.bits(), 0xb7a795156deee845U);
}

TEST(Random, UsesAllSixtyFourBitsOfAKey) {
  Random random({(std::uint64_t{1} << 63U) + 5});
  EXPECT_EQ(random.uniform(), 8203819697554380 * 0x1.0p-53);
  EXPECT_EQ(random.uniform(), 4092578687206648 * 0x1.0p-53);
  EXPECT_EQ(random.below(10), 8U);
  EXPECT_EQ(random.below(10), 6U);
}

TEST(Random, TellsSequencesOfKeysApart) {
  EXPECT_NE(Random({1}).bits(), Random({2}).bits());
  EXPECT_NE(Random({1}).bits(), Random({1, 0}).bits());
  EXPECT_NE(Random({1, 2}).bits(), Random({2, 1}).bits());
}

TEST(Random, DrawsEachNumberBelowTheBoundAboutEquallyOften) {
  Random random({7});
  std::array<int, 6> counts = {};
  for (int i = 0; i < 60'000; ++i) {
    ++counts.at(random.below(6));
  }
  for (const int count : counts) {
    EXPECT_NEAR(count, 10'000, 450);  // five standard deviations
  }
}

TEST(Random, DrawsBelowTheLargestBound) {
  Random random({7});
  constexpr std::uint64_t kBound = std::numeric_limits<std::uint64_t>::max();
  EXPECT_LT(random.below(kBound), kBound);
  EXPECT_EQ(random.below(1), 0U);
}

TEST(Random, ShufflesWithoutLosingItems) {
  Random random({7});
  std::vector<int> items(100);
  std::iota(items.begin(), items.end(), 0);
  const std::vector<int> sorted = items;
  random.shuffle(std::span(items));
  EXPECT_NE(items, sorted);
  EXPECT_TRUE(std::is_permutation(items.begin(), items.end(), sorted.begin()));
}

}  // namespace
}  // namespace bachprop
