// A score for a group of instruments or voices that each have one line.
#pragma once

#include "bachprop/arrange/arrangement.h"
#include "bachprop/score/score.h"

namespace bachprop {

// `kind` is kSatb or kStringQuartet. docs/notation-arrangements.md has the rules.
[[nodiscard]] Arrangement arrange_for_ensemble(const Score& score, ArrangementKind kind,
                                               const ArrangeOptions& options);

}  // namespace bachprop
