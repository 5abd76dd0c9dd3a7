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

[[nodiscard]] bool is_possible_duration(Quarters duration);

// The possible duration closest to `time`, the smaller of two equally close.
[[nodiscard]] Quarters nearest_possible_duration(Quarters time);

// A movement by no more is a rounding.
constexpr Quarters kUsualTolerance{1, 96};

struct NormalisedRhythm {
  Score score;
  Quarters offset;          // common_offset, which was taken off; movement is counted beside it
  std::int64_t onsets = 0;  // distinct ones
  // kUsualTolerance, or what the score's unit of time rounds, if that is more.
  Quarters tolerance = kUsualTolerance;
  double share_off_grid = 0;         // of the onsets, by more than the tolerance: share_off_grid()
  double share_moved = 0;            // of the onsets, by more than the tolerance
  double mean_movement = 0;          // of an onset, in quarters
  double max_movement = 0;           // of an onset, in quarters; at most 1/24
  std::int64_t gaps_shortened = 0;   // between onsets, to the longest possible duration
  std::int64_t notes_shortened = 0;  // to the longest possible duration
  std::int64_t notes_merged = 0;     // that came to share onset and pitch
  std::int64_t overlaps_cut = 0;     // notes that came to overlap the next of their pitch
  // More than a tenth of the onsets are off the grid; by chance it is half of them.
  bool is_live = false;

  friend bool operator==(const NormalisedRhythm&, const NormalisedRhythm&) = default;
};

// Takes the common offset off, but of a composed score, which begins where it was composed to
// begin. Then moves the onsets as little as possible in sum so that every dT
// is a possible duration; errors do not add up. Then rounds each end, seen from the moved onset, so
// that every T is possible. Gaps longer than the longest possible duration are shortened to it, and
// what follows moves along. A score whose every dT and T is possible, and which has no common
// offset, keeps its notes. Tempos and signatures keep their distance to the onset before them,
// rounded; those that repeat what holds are left out. Notes that share onset and pitch, or overlap,
// or come to, are settled as `unisons` says.
[[nodiscard]] NormalisedRhythm normalise_rhythm(const Score& score,
                                                Unisons unisons = Unisons::kMerged);

// The same with every time as a rational number of its own. Slow: for scores whose times have no
// unit in common within 64 bits, and as what normalise_rhythm is tested against.
[[nodiscard]] NormalisedRhythm normalise_rhythm_in_rationals(const Score& score,
                                                             Unisons unisons = Unisons::kMerged);

// "49 % of the onsets lie more than 1/96 of a quarter off the grid": why a recording is named live.
[[nodiscard]] std::string describe_live(const NormalisedRhythm& rhythm);
// "moved 41 % of the onsets by more than 1/96 of a quarter"
[[nodiscard]] std::string describe_movement(const NormalisedRhythm& rhythm);
// "all notes 1/24 of a quarter earlier"; the offset is not 0.
[[nodiscard]] std::string describe_offset(const Quarters& offset);
// The fate of the onsets: the offset; the movement, or "onsets rounded by at most 0.0052 of a
// quarter" where it is within the tolerance. Empty where all stayed.
[[nodiscard]] std::string describe_rounding(const NormalisedRhythm& rhythm);

}  // namespace bachprop
