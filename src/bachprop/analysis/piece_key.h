// The key of a whole piece.
#pragma once

#include "bachprop/score/key.h"
#include "bachprop/score/score.h"

namespace bachprop {

// The major or minor key whose profile correlates best with the time for which each pitch class
// sounds in the piece. A profile is how much of the time of pieces in a key falls to each degree
// (Albrecht and Shanahan 2013, table 1). Among equally good keys it is the first that comes above
// C, major before minor. C major for a score without notes.
//
// Unlike estimate_key, which serves networks that were trained with it, it seldom mistakes the
// dominant for the tonic.
[[nodiscard]] Key key_of(const Score& score);

}  // namespace bachprop
