// Where the bars of a piece begin, as a network learns and sees them.
#pragma once

#include <vector>

#include "bachprop/score/score.h"

namespace bachprop {

// Time signatures, sorted by onset. The bars of the first may begin before 0, by less than one bar:
// a piece that begins with a pick-up of a quarter has {-3, 4/4}. Empty: 4/4 from 0.
using Metre = std::vector<TimeSignature>;

// The bars of a score as `render` finds them (analysis/piece_metre.h): stated or not, a pick-up is
// the end of a bar. Where the file has percussion too, its bars are those that it states.
[[nodiscard]] Metre find_bars(const Score& score, bool has_percussion = false);

// What sounds before the first full bar; 0 where bars begin with the piece.
[[nodiscard]] Quarters pickup_of(const Metre& metre);

// The inverse of signatures_of.
[[nodiscard]] Metre metre_stated_by(const std::vector<TimeSignature>& signatures);

// How a score states these bars: a pick-up is a first bar of its own length, 1/4 before 4/4.
[[nodiscard]] std::vector<TimeSignature> signatures_of(const Metre& metre);

}  // namespace bachprop
