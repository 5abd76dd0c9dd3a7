#include "bachprop/evaluate/histogram.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "bachprop/base/check.h"
#include "bachprop/base/numbers.h"

namespace bachprop {
namespace {

using SpanDistance = double (*)(std::span<const double>, std::span<const double>);

// The distance over the counts of all categories that either has.
double distance_of(const Histogram& a, const Histogram& b, SpanDistance distance) {
  std::map<Quarters, std::pair<std::int64_t, std::int64_t>> both;
  for (const auto& [category, count] : a.counts) {
    both[category].first = count;
  }
  for (const auto& [category, count] : b.counts) {
    both[category].second = count;
  }
  std::vector<double> a_counts;
  std::vector<double> b_counts;
  for (const auto& [category, counts] : both) {
    a_counts.push_back(as_double(counts.first));
    b_counts.push_back(as_double(counts.second));
  }
  return distance(a_counts, b_counts);
}

// Sum over the categories of part(p, q).
template <typename Part>
double sum_of_parts(std::span<const double> a, std::span<const double> b, const Part& part) {
  check(a.size() == b.size(), "both count the same categories");
  const double a_total = std::accumulate(a.begin(), a.end(), 0.0);
  const double b_total = std::accumulate(b.begin(), b.end(), 0.0);
  if (a_total <= 0 || b_total <= 0) {
    return kUndefined;
  }
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    sum += part(a[i] / a_total, b[i] / b_total);
  }
  return sum;
}

}  // namespace

std::int64_t Histogram::total() const {
  return std::accumulate(counts.begin(), counts.end(), std::int64_t{0},
                         [](std::int64_t sum, const auto& entry) { return sum + entry.second; });
}

Histogram& Histogram::operator+=(const Histogram& other) {
  for (const auto& [category, count] : other.counts) {
    add(category, count);
  }
  return *this;
}

double jensen_shannon_divergence(std::span<const double> a, std::span<const double> b) {
  const auto half = [](double p, double mean) { return p > 0 ? p / 2 * std::log2(p / mean) : 0.0; };
  const double sum = sum_of_parts(a, b, [&](double p, double q) {
    const double mean = (p + q) / 2;
    return half(p, mean) + half(q, mean);
  });
  // Rounding may leave the sum a little outside. (Of a NaN, clamp leaves a NaN.)
  return std::clamp(sum, 0.0, 1.0);
}

double jensen_shannon_divergence(const Histogram& a, const Histogram& b) {
  return distance_of(a, b, jensen_shannon_divergence);
}

double overlap_area(std::span<const double> a, std::span<const double> b) {
  return sum_of_parts(a, b, [](double p, double q) { return std::min(p, q); });
}

double overlap_area(const Histogram& a, const Histogram& b) {
  return distance_of(a, b, overlap_area);
}

}  // namespace bachprop
