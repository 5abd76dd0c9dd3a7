// How pitches are written.
#pragma once

#include <vector>

#include "bachprop/analysis/spelled_pitch.h"
#include "bachprop/score/key.h"
#include "bachprop/score/score.h"

namespace bachprop {

// A name for each note of the score, in its order. `signatures` are those that the paper will
// show, sorted by onset, the first at 0.
[[nodiscard]] std::vector<SpelledPitch> spell(const Score& score,
                                              const std::vector<KeySignature>& signatures);

}  // namespace bachprop
