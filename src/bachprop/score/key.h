// Keys.
#pragma once

#include <array>
#include <cstdint>

#include "bachprop/score/score.h"

namespace bachprop {

// For how long each pitch class was heard, 0 C .. 11 B, in any unit.
using PitchClassTimes = std::array<std::int64_t, kSemitonesPerOctave>;

struct Key {
  int tonic = 0;  // pitch class, 0 C .. 11 B
  bool minor = false;

  friend bool operator==(const Key&, const Key&) = default;
};

}  // namespace bachprop
