// The metre as a tree: a bar falls into groups of beats, these into beats, halves of beats ...
#pragma once

#include <optional>
#include <vector>

#include "bachprop/base/quarters.h"
#include "bachprop/score/score.h"

namespace bachprop {

// A node of the tree: so many equal units in a row.
struct MetricSpan {
  Quarters start;
  Quarters length;  // > 0
  int units = 1;
  bool tuplet = false;  // of `units` notes: 5 are not 3 + 2

  [[nodiscard]] Quarters end() const { return start + length; }
  [[nodiscard]] Quarters unit() const { return length / units; }
  [[nodiscard]] bool holds(const Quarters& from, const Quarters& to) const {
    return start <= from && to <= end();
  }
  friend bool operator==(const MetricSpan&, const MetricSpan&) = default;
};

// A full bar of that metre.
[[nodiscard]] MetricSpan bar_span(const TimeSignature& time, const Quarters& start);

// 6/8, 9/8, 12/8 and their like, whose beats are three units long.
[[nodiscard]] bool is_compound(const TimeSignature& time);
// A quarter in 3/4, a dotted quarter in 6/8, half a bar in 2/2, the bar in 3/8.
[[nodiscard]] Quarters beat_length(const TimeSignature& time);

// The parts that a span falls into: threes and halves where it can be, and a single unit into its
// halves.
[[nodiscard]] std::vector<MetricSpan> subspans_of(const MetricSpan& span);

enum class Sound { kNote, kRest };

// The cost of a symbol that shows two of three parts of a span.
constexpr int kAlignedCost = 10;

// The cost to a reader of one symbol from `from` to `to` inside the span, as it hides the
// boundaries of the tree between them. 0: it hides nothing; nothing: it is not written so
// (docs/notation.md, "Values and beats").
[[nodiscard]] std::optional<int> hiding_cost(const MetricSpan& span, const Quarters& from,
                                             const Quarters& to, Sound sound);

}  // namespace bachprop
