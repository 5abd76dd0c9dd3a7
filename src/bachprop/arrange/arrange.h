// A score for instruments.
#pragma once

#include "bachprop/arrange/arrangement.h"
#include "bachprop/base/result.h"
#include "bachprop/score/score.h"

namespace bachprop {

// The score, of Unisons::kPerVoice, for these instruments. Every note lies in its instrument's
// range, and each voice of a staff keeps to what PlacedNote promises. The voices that the score
// states are used where they fit, otherwise voices are found (find_lines). The error is that of a
// score with more than kMostParts voices that shall have a part each.
[[nodiscard]] Result<Arrangement> arrange(const Score& score, ArrangementKind kind,
                                          const ArrangeOptions& options = {});

}  // namespace bachprop
