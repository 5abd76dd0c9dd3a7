// Where the bars of a score on paper lie.
#pragma once

#include <vector>

#include "bachprop/base/result.h"
#include "bachprop/notation/notated_score.h"
#include "bachprop/notation/score_head.h"

namespace bachprop {

// No more than that are written.
constexpr int kMostBars = 100'000;

// The bars from the head's start on that hold all that sounds before `end`, at least one. Each time
// signature of the head begins a bar; the bar before it is as long as that leaves it. A pick-up bar
// has number 0 and the last bar lacks what it holds, if that is how the notes end. A key signature
// inside a bar holds from the next one on. The error says that there are too many bars, or that the
// pick-up is longer than a bar.
[[nodiscard]] Result<std::vector<NotatedBar>> lay_out_bars(const ScoreHead& head,
                                                           const Quarters& end);

// The key signatures that stand in front of bars, the first at 0.
[[nodiscard]] std::vector<KeySignature> written_signatures(const std::vector<NotatedBar>& bars);

// Where a full bar of the metre would begin: before the start of a pick-up bar.
[[nodiscard]] Quarters metric_start(const NotatedBar& bar);

}  // namespace bachprop
