// Which tuplets could stand on a span of the metre.
#pragma once

#include <span>
#include <vector>

#include "bachprop/analysis/metric_span.h"
#include "bachprop/notation/notated_score.h"

namespace bachprop {

// A tuplet, and what a reader has to pay for it beside its notes.
struct TupletPlan {
  MetricSpan inside;  // the same time, of as many units as the tuplet has notes
  Tuplet tuplet;
  int cost = 0;
};

// All tuplets on the span that show one of the times between its ends as no plain value can.
// `times` are those where notes and rests begin, in any order. `scale` is how long a note around
// the span sounds against what its name says: 1, or 2/3 in a triplet.
[[nodiscard]] std::vector<TupletPlan> tuplets_on(const MetricSpan& span, const Quarters& scale,
                                                 std::span<const Quarters> times);

// Whether the time is where neither the span's units nor their halves, quarters ... begin.
[[nodiscard]] bool is_off_grid(const Quarters& time, const MetricSpan& span);

}  // namespace bachprop
