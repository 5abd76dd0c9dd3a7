// Slowing down at the end of a piece: docs/sound.md, "Ritardando".
#pragma once

#include <vector>

#include "bachprop/analysis/piece_metre.h"
#include "bachprop/score/score.h"

namespace bachprop {

// The tempos of the score, slowing down to 6/10 from a bar line to the last onset. That line is the
// last one at least half a bar and two quarters before it. There is a change at each eighth. Tempos
// that the score states there keep their proportions. As they are where there are no notes.
[[nodiscard]] std::vector<TempoChange> with_ritardando(const Score& score, const PieceMetre& metre);

}  // namespace bachprop
