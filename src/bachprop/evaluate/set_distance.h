// How far two sets of pieces are from each other, beside how far their own pieces are.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "bachprop/corpus/corpus.h"

namespace bachprop {

// Two distributions of distances, smoothed to densities f and g.
struct DensityComparison {
  double divergence = 0;  // Kullback-Leibler, integral of f ln(f/g), in nats; 0: alike
  double overlap = 0;     // integral of min(f, g); 1: alike, 0: apart
};

// Densities by Gaussian kernels. The bandwidth is n^(-1/5) times the standard deviation (over n -
// 1) of a sample of n, as in SciPy's gaussian_kde. This is Scott's rule (Scott 1992, "Multivariate
// density estimation"). It is at least a thousandth of the width that both samples have together.
// So equal numbers in one sample are a narrow peak; if all numbers of both are equal, divergence is
// 0 and overlap 1. Integrals are sums over a grid of an eighth of the narrower bandwidth that
// reaches six of the wider beyond the samples. The sums for g are not taken smaller than 1e-12 of
// their total, so that the divergence stays below 28 nats. NaN when a sample is empty.
[[nodiscard]] DensityComparison compare_densities(std::span<const double> f,
                                                  std::span<const double> g);

// Yang & Lerch 2020, "On the evaluation of generative models in music". These are the Euclidean
// distances of a feature between pieces: those of one set, each pair once, and those of one set and
// of another.
struct SetDistance {
  double mean_within_a = 0;
  double mean_within_b = 0;
  double mean_between = 0;
  DensityComparison a;  // f: within a, g: between
  DensityComparison b;  // f: within b, g: between
};

// A feature of each piece: vectors of one length. Pieces with a number that is not one are left
// out. Time grows with the square of the pieces. Figures of a set of fewer than two pieces are not
// a number.
[[nodiscard]] SetDistance set_distance(std::span<const std::vector<double>> a,
                                       std::span<const std::vector<double>> b);

struct SetDistanceOptions {
  std::uint64_t seed = 1;
  // As many pieces of each set are drawn as the smaller has, at most so many. The bandwidth depends
  // on the number of distances, and so does the time.
  std::size_t max_pieces = 100;
};

struct FeatureDistance {
  std::string_view key;   // of the PieceMetric or VectorMetric
  std::string_view name;  // for people
  SetDistance distance;
};

// The distances of the paper's twelve features. As many pieces of each set are drawn, without
// replacement, as the options say.
[[nodiscard]] std::vector<FeatureDistance> feature_distances(
    std::span<const Piece> a, std::span<const Piece> b, const SetDistanceOptions& options = {});

}  // namespace bachprop
