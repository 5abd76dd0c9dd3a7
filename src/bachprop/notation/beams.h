// Which short notes are joined by beams.
#pragma once

#include <span>

#include "bachprop/analysis/metric_span.h"
#include "bachprop/notation/notated_score.h"

namespace bachprop {

// Sets the beams of one voice in a bar whose full form is `bar` (docs/notation.md, "Beams").
void set_beams(std::span<Symbol> symbols, const MetricSpan& bar, const TimeSignature& time);

}  // namespace bachprop
