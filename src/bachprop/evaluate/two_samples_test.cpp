#include "bachprop/evaluate/two_samples.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <limits>
#include <vector>

#include "bachprop/base/random.h"

namespace bachprop {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

// `pieces` with `rows` rows each; `draw` makes a row of two columns.
template <typename Draw>
FeatureRows rows_of(std::size_t pieces, std::size_t rows, std::uint64_t seed, const Draw& draw) {
  FeatureRows result{.columns = 2};
  Random random({seed});
  for (std::size_t piece = 0; piece < pieces; ++piece) {
    for (std::size_t row = 0; row < rows; ++row) {
      const std::array<double, 2> values = draw(random);
      result.add(piece, values);
    }
  }
  return result;
}

std::array<double, 2> noise(Random& random) { return {random.uniform(), random.uniform()}; }

const std::vector<std::size_t> kBoth = {0, 1};

TEST(TwoSamples, AreaIsTheShareOfPairsInTheRightOrder) {
  const std::vector<double> a = {1, 2};
  EXPECT_DOUBLE_EQ(auc_of(a, std::vector<double>{3, 4}), 1);
  EXPECT_DOUBLE_EQ(auc_of(a, std::vector<double>{0}), 0);
  EXPECT_DOUBLE_EQ(auc_of(a, std::vector<double>{2}), 0.75);
  EXPECT_DOUBLE_EQ(auc_of(a, std::vector<double>{1.5, 5}), 0.75);
  EXPECT_TRUE(std::isnan(auc_of(a, {})));
}

TEST(TwoSamples, AreNotToldApartWhereTheyAreAlike) {
  const Interval auc = classifier_auc(rows_of(100, 1, 1, noise), rows_of(100, 1, 2, noise), kBoth);
  EXPECT_NEAR(auc.value, 0.5, 0.1);
  EXPECT_LT(auc.low, 0.5);
  EXPECT_LT(auc.high - auc.low, 0.25);
}

TEST(TwoSamples, AreToldApartByAColumnThatDiffers) {
  const FeatureRows b = rows_of(60, 1, 2, [](Random& random) {
    return std::array<double, 2>{random.uniform(), 2 + random.uniform()};
  });
  const FeatureRows a = rows_of(60, 1, 1, noise);
  EXPECT_GT(classifier_auc(a, b, kBoth).value, 0.99);
  EXPECT_NEAR(classifier_auc(a, b, std::vector<std::size_t>{0}).value, 0.5, 0.15);
  EXPECT_DOUBLE_EQ(feature_auc(a, b, 1), 1);
  EXPECT_DOUBLE_EQ(feature_auc(b, a, 1), 0);
}

// Half of b lies too high, the other half too low: the mean is the same.
TEST(TwoSamples, AreToldApartByTheDistanceFromTheMiddle) {
  const FeatureRows b = rows_of(60, 1, 2, [](Random& random) {
    const double side = random.below(2) == 0 ? 3 : -3;
    return std::array<double, 2>{random.uniform(), random.uniform() + side};
  });
  EXPECT_GT(classifier_auc(rows_of(60, 1, 1, noise), b, kBoth).value, 0.99);
}

// Each piece has a number of its own, which is the same in all its rows and says nothing of others.
TEST(TwoSamples, LearnNothingFromOtherRowsOfAPiece) {
  const auto with_own_numbers = [](std::uint64_t seed) {
    FeatureRows rows{.columns = 2};
    Random random({seed});
    for (std::size_t piece = 0; piece < 40; ++piece) {
      const std::array<double, 2> own = {random.uniform(), random.uniform()};
      for (int row = 0; row < 8; ++row) {
        rows.add(piece, own);
      }
    }
    return rows;
  };
  const Interval auc = classifier_auc(with_own_numbers(1), with_own_numbers(2), kBoth);
  EXPECT_LT(auc.low, 0.55);
  // The interval is that of 40 pieces, not of 320 rows.
  EXPECT_GT(auc.high - auc.low, 0.2);
}

TEST(TwoSamples, CountBothSetsAlikeWhateverTheirSizes) {
  const FeatureRows b = rows_of(30, 1, 2, [](Random& random) {
    return std::array<double, 2>{random.uniform(), 0.5 + random.uniform()};
  });
  const double small = classifier_auc(rows_of(30, 1, 1, noise), b, kBoth).value;
  const double large = classifier_auc(rows_of(300, 1, 1, noise), b, kBoth).value;
  EXPECT_NEAR(small, large, 0.1);
}

TEST(TwoSamples, TakeWhatIsMissingForTheMean) {
  const FeatureRows a = rows_of(40, 1, 1, [](Random& random) {
    return std::array<double, 2>{random.below(2) == 0 ? kNaN : random.uniform(), random.uniform()};
  });
  const FeatureRows b = rows_of(40, 1, 2, [](Random& random) {
    return std::array<double, 2>{3 + random.uniform(), kNaN};
  });
  EXPECT_TRUE(std::isfinite(classifier_auc(a, b, kBoth).value));
  EXPECT_DOUBLE_EQ(feature_auc(a, b, 0), 1);
  EXPECT_TRUE(std::isnan(feature_auc(a, b, 1)));
}

TEST(TwoSamples, SaySoWhereNothingCanBeLearnt) {
  const FeatureRows few = rows_of(3, 1, 1, noise);
  EXPECT_TRUE(std::isnan(classifier_auc(few, rows_of(40, 1, 2, noise), kBoth).value));
  const auto constant = [](Random& /*random*/) { return std::array<double, 2>{1, 2}; };
  EXPECT_TRUE(std::isnan(
      classifier_auc(rows_of(9, 1, 1, constant), rows_of(9, 1, 2, constant), kBoth).value));
}

TEST(TwoSamples, GiveTheSameBytesForTheSameSeed) {
  const FeatureRows a = rows_of(30, 2, 1, noise);
  const FeatureRows b = rows_of(30, 2, 2, noise);
  EXPECT_EQ(classifier_auc(a, b, kBoth, {.seed = 4}), classifier_auc(a, b, kBoth, {.seed = 4}));
}

}  // namespace
}  // namespace bachprop
