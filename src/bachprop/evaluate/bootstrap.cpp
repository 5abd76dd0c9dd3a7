#include "bachprop/evaluate/bootstrap.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <map>
#include <utility>
#include <vector>

#include "bachprop/base/check.h"
#include "bachprop/base/numbers.h"
#include "bachprop/base/random.h"

namespace bachprop {
namespace {

// `sorted` has at least one figure. Linear between ranks, rank 0 at 0 and the last at 1.
double quantile(std::span<const double> sorted, double at) {
  const double rank = at * as_double(sorted.size() - 1);
  const auto below = as_index(rank);
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  return sorted[below] + (rank - as_double(below)) * (sorted[above] - sorted[below]);
}

void draw(Random& random, std::span<std::int64_t> times_drawn) {
  std::ranges::fill(times_drawn, 0);
  for (std::size_t i = 0; i < times_drawn.size(); ++i) {
    ++times_drawn[random.below(times_drawn.size())];
  }
}

// The counts of several histograms over the categories that any of them or the reference has.
struct CountTable {
  CountTable(std::span<const Histogram> pieces, const Histogram& reference_histogram) {
    std::map<Quarters, std::size_t> columns;
    const auto add = [&](const Histogram& histogram) {
      for (const auto& [category, count] : histogram.counts) {
        columns.emplace(category, columns.size());
      }
    };
    std::ranges::for_each(pieces, add);
    add(reference_histogram);
    width = columns.size();
    counts.resize(pieces.size() * width);
    reference.resize(width);
    for (std::size_t i = 0; i < pieces.size(); ++i) {
      for (const auto& [category, count] : pieces[i].counts) {
        counts[i * width + columns.at(category)] = as_double(count);
      }
    }
    for (const auto& [category, count] : reference_histogram.counts) {
      reference[columns.at(category)] = as_double(count);
    }
  }

  std::size_t width = 0;          // categories
  std::vector<double> counts;     // [pieces, width]
  std::vector<double> reference;  // [width]
};

// sum[j] = sum over i of times_drawn[i] counts[i, j].
void add_up(const CountTable& table, std::span<const std::int64_t> times_drawn,
            std::span<double> sum) {
  std::ranges::fill(sum, 0.0);
  for (std::size_t i = 0; i < times_drawn.size(); ++i) {
    if (times_drawn[i] > 0) {
      const auto times = as_double(times_drawn[i]);
      const double* counts = table.counts.data() + i * table.width;
      for (std::size_t j = 0; j < table.width; ++j) {
        sum[j] += times * counts[j];
      }
    }
  }
}

}  // namespace

Interval bootstrap_interval(std::size_t pieces, const ResampledFigure& figure,
                            const BootstrapOptions& options) {
  check(options.resamples > 0 && options.level > 0 && options.level < 1,
        "there are resamples, and the level lies between 0 and 1");
  std::vector<std::int64_t> times_drawn(pieces, 1);
  const double value = pieces > 0 ? figure(times_drawn) : kUndefined;
  if (std::isnan(value)) {
    return {kUndefined, kUndefined, kUndefined};
  }
  Random random({options.seed});
  std::vector<double> figures;
  for (int i = 0; i < options.resamples; ++i) {
    draw(random, times_drawn);
    figures.push_back(figure(times_drawn));
  }
  return percentile_interval(value, std::move(figures), options.level);
}

Interval percentile_interval(double value, std::vector<double> resampled, double level) {
  std::erase_if(resampled, [](double figure) { return std::isnan(figure); });
  if (std::isnan(value) || resampled.empty()) {
    return {value, kUndefined, kUndefined};
  }
  std::ranges::sort(resampled);
  return {value, quantile(resampled, (1 - level) / 2), quantile(resampled, (1 + level) / 2)};
}

Interval bootstrap_mean(std::span<const double> figures, const BootstrapOptions& options) {
  std::vector<double> defined;
  std::ranges::copy_if(figures, std::back_inserter(defined),
                       [](double figure) { return !std::isnan(figure); });
  const std::vector<double> ones(defined.size(), 1.0);
  return bootstrap_ratio(defined, ones, options);
}

Interval bootstrap_ratio(std::span<const double> parts, std::span<const double> wholes,
                         const BootstrapOptions& options) {
  check(parts.size() == wholes.size(), "each piece has a part and a whole");
  const auto figure = [&](std::span<const std::int64_t> times_drawn) {
    double part = 0;
    double whole = 0;
    for (std::size_t i = 0; i < times_drawn.size(); ++i) {
      part += as_double(times_drawn[i]) * parts[i];
      whole += as_double(times_drawn[i]) * wholes[i];
    }
    return whole > 0 ? part / whole : kUndefined;
  };
  return bootstrap_interval(parts.size(), figure, options);
}

Interval bootstrap_distance(std::span<const Histogram> pieces, const Histogram& reference,
                            HistogramDistance distance, const BootstrapOptions& options) {
  const CountTable table(pieces, reference);
  std::vector<double> sum(table.width);
  const auto figure = [&](std::span<const std::int64_t> times_drawn) {
    add_up(table, times_drawn, sum);
    return distance(sum, table.reference);
  };
  return bootstrap_interval(pieces.size(), figure, options);
}

}  // namespace bachprop
