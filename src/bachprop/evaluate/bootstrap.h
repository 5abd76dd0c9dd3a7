// How far a figure of a set of pieces would move if other pieces of the same kind had been drawn.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "bachprop/evaluate/histogram.h"

namespace bachprop {

// A figure of a set of pieces, and the bounds that hold it with the level's confidence. All not a
// number where the figure is undefined.
struct Interval {
  double value = 0;
  double low = 0;
  double high = 0;

  friend bool operator==(const Interval&, const Interval&) = default;
};

struct BootstrapOptions {
  std::uint64_t seed = 1;
  int resamples = 1000;  // above 0
  double level = 0.95;   // above 0, below 1
};

// A figure of a set in which piece i stands times_drawn[i] times.
using ResampledFigure = std::function<double(std::span<const std::int64_t> times_drawn)>;

// The percentile bootstrap (Efron 1979, "Bootstrap methods: another look at the jackknife"). The
// percentile method is Efron & Tibshirani 1993, "An introduction to the bootstrap", chapter 13. As
// many pieces as there are are drawn with replacement, `resamples` times. The bounds are the (1 -
// level)/2 and (1 + level)/2 quantiles of the figures, with linear interpolation between ranks.
// `value` is the figure of the set as it is. Resamples whose figure is undefined are left out. The
// same seed and number of pieces give the same draws.
[[nodiscard]] Interval bootstrap_interval(std::size_t pieces, const ResampledFigure& figure,
                                          const BootstrapOptions& options = {});

// The figure of a set as it is, and the level's quantiles of those of its resamples, as above.
// Figures that are not a number are left out.
[[nodiscard]] Interval percentile_interval(double value, std::vector<double> resampled,
                                           double level);

// The interval of the mean of a figure that each piece has. Pieces whose figure is NaN are left
// out.
[[nodiscard]] Interval bootstrap_mean(std::span<const double> figures,
                                      const BootstrapOptions& options = {});

// The interval of the sum of the parts over the sum of the wholes, such as repeats a note. The
// parts and wholes of piece i are parts[i] and wholes[i] >= 0.
[[nodiscard]] Interval bootstrap_ratio(std::span<const double> parts,
                                       std::span<const double> wholes,
                                       const BootstrapOptions& options = {});

// Such as jensen_shannon_divergence or overlap_area.
using HistogramDistance = double (*)(std::span<const double>, std::span<const double>);

// The interval of the distance of the pieces' histograms added up from a histogram that stays as it
// is. A resample is a noisier sample than the set, so its divergence is greater on average. Where
// the noise of the set itself is not small beside the distance, the interval lies too high.
[[nodiscard]] Interval bootstrap_distance(std::span<const Histogram> pieces,
                                          const Histogram& reference, HistogramDistance distance,
                                          const BootstrapOptions& options = {});

}  // namespace bachprop
