// How a melody moves: steps, leaps and how they are left, runs, turns.
#pragma once

#include <span>
#include <vector>

#include "bachprop/base/numbers.h"
#include "bachprop/evaluate/feature_table.h"
#include "bachprop/evaluate/heard_music.h"

namespace bachprop {

// In semitones from note to note: 0 is a repeat, 1 and 2 a step, 5 and more a leap. A figure of
// which there is nothing to count in a line is not a number.
struct LineFigures {
  double repeats = kUndefined;    // of the intervals
  double steps = kUndefined;      // of those that move
  double leaps = kUndefined;      // of those that move
  double odd_leaps = kUndefined;  // of those that move: 6, 10, 11, or more than 12
  // Shares of the intervals that move after one that moves: a step after a step in its direction;
  // the other direction.
  double same_way_steps = kUndefined;
  double turns_back = kUndefined;
  double leaps_turned = kUndefined;    // of leaps, those that a step the other way follows
  double leaps_on_leaps = kUndefined;  // of leaps, those that a leap the same way follows
  double in_runs = kUndefined;         // of the notes, those in 5 or more by steps the same way
  double half_steps = kUndefined;      // of those that move: a half step after one the same way
  double mean_size = kUndefined;       // of the intervals
  double span = kUndefined;            // from the lowest to the highest
};

[[nodiscard]] LineFigures line_of(std::span<const LineNote> line);

[[nodiscard]] std::span<const FeatureOf<LineFigures>> melody_features();
[[nodiscard]] std::span<const FeatureOf<LineFigures>> bass_features();

}  // namespace bachprop
