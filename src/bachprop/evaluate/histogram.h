// Counts of categories, and how far two such counts are from each other.
#pragma once

#include <cstdint>
#include <map>
#include <span>

#include "bachprop/base/quarters.h"

namespace bachprop {

// How often each category was met. A category is a number: a time in quarters, a pitch, a number of
// semitones; only those that were met are listed, sorted.
struct Histogram {
  std::map<Quarters, std::int64_t> counts;

  void add(const Quarters& category, std::int64_t times = 1) { counts[category] += times; }
  [[nodiscard]] std::int64_t total() const;
  // Adds the counts of further pieces.
  Histogram& operator+=(const Histogram& other);
  friend bool operator==(const Histogram&, const Histogram&) = default;
};

// Distances of two distributions p and q, the counts divided by their sums. Not a number when one
// of them counts nothing. The spans hold the counts of the same categories and are equally long.

// Jensen-Shannon divergence in bits, with equal weights (Lin 1991, "Divergence measures based on
// the Shannon entropy"). It is, with m = (p + q)/2,
// sum over x of p(x)/2 log2(p(x)/m(x)) + q(x)/2 log2(q(x)/m(x)).
// 0: alike, 1: no category in common.
[[nodiscard]] double jensen_shannon_divergence(std::span<const double> a,
                                               std::span<const double> b);
[[nodiscard]] double jensen_shannon_divergence(const Histogram& a, const Histogram& b);

// The share of one that lies in the other, sum over x of min(p(x), q(x)): 1 less the distance in
// total variation. 1: alike, 0: no category in common.
[[nodiscard]] double overlap_area(std::span<const double> a, std::span<const double> b);
[[nodiscard]] double overlap_area(const Histogram& a, const Histogram& b);

}  // namespace bachprop
