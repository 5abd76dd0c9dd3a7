#include "bachprop/notation/tuplet_plans.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>

#include "bachprop/base/numbers.h"
#include "bachprop/notation/note_values.h"

namespace bachprop {
namespace {

constexpr int kHiddenTimeCost = 200;  // a note begins inside where no tuplet was needed
constexpr int kHalfCost = 130;        // a note begins at half of a quarter, or of what is longer
constexpr int kQuarterCost = 50;      // a note begins at a quarter of what the tuplet counts
constexpr int kSmallerPartCost = 150;
constexpr int kGapsCost = 400;  // nine of which not nearly all are there, or another composite

// How many notes a tuplet may have, and what each kind costs.
struct TupletKind {
  int actual = 3;
  int cost = 0;
};
constexpr std::array<TupletKind, 12> kKinds = {{{3, 60},
                                                {6, 55},
                                                {5, 90},
                                                {7, 120},
                                                {2, 120},
                                                {4, 150},
                                                {9, 250},
                                                {10, 250},
                                                {11, 300},
                                                {12, 300},
                                                {13, 350},
                                                {15, 350}}};

// Six, nine and their like, which may be tuplets of fewer notes or in each other as well.
bool is_composite(int actual) { return actual > 4 && (actual % 2 == 0 || actual % 3 == 0); }

// A tuplet counts plain values, without dots.
constexpr NoteValue kNoTuplet = {NoteType::kQuarter, 1};

// The plain notes of which the tuplet takes the time: 3 in the time of 2, in 6/8 2 in that of 3. It
// is 0 where it would be no tuplet.
int normal_of(const MetricSpan& span, int actual) {
  const bool threes = span.units == 3;
  if (threes ? actual % 3 == 0 : !is_power_of_two(span.units) || is_power_of_two(actual)) {
    return 0;
  }
  if (threes) {
    return actual > 6 ? 6 : 3;
  }
  return as_int(std::bit_floor(static_cast<unsigned>(actual)));
}

// One tuplet on one span.
class Candidate {
 public:
  Candidate(const MetricSpan& span, int actual, std::span<const Quarters> times)
      : span_(span), actual_(actual) {
    std::ranges::copy_if(times, std::back_inserter(times_), [&](const Quarters& time) {
      return span.start < time && time < span.end();
    });
  }

  // It shows a time that has no plain place; a duplet, one that is no beat of three.
  [[nodiscard]] bool is_needed() const {
    return std::ranges::any_of(times_, [&](const Quarters& time) {
      return is_power_of_two(counted(time).denominator()) &&
             (is_power_of_two(actual_) || is_off_grid(time, span_));
    });
  }

  [[nodiscard]] int cost(NoteType type) const {
    const int gaps = is_composite(actual_) && !is_full() ? kGapsCost : 0;
    return kHiddenTimeCost * hidden_times() + off_grid_cost(type) + gaps;
  }

 private:
  // All but one of its notes begin.
  [[nodiscard]] bool is_full() const {
    int filled = 0;
    for (int i = 1; i < actual_; ++i) {
      filled += begins_at(Quarters(i, actual_)) ? 1 : 0;
    }
    return filled >= actual_ - 2;
  }

  // The time as a number of the tuplet's notes.
  [[nodiscard]] Quarters counted(const Quarters& time) const {
    return (time - span_.start) / span_.length * actual_;
  }
  [[nodiscard]] bool begins_at(const Quarters& share) const {
    return std::ranges::find(times_, span_.start + span_.length * share) != times_.end();
  }

  // Notes that begin where the plain halves and quarters of the span, or its thirds, are.
  [[nodiscard]] int hidden_times() const {
    const int parts = span_.units == 3 ? 3 : 4;
    int hidden = 0;
    for (int i = 1; i < parts; ++i) {
      const bool is_counted = i * actual_ % parts == 0;
      hidden += !is_counted && begins_at(Quarters(i, parts)) ? 1 : 0;
    }
    return hidden;
  }

  // Notes that begin between the tuplet's own notes and their halves.
  [[nodiscard]] int off_grid_cost(NoteType type) const {
    const int half_cost = type <= NoteType::kQuarter ? kHalfCost : 0;
    int cost = 0;
    for (const Quarters& time : times_) {
      const std::int64_t parts = counted(time).denominator();
      if (is_power_of_two(parts) && parts > 1) {
        cost += parts > 4 ? kSmallerPartCost : parts > 2 ? kQuarterCost : half_cost;
      }
    }
    return cost;
  }

  const MetricSpan& span_;
  int actual_;
  std::vector<Quarters> times_;
};

}  // namespace

bool is_off_grid(const Quarters& time, const MetricSpan& span) {
  return !is_power_of_two(((time - span.start) / span.unit()).denominator());
}

std::vector<TupletPlan> tuplets_on(const MetricSpan& span, const Quarters& scale,
                                   std::span<const Quarters> times) {
  std::vector<TupletPlan> plans;
  for (const TupletKind& kind : kKinds) {
    const int normal = normal_of(span, kind.actual);
    const Candidate candidate(span, kind.actual, times);
    if (normal == 0 || !candidate.is_needed()) {
      continue;
    }
    const NoteValue value = value_of(span.length / scale / normal).value_or(kNoTuplet);
    const bool is_long_six = kind.actual == 6 && value.type < NoteType::k16th;
    if (value.dots == 0 && !is_long_six) {
      plans.push_back({{span.start, span.length, kind.actual, true},
                       {kind.actual, normal, value.type, false, false},
                       kind.cost + candidate.cost(value.type)});
    }
  }
  return plans;
}

}  // namespace bachprop
