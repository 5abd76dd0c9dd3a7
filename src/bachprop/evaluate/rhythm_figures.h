// Where in the bar notes begin, and how long they last.
#pragma once

#include <span>

#include "bachprop/base/numbers.h"
#include "bachprop/evaluate/feature_table.h"
#include "bachprop/evaluate/heard_music.h"

namespace bachprop {

// Beats are quarters, dotted ones in 6/8 and its like. Not a number without notes.
struct RhythmFigures {
  double onsets = kUndefined;        // a quarter
  double on_beat = kUndefined;       // of the onsets
  double off_grid = kUndefined;      // of the onsets: no half, third or quarter of a beat
  double beats_struck = kUndefined;  // of the beats: something begins
  double bars_struck = kUndefined;   // of the bars: something begins with them
  double bass_at_bars = kUndefined;  // of the bars: a note of the bottom line begins with them
  // Shares of the top line's notes: begun off a beat and held over the next; two quarters or more.
  double syncopated = kUndefined;
  double long_notes = kUndefined;
  double durations = kUndefined;         // different ones in the top line
  double duration_entropy = kUndefined;  // of its durations, bits
  double like_bar_before = kUndefined;   // of the bars but the first: onsets at the same places
  double mean_top = kUndefined;          // duration of the top line's notes in quarters
  double mean_bottom = kUndefined;
};

[[nodiscard]] RhythmFigures rhythm_of(const HeardMusic& piece);

[[nodiscard]] std::span<const FeatureOf<RhythmFigures>> rhythm_features();

}  // namespace bachprop
