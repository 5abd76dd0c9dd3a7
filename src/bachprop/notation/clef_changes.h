// Where a staff takes another clef for a while.
#pragma once

#include <vector>

#include "bachprop/arrange/arrangement.h"
#include "bachprop/notation/notated_score.h"

namespace bachprop {

// How many ledger lines a note head needs under a clef, above or below the staff.
[[nodiscard]] int ledger_lines(const SpelledPitch& pitch, Clef clef);

// The clef of each bar of a staff of the part. It is that of the staff, but for whole bars where
// notes would lie on many ledger lines. There it is one that the instrument's players read as well.
// Each note head costs the square of its ledger lines and each change 24. The cheapest way is
// taken, among equally cheap ones that with the staff's own clef.
[[nodiscard]] std::vector<Clef> clefs_of_bars(const Part& part, int staff,
                                              const std::vector<PartBar>& bars);

}  // namespace bachprop
