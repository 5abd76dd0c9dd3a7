// How many notes sound, and how high and low.
#pragma once

#include <span>

#include "bachprop/base/numbers.h"
#include "bachprop/evaluate/corpus_habits.h"
#include "bachprop/evaluate/feature_table.h"
#include "bachprop/evaluate/heard_music.h"

namespace bachprop {

// By time, of what sounds at the moments.
struct TextureFigures {
  double usual = kUndefined;  // as many notes as most often in the corpus
  double fewer = kUndefined;
  double more = kUndefined;
  double silence = kUndefined;
  // Shares of the moments:
  double alone = kUndefined;       // one note sounds
  double all_struck = kUndefined;  // all that sounds begins there
  double one_struck = kUndefined;  // of two notes or more one begins there
  double doubled = kUndefined;     // of the notes, those whose pitch class sounds below them, too
  // Notes of the outer lines outside of what is usual in the corpus.
  double out_of_range = kUndefined;
  double highest = kUndefined;  // MIDI pitches
  double lowest = kUndefined;
  double mean_top = kUndefined;
  double mean_bottom = kUndefined;
  double mean_distance = kUndefined;  // between highest and lowest, in semitones
};

[[nodiscard]] TextureFigures texture_of(const HeardMusic& piece, const CorpusHabits& habits);

[[nodiscard]] std::span<const FeatureOf<TextureFigures>> texture_features();
[[nodiscard]] std::span<const FeatureOf<TextureFigures>> register_features();

}  // namespace bachprop
