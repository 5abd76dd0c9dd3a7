// Where the bars of a piece begin, found from its notes.
#pragma once

#include "bachprop/base/quarters.h"
#include "bachprop/score/score.h"

namespace bachprop {

struct MetreEstimate {
  TimeSignature signature;  // its onset is 0
  Quarters pickup;          // what sounds before the first full bar; 0 <= pickup < a bar

  friend bool operator==(const MetreEstimate&, const MetreEstimate&) = default;
};

// The time signature and the pick-up of a score whose own time signatures are not looked at.
[[nodiscard]] MetreEstimate estimate_metre(const Score& score);

// How much of a bar of this metre comes before the first full bar. `signature` holds for the
// beginning of the piece.
[[nodiscard]] Quarters estimate_pickup(const Score& score, const TimeSignature& signature);

}  // namespace bachprop
