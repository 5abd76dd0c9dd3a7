// Which grid point each onset moves to; a part of normalise_rhythm.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "bachprop/base/quarters.h"

namespace bachprop {

// Rhythm is counted in 48ths of a quarter: there the possible durations are the multiples of 3
// (64th notes) and of 4 (32nd-note triplets) up to kLongestSteps.
constexpr std::int64_t kStepsPerQuarter = 48;
constexpr std::int64_t kLongestSteps = 63 * 48 + 45;

constexpr bool is_possible_steps(std::int64_t steps) {
  return steps >= 0 && steps <= kLongestSteps && (steps % 3 == 0 || steps % 4 == 0);
}

// For increasing onsets, none further from the one before (the first from 0) than the longest
// possible duration: positions in steps such that every difference (the first from 0) is a possible
// duration. Of all ways that move no onset by more than two steps it is the one with the least sum
// of distances, found by dynamic programming (Viterbi's algorithm).
[[nodiscard]] std::vector<std::int64_t> snap_onsets(std::span<const Quarters> onsets);

}  // namespace bachprop
