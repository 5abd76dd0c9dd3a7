#include "bachprop/analysis/metric_span.h"

#include <algorithm>
#include <cstddef>

#include "bachprop/base/numbers.h"

namespace bachprop {
namespace {

constexpr int kSyncopationCost = 30;
constexpr int kHiddenLevelCost = 10;
constexpr int kDeepestLevel = 4;

// The units of each part of a span of several.
std::vector<int> groups_of(int units, bool tuplet) {
  const auto equal = [](int count, int each) { return std::vector<int>(as_index(count), each); };
  if (tuplet) {
    const bool in_threes = units % 3 == 0 && units > 6;
    const int each = in_threes ? 3 : units % 2 == 0 && units > 2 ? 2 : 1;
    return equal(units / each, each);
  }
  if (units <= 3) {
    return equal(units, 1);
  }
  if (units % 3 == 0 && units % 4 != 0) {
    return units == 6 ? equal(2, 3) : equal(units / 3, 3);
  }
  if (units % 2 == 0) {
    return units % 4 == 0 ? equal(2, units / 2) : equal(units / 2, 2);
  }
  if (units == 5) {
    return {3, 2};
  }
  std::vector<int> groups = equal((units - 3) / 2, 2);
  groups.push_back(3);
  return groups;
}

bool falls_into_two(const MetricSpan& span) {
  return span.units % 3 != 0 && subspans_of(span).size() == 2;
}

bool starts_part(const std::vector<MetricSpan>& parts, const Quarters& time) {
  return std::ranges::find(parts, time, &MetricSpan::start) != parts.end();
}

bool are_equal(const std::vector<MetricSpan>& parts) {
  return std::ranges::all_of(parts,
                             [&](const MetricSpan& p) { return p.units == parts.front().units; });
}

// From `from` to `to`, across the middle of two equal spans of which each falls into two. It may be
// long-short (3 + 1 quarters of the whole, or 7 + 1 eighths), short-long-short, or short-long.
bool is_common_across(const Quarters& start, const Quarters& half, const Quarters& from,
                      const Quarters& to, bool may_end_late) {
  const Quarters quarter = half / 2;
  if (from == start) {
    return to == start + quarter * 3 || to == start + half * 2 - quarter / 2;
  }
  return from == start + quarter &&
         (to == start + quarter * 3 || (may_end_late && to == start + quarter * 4));
}

std::optional<int> note_cost(const std::vector<MetricSpan>& parts, const Quarters& from,
                             const Quarters& to, int level) {
  const Quarters end = parts.back().end();
  const bool from_a_part = starts_part(parts, from);
  if (from_a_part && (to == end || starts_part(parts, to))) {
    return kAlignedCost;
  }
  if (!are_equal(parts) || !falls_into_two(parts.front())) {
    return std::nullopt;
  }
  const Quarters half = parts.front().length;
  for (std::size_t i = 0; i + 1 < parts.size(); ++i) {
    const Quarters start = parts[i].start;
    if (start <= from && to <= start + half * 2 &&
        is_common_across(start, half, from, to, parts.size() == 2)) {
      return kSyncopationCost + kHiddenLevelCost * (kDeepestLevel - std::min(level, kDeepestLevel));
    }
  }
  return std::nullopt;
}

// A rest hides no beat. Only the first two of three short units are one rest.
std::optional<int> rest_cost(const MetricSpan& span, const std::vector<MetricSpan>& parts,
                             const Quarters& from, const Quarters& to) {
  const bool short_threes = span.units == 3 && (span.tuplet || span.unit() <= Quarters(1, 2));
  if (short_threes && from == span.start && to == parts.back().start) {
    return kAlignedCost;
  }
  return std::nullopt;
}

}  // namespace

MetricSpan bar_span(const TimeSignature& time, const Quarters& start) {
  return {start, bar_length(time), time.numerator};
}

bool is_compound(const TimeSignature& time) {
  return time.numerator > 3 && time.numerator % 3 == 0;
}

Quarters beat_length(const TimeSignature& time) {
  const bool threes = is_compound(time) || (time.numerator == 3 && time.denominator >= 8);
  return Quarters(4, time.denominator) * (threes ? 3 : 1);
}

std::vector<MetricSpan> subspans_of(const MetricSpan& span) {
  if (span.units == 1) {
    const Quarters half = span.length / 2;
    return {{span.start, half}, {span.start + half, half}};
  }
  std::vector<MetricSpan> parts;
  Quarters start = span.start;
  for (const int units : groups_of(span.units, span.tuplet)) {
    const Quarters length = span.unit() * units;
    parts.push_back({start, length, units});
    start += length;
  }
  return parts;
}

std::optional<int> hiding_cost(const MetricSpan& span, const Quarters& from, const Quarters& to,
                               Sound sound) {
  if (span.start == from && span.end() == to) {
    return 0;
  }
  MetricSpan holder = span;
  std::vector<MetricSpan> parts = subspans_of(holder);
  for (int level = 0;; ++level) {
    const auto part =
        std::ranges::find_if(parts, [&](const MetricSpan& p) { return p.holds(from, to); });
    if (part == parts.end()) {
      return sound == Sound::kNote ? note_cost(parts, from, to, level)
                                   : rest_cost(holder, parts, from, to);
    }
    holder = *part;
    if (holder.start == from && holder.end() == to) {
      return 0;
    }
    parts = subspans_of(holder);
  }
}

}  // namespace bachprop
