// Which grid point each onset moves to; a part of normalise_rhythm.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "bachprop/base/quarters.h"

namespace bachprop {

// Rhythm is counted in 48ths of a quarter. There the possible durations are the multiples of 3
// (64th notes) and of 4 (32nd-note triplets) up to kLongestSteps.
constexpr std::int64_t kStepsPerQuarter = 48;
constexpr std::int64_t kLongestSteps = 63 * 48 + 45;
constexpr std::int64_t kShortestSteps = 3;  // of a note that sounds

constexpr bool is_on_grid(std::int64_t steps) { return steps % 3 == 0 || steps % 4 == 0; }

constexpr bool is_possible_steps(std::int64_t steps) {
  return steps >= 0 && steps <= kLongestSteps && is_on_grid(steps);
}

// Distances are compared in 2^-20 steps: as whole numbers, sums are the same on every machine.
constexpr std::int64_t kDistanceUnits = std::int64_t{1} << 20;

// Where an onset lies among the steps.
struct GridPosition {
  std::int64_t step = 0;       // the last that is not behind the onset, >= 0
  std::int64_t from_step = 0;  // distance to it, rounded down; 0 .. kDistanceUnits
  std::int64_t to_next = 0;    // distance to the step after it, rounded down

  // `numerator` / `denominator` steps; neither is negative.
  static constexpr GridPosition of(std::int64_t numerator, std::int64_t denominator) {
    const std::int64_t step = numerator / denominator;
    const std::int64_t scaled = (numerator - step * denominator) * kDistanceUnits;
    const std::int64_t from_step = scaled / denominator;
    const std::int64_t rounded_up = from_step + (scaled > from_step * denominator ? 1 : 0);
    return {step, from_step, kDistanceUnits - rounded_up};
  }
};

// Positions in steps for increasing onsets, none further from the one before (the first from 0)
// than the longest possible duration. Every difference of positions (the first from 0) is a
// possible duration. Among all ways that move no onset by more than two steps it is the one with
// the least sum of distances. Dynamic programming (Viterbi's algorithm) finds it.
[[nodiscard]] std::vector<std::int64_t> snap_onsets(std::span<const GridPosition> onsets);

}  // namespace bachprop
