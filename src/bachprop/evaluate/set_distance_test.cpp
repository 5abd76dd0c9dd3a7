#include "bachprop/evaluate/set_distance.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "bachprop/base/random.h"

namespace bachprop {
namespace {

using Feature = std::vector<double>;

// SciPy 1.10: x = linspace(-20, 30, 200001); p = gaussian_kde([1, 2, 2.5, 4])(x), q =
// gaussian_kde([2, 3, 5, 5.5, 7])(x); minimum(p, q).sum() * dx = 0.560161, the sum of
// p * log(p / q) * dx = 0.563018.
TEST(DensityComparison, AgreesWithSciPysKernelDensities) {
  const std::vector<double> f = {1, 2, 2.5, 4};
  const std::vector<double> g = {2, 3, 5, 5.5, 7};
  const DensityComparison comparison = compare_densities(f, g);
  EXPECT_NEAR(comparison.overlap, 0.560161, 1e-4);
  EXPECT_NEAR(comparison.divergence, 0.563018, 1e-4);
}

// Equal numbers in each: the bandwidth of both is a thousandth of the width between them. The
// density f is 1 where g's share is taken as 1e-12. That is about ln(1e12) = 27.6, less the entropy
// of a kernel on the grid.
TEST(DensityComparison, OfPeaksApartReachesTheBounds) {
  const DensityComparison comparison =
      compare_densities(std::vector<double>{1, 1, 1}, std::vector<double>{1.002, 1.002});
  EXPECT_EQ(comparison.overlap, 0);
  EXPECT_GT(comparison.divergence, 23);
  EXPECT_LT(comparison.divergence, 27.6);
}

TEST(DensityComparison, OfASampleWithItselfIsNone) {
  Random random({1});
  std::vector<double> sample(300);
  std::ranges::generate(sample, [&] { return random.uniform(); });
  const DensityComparison comparison = compare_densities(sample, sample);
  EXPECT_NEAR(comparison.overlap, 1, 1e-12);
  EXPECT_NEAR(comparison.divergence, 0, 1e-12);
}

TEST(DensityComparison, HasStatedFiguresForDegenerateSamples) {
  const std::vector<double> fives(6, 5.0);
  const std::vector<double> none;
  const DensityComparison alike = compare_densities(fives, std::vector<double>{5});
  EXPECT_EQ(alike.divergence, 0);
  EXPECT_EQ(alike.overlap, 1);
  EXPECT_TRUE(std::isnan(compare_densities(none, fives).overlap));
  EXPECT_TRUE(std::isnan(compare_densities(fives, none).divergence));
  // One number, a peak, in the middle of many: finite, between the bounds.
  const DensityComparison peak = compare_densities(fives, std::vector<double>{3, 4, 5, 6, 7});
  EXPECT_GT(peak.overlap, 0);
  EXPECT_LT(peak.overlap, 0.1);
  EXPECT_GT(peak.divergence, 2);
  EXPECT_LT(peak.divergence, 28);
}

// Within {0, 1, 3}: 1, 3, 2. Within {2, 4, 5, 9}: 2, 3, 7, 1, 5, 4. Between: 2 4 5 9, 1 3 4 8,
// 1 1 2 6. Densities as above, with SciPy's gaussian_kde of these lists: divergence and overlap
// 0.591020 and 0.545363, 0.054774 and 0.885290.
TEST(SetDistance, IsThatOfPairsWithinAndBetween) {
  const std::vector<Feature> a = {{0}, {1}, {3}};
  const std::vector<Feature> b = {{2}, {4}, {5}, {9}};
  const SetDistance distance = set_distance(a, b);
  EXPECT_NEAR(distance.mean_within_a, 2, 1e-12);
  EXPECT_NEAR(distance.mean_within_b, 22.0 / 6, 1e-12);
  EXPECT_NEAR(distance.mean_between, 46.0 / 12, 1e-12);
  EXPECT_NEAR(distance.a.divergence, 0.591020, 1e-4);
  EXPECT_NEAR(distance.a.overlap, 0.545363, 1e-4);
  EXPECT_NEAR(distance.b.divergence, 0.054774, 1e-4);
  EXPECT_NEAR(distance.b.overlap, 0.885290, 1e-4);
}

// (0, 0) and (3, 4) are 5 apart.
TEST(SetDistance, IsEuclidean) {
  const std::vector<Feature> a = {{0, 0}, {3, 4}};
  const std::vector<Feature> b = {{0, 0}, {6, 8}};
  const SetDistance distance = set_distance(a, b);
  EXPECT_EQ(distance.mean_within_a, 5);
  EXPECT_EQ(distance.mean_within_b, 10);
  EXPECT_EQ(distance.mean_between, (0 + 10 + 5 + 5) / 4.0);
}

std::vector<Feature> drawn_features(int count, double from, std::uint64_t seed) {
  Random random({seed});
  std::vector<Feature> features;
  for (int i = 0; i < count; ++i) {
    features.push_back({from + random.uniform(), random.uniform()});
  }
  return features;
}

TEST(SetDistance, OfASetWithItselfAndOfTwoOfOneKindIsSmall) {
  const std::vector<Feature> a = drawn_features(60, 0, 1);
  EXPECT_GT(set_distance(a, a).a.overlap, 0.95);
  EXPECT_LT(set_distance(a, a).a.divergence, 0.01);
  EXPECT_GT(set_distance(a, drawn_features(60, 0, 2)).b.overlap, 0.9);
}

TEST(SetDistance, GrowsAsTheSetsPart) {
  const std::vector<Feature> a = drawn_features(60, 0, 1);
  const SetDistance near = set_distance(a, drawn_features(60, 0.5, 2));
  const SetDistance far = set_distance(a, drawn_features(60, 4, 2));
  EXPECT_LT(near.a.divergence, far.a.divergence);
  EXPECT_GT(near.a.overlap, far.a.overlap);
  EXPECT_LT(far.a.overlap, 0.01);
}

TEST(SetDistance, LeavesOutPiecesWithoutAFigure) {
  const double nan = std::nan("");
  const std::vector<Feature> a = {{0}, {nan}, {2}};
  const SetDistance distance = set_distance(a, std::vector<Feature>{{nan}, {1}});
  EXPECT_EQ(distance.mean_within_a, 2);
  EXPECT_EQ(distance.mean_between, 1);
  EXPECT_TRUE(std::isnan(distance.mean_within_b));
  EXPECT_TRUE(std::isnan(distance.b.overlap));
  EXPECT_TRUE(std::isnan(set_distance({}, {}).a.divergence));
}

// Melodies of quarters around a pitch.
std::vector<Piece> melodies(std::size_t count, int around, std::uint64_t seed) {
  Random random({seed});
  std::vector<Piece> pieces(count);
  for (Piece& piece : pieces) {
    for (int i = 0; i < 20; ++i) {
      piece.score.notes.push_back({i, 1, around + static_cast<int>(random.below(10))});
    }
  }
  return pieces;
}

TEST(FeatureDistances, AreOfThePapersTwelveFeatures) {
  const std::vector<Piece> a = melodies(20, 50, 1);
  const std::vector<FeatureDistance> distances = feature_distances(a, melodies(15, 70, 2));
  ASSERT_EQ(distances.size(), 12);
  for (const FeatureDistance& feature : distances) {
    EXPECT_FALSE(std::isnan(feature.distance.a.divergence)) << feature.key;
    EXPECT_GE(feature.distance.a.overlap, 0) << feature.key;
    EXPECT_LE(feature.distance.a.overlap, 1 + 1e-9) << feature.key;
  }
  // Every melody has 20 notes.
  const auto notes = std::ranges::find(distances, "notes", &FeatureDistance::key);
  ASSERT_NE(notes, distances.end());
  EXPECT_EQ(notes->distance.mean_between, 0);
  EXPECT_EQ(notes->distance.a.overlap, 1);
}

TEST(FeatureDistances, DrawPiecesBySeed) {
  const std::vector<Piece> a = melodies(30, 50, 1);
  const std::vector<Piece> b = melodies(40, 50, 2);
  const auto range_between = [&](const SetDistanceOptions& options) {
    const auto distances = feature_distances(a, b, options);
    return std::ranges::find(distances, "avg_pitch_shift", &FeatureDistance::key)
        ->distance.mean_between;
  };
  EXPECT_EQ(range_between({.seed = 3, .max_pieces = 10}),
            range_between({.seed = 3, .max_pieces = 10}));
  EXPECT_NE(range_between({.seed = 3, .max_pieces = 10}),
            range_between({.seed = 4, .max_pieces = 10}));
  EXPECT_NE(range_between({.seed = 3}), range_between({.seed = 4}));
}

// Pieces of 1, 2, 4 and 8 notes lie 1, 2, 3, 4, 6 or 7 notes apart, 23/6 on average.
TEST(FeatureDistances, DrawEquallyManyOfEachSet) {
  const auto piece_of = [](int notes) {
    Piece piece;
    for (int i = 0; i < notes; ++i) {
      piece.score.notes.push_back({i, 1, 60});
    }
    return piece;
  };
  const std::vector<Piece> two = {piece_of(1), piece_of(1)};
  const std::vector<Piece> four = {piece_of(1), piece_of(2), piece_of(4), piece_of(8)};
  const auto notes = [](std::span<const Piece> a, std::span<const Piece> b, std::size_t most) {
    const auto distances = feature_distances(a, b, {.max_pieces = most});
    return std::ranges::find(distances, "notes", &FeatureDistance::key)->distance;
  };
  EXPECT_NEAR(notes(four, four, 4).mean_within_a, 23.0 / 6, 1e-12);
  const std::set<double> of_a_pair = {1, 2, 3, 4, 6, 7};
  EXPECT_TRUE(of_a_pair.contains(notes(four, two, 4).mean_within_a));
  EXPECT_TRUE(of_a_pair.contains(notes(two, four, 4).mean_within_b));
  EXPECT_TRUE(of_a_pair.contains(notes(four, four, 2).mean_within_a));
}

TEST(FeatureDistances, DrawFromEachSetOnItsOwn) {
  const std::vector<Piece> a = melodies(30, 50, 1);
  const auto distances = feature_distances(a, a, {.max_pieces = 10});
  const auto shift = std::ranges::find(distances, "avg_pitch_shift", &FeatureDistance::key);
  EXPECT_NE(shift->distance.mean_within_a, shift->distance.mean_within_b);
}

}  // namespace
}  // namespace bachprop
