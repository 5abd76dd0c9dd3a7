// How surprising a piece goes on for one who knows the corpus.
#pragma once

#include <span>

#include "bachprop/base/numbers.h"
#include "bachprop/evaluate/corpus_habits.h"
#include "bachprop/evaluate/feature_table.h"
#include "bachprop/evaluate/heard_music.h"

namespace bachprop {

// Means of TurnCounts::surprises, in nats.
struct TurnFigures {
  double top_degrees = kUndefined;
  double top_intervals = kUndefined;
  double top_durations = kUndefined;
  double bottom_degrees = kUndefined;
  double bottom_intervals = kUndefined;
  double chords = kUndefined;
  // The mean of chords with which a bar begins, less that of the others.
  double chords_at_bars = kUndefined;
};

// `own`: see features_of.
[[nodiscard]] TurnFigures turns_in(const HeardMusic& piece, const CorpusHabits& habits,
                                   const TurnCounts* own);

[[nodiscard]] std::span<const FeatureOf<TurnFigures>> turn_features();
// How bars join, which belongs to the group kForm.
[[nodiscard]] std::span<const FeatureOf<TurnFigures>> joint_features();

}  // namespace bachprop
