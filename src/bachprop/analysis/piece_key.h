// The key of a whole piece.
#pragma once

#include "bachprop/score/key.h"
#include "bachprop/score/score.h"

namespace bachprop {

// The key, of all major and minor ones, whose profile (Albrecht and Shanahan 2013, table 1: how
// much of the time of pieces in a key falls to each degree) correlates best with the time for which
// each pitch class sounds in the piece; of equally good ones the first that comes above C, major
// before minor. C major for a score without notes.
//
// Unlike estimate_key, which serves networks that were trained with it, it seldom mistakes the
// dominant for the tonic.
[[nodiscard]] Key key_of(const Score& score);

}  // namespace bachprop
