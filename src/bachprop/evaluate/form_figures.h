// Whether music comes back: bars, strains and passages of the top line; and how long it is.
#pragma once

#include <array>
#include <cstddef>
#include <span>

#include "bachprop/base/numbers.h"
#include "bachprop/evaluate/feature_table.h"
#include "bachprop/evaluate/heard_music.h"

namespace bachprop {

// Bars are compared with those up to so many before.
constexpr std::size_t kMostBarsBefore = 32;

// The full bars are compared by the notes of the top line that begin in them. Two bars are alike
// when onsets, durations and pitches are; transposed, when the pitches differ by one interval that
// is not 0. Bars in which no such note begins are like no other. What there are too few bars for is
// not a number.
struct FormFigures {
  // The share of bars like that so many before, among those that have one.
  double like_1_before = kUndefined;
  double like_4_before = kUndefined;
  double like_8_before = kUndefined;
  double like_16_before = kUndefined;
  // The share of the bars but the first that are like any bar before.
  double stood_before = kUndefined;
  double stood_before_transposed = kUndefined;  // and not as they are
  double rhythm_stood_before = kUndefined;
  double all_voices_stood_before = kUndefined;  // like it in all notes that begin in them
  double distinct_bars = kUndefined;            // different bars over bars
  // 1 or 0: 8 bars are followed by 8 of which at least 6 are like them; 4 bars in a row come back.
  double strain_repeated = kUndefined;
  double passage_returns = kUndefined;
  double multiple_of_8 = kUndefined;  // 1 or 0: the number of full bars
  double multiple_of_4 = kUndefined;
  // Notes of the longest passage of the top line that stands in it twice, in any key.
  double longest_repeat = kUndefined;
  // Mean size of the top line's intervals from bar to bar less that within bars, in semitones.
  double leaps_between_bars = kUndefined;
  double bars = kUndefined;
  double quarters = kUndefined;
  double notes = kUndefined;
};

[[nodiscard]] FormFigures form_of(const HeardMusic& piece);

// Bars that have a bar k before, and those of them that are like it, for k = 0 .. kMostBarsBefore;
// 0 is not used.
struct BarMatches {
  double compared = 0;
  double like = 0;
  double transposed = 0;
};
[[nodiscard]] std::array<BarMatches, kMostBarsBefore + 1> bar_matches(const HeardMusic& piece);

[[nodiscard]] std::span<const FeatureOf<FormFigures>> form_features();
[[nodiscard]] std::span<const FeatureOf<FormFigures>> length_features();

}  // namespace bachprop
