// Rhythm normalisation: every time becomes a possible duration.
#pragma once

#include <cstdint>
#include <string>

#include "bachprop/base/quarters.h"
#include "bachprop/score/score.h"

namespace bachprop {

// Possible durations are { d + k/16 } and { d + k/12 } for d = 0 .. 63 quarters: 64th notes and
// 32nd-note triplets.
constexpr Quarters kLongestDuration{63 * 16 + 15, 16};
constexpr Quarters kShortestDuration{1, 16};  // of a note that sounds; 0 is a possible dT only

[[nodiscard]] bool is_possible_duration(Quarters duration);

// The possible duration closest to `time`, the smaller of two equally close.
[[nodiscard]] Quarters nearest_possible_duration(Quarters time);

struct NormalisedRhythm {
  Score score;
  std::int64_t onsets = 0;           // distinct ones
  double share_moved = 0;            // of the onsets, by more than 1/96 of a quarter
  double mean_movement = 0;          // of an onset, in quarters
  double max_movement = 0;           // of an onset, in quarters; at most 1/32
  std::int64_t gaps_shortened = 0;   // between onsets, to the longest possible duration
  std::int64_t notes_shortened = 0;  // to the longest possible duration
  std::int64_t notes_merged = 0;     // that came to share onset and pitch
  std::int64_t overlaps_cut = 0;     // notes that came to overlap the next of their pitch
  bool is_live = false;              // onsets lie on no grid: a live recording
};

// Rounds onsets, one after another, to the last rounded onset plus the nearest possible duration,
// so that every dT is possible and errors do not add up; then ends, so that every T is possible.
// A score whose every dT and T is possible stays as it is.
[[nodiscard]] NormalisedRhythm normalise_rhythm(const Score& score);

// "moved 41 % of the onsets by more than 1/96 of a quarter"
[[nodiscard]] std::string describe_movement(const NormalisedRhythm& rhythm);

}  // namespace bachprop
