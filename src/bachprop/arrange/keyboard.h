// A score for a piano, or as it is.
#pragma once

#include "bachprop/arrange/arrangement.h"
#include "bachprop/base/result.h"
#include "bachprop/score/score.h"

namespace bachprop {

[[nodiscard]] Arrangement arrange_for_piano(const Score& score, const ArrangeOptions& options);

// A part for each voice that the score states. Where it states none, each voice that is found has
// one. The condition is three to five voices, and at most a fiftieth of the notes without one. Such
// a note goes to the nearest. Otherwise a piano's staves, one where that holds the notes.
[[nodiscard]] Result<Arrangement> arrange_as_stated(const Score& score,
                                                    const ArrangeOptions& options);

}  // namespace bachprop
