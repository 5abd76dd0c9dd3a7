#include "bachprop/evaluate/set_distance.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <numeric>

#include "bachprop/base/check.h"
#include "bachprop/base/numbers.h"
#include "bachprop/base/random.h"
#include "bachprop/evaluate/piece_metrics.h"

namespace bachprop {
namespace {

using Feature = std::vector<double>;

constexpr double kReach = 6;  // bandwidths at which a kernel ends: 1e-8 of its height
constexpr double kStepsABandwidth = 8;
constexpr double kLeastBandwidth = 1e-3;  // of the samples' width
constexpr double kLeastShare = 1e-12;

double mean_of(std::span<const double> sample) {
  return sample.empty()
             ? kUndefined
             : std::accumulate(sample.begin(), sample.end(), 0.0) / as_double(sample.size());
}

double scott_bandwidth(std::span<const double> sample) {
  if (sample.size() < 2) {
    return 0;
  }
  const double mean = mean_of(sample);
  double squares = 0;
  for (const double x : sample) {
    squares += (x - mean) * (x - mean);
  }
  const auto n = as_double(sample.size());
  return std::pow(n, -0.2) * std::sqrt(squares / (n - 1));
}

struct Grid {
  double first = 0;
  double step = 1;
  std::size_t points = 0;
};

// The density at the grid's points, divided by its sum.
std::vector<double> density_on(const Grid& grid, std::span<const double> sample, double bandwidth) {
  std::vector<double> density(grid.points);
  const auto last = as_double(grid.points - 1);
  for (const double x : sample) {
    const double centre = (x - grid.first) / grid.step;
    const double reach = kReach * bandwidth / grid.step;
    const auto from = as_index(std::clamp(std::ceil(centre - reach), 0.0, last));
    const auto to = as_index(std::clamp(std::floor(centre + reach), 0.0, last));
    for (std::size_t i = from; i <= to; ++i) {
      const double distance = (as_double(i) - centre) * grid.step / bandwidth;
      density[i] += std::exp(-distance * distance / 2);
    }
  }
  const double sum = std::accumulate(density.begin(), density.end(), 0.0);
  std::ranges::for_each(density, [sum](double& value) { value /= sum; });
  return density;
}

double euclidean(const Feature& a, const Feature& b) {
  check(a.size() == b.size(), "a feature has one length");
  double squares = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    squares += (a[i] - b[i]) * (a[i] - b[i]);
  }
  return std::sqrt(squares);
}

std::vector<double> distances_within(std::span<const Feature> pieces) {
  std::vector<double> distances;
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    for (std::size_t j = i + 1; j < pieces.size(); ++j) {
      distances.push_back(euclidean(pieces[i], pieces[j]));
    }
  }
  return distances;
}

std::vector<double> distances_between(std::span<const Feature> a, std::span<const Feature> b) {
  std::vector<double> distances;
  for (const Feature& from : a) {
    for (const Feature& to : b) {
      distances.push_back(euclidean(from, to));
    }
  }
  return distances;
}

std::vector<Feature> defined_ones(std::span<const Feature> pieces) {
  std::vector<Feature> defined;
  std::ranges::copy_if(pieces, std::back_inserter(defined), [](const Feature& piece) {
    return std::ranges::none_of(piece, [](double x) { return std::isnan(x); });
  });
  return defined;
}

// `count` of the pieces, drawn without replacement; all of them in their order if there are no
// more.
std::vector<const Score*> drawn_scores(std::span<const Piece> pieces, std::size_t count,
                                       Random random) {
  std::vector<const Score*> scores;
  for (const Piece& piece : pieces) {
    scores.push_back(&piece.score);
  }
  if (count < scores.size()) {
    random.shuffle(std::span(scores));
    scores.resize(count);
  }
  return scores;
}

template <typename ValuesOf>
SetDistance distance_between(std::span<const Score* const> a, std::span<const Score* const> b,
                             const ValuesOf& values_of) {
  const auto features = [&](std::span<const Score* const> scores) {
    std::vector<Feature> values;
    for (const Score* score : scores) {
      values.push_back(values_of(*score));
    }
    return values;
  };
  return set_distance(features(a), features(b));
}

// The paper's features of one number.
constexpr std::array<std::string_view, 7> kScalarFeatures = {
    "n_pitches_used", "bar_used_pitch",  "notes",  "bar_used_note",
    "pitch_range",    "avg_pitch_shift", "avg_ioi"};

}  // namespace

DensityComparison compare_densities(std::span<const double> f, std::span<const double> g) {
  if (f.empty() || g.empty()) {
    return {kUndefined, kUndefined};
  }
  const double low = std::min(std::ranges::min(f), std::ranges::min(g));
  const double high = std::max(std::ranges::max(f), std::ranges::max(g));
  if (!(low < high)) {
    return {0, 1};
  }
  const double least = kLeastBandwidth * (high - low);
  const double f_bandwidth = std::max(scott_bandwidth(f), least);
  const double g_bandwidth = std::max(scott_bandwidth(g), least);
  const double margin = kReach * std::max(f_bandwidth, g_bandwidth);
  const double step = std::min(f_bandwidth, g_bandwidth) / kStepsABandwidth;
  const Grid grid{low - margin, step, as_index((high - low + 2 * margin) / step) + 1};
  const std::vector<double> f_shares = density_on(grid, f, f_bandwidth);
  const std::vector<double> g_shares = density_on(grid, g, g_bandwidth);
  DensityComparison comparison;
  for (std::size_t i = 0; i < grid.points; ++i) {
    comparison.overlap += std::min(f_shares[i], g_shares[i]);
    if (f_shares[i] > 0) {
      comparison.divergence +=
          f_shares[i] * std::log(f_shares[i] / std::max(g_shares[i], kLeastShare));
    }
  }
  return comparison;
}

SetDistance set_distance(std::span<const std::vector<double>> a,
                         std::span<const std::vector<double>> b) {
  const std::vector<Feature> a_pieces = defined_ones(a);
  const std::vector<Feature> b_pieces = defined_ones(b);
  const std::vector<double> within_a = distances_within(a_pieces);
  const std::vector<double> within_b = distances_within(b_pieces);
  const std::vector<double> between = distances_between(a_pieces, b_pieces);
  return {mean_of(within_a), mean_of(within_b), mean_of(between),
          compare_densities(within_a, between), compare_densities(within_b, between)};
}

std::vector<FeatureDistance> feature_distances(std::span<const Piece> a, std::span<const Piece> b,
                                               const SetDistanceOptions& options) {
  const std::size_t count = std::min({a.size(), b.size(), options.max_pieces});
  const std::vector<const Score*> from_a = drawn_scores(a, count, Random({options.seed, 0}));
  const std::vector<const Score*> from_b = drawn_scores(b, count, Random({options.seed, 1}));
  std::vector<FeatureDistance> distances;
  for (const std::string_view key : kScalarFeatures) {
    const PieceMetric& metric = *find_piece_metric(key);
    const auto values = [&](const Score& score) { return Feature{metric.value(score)}; };
    distances.push_back({metric.key, metric.name, distance_between(from_a, from_b, values)});
  }
  for (const VectorMetric& metric : all_vector_metrics()) {
    distances.push_back({metric.key, metric.name, distance_between(from_a, from_b, metric.values)});
  }
  return distances;
}

}  // namespace bachprop
