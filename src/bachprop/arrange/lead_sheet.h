// A score as a tune with chord symbols.
#pragma once

#include "bachprop/arrange/arrangement.h"
#include "bachprop/score/score.h"

namespace bachprop {

// The tune is the highest line of the score. It is the stated voice without block chords whose
// notes are highest in the middle, or the first of those found. The symbols are the stated block
// chords, if there are any; otherwise they are found from all notes. A tune alone has none.
[[nodiscard]] Arrangement arrange_as_lead_sheet(const Score& score, const ArrangeOptions& options);

}  // namespace bachprop
