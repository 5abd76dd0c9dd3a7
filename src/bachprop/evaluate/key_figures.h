// Whether a piece keeps to its key, and how it would look on paper.
#pragma once

#include <span>

#include "bachprop/base/numbers.h"
#include "bachprop/evaluate/feature_table.h"
#include "bachprop/evaluate/heard_music.h"

namespace bachprop {

// Keys are those of key_of over a stretch of time; notes that reach into it count for as long as
// they sound in it.
struct KeyFigures {
  double ends_in_key = kUndefined;     // 1 or 0: the last 8 quarters have the piece's tonic
  double halves_agree = kUndefined;    // 1 or 0: both halves of its time have one key
  double notes_in_scale = kUndefined;  // by time; in minor with both sixths and sevenths
  double keys = kUndefined;            // changes of local_keys_of in 16 quarters
  double home_time = kUndefined;       // share of the time that those are in the piece's key
  // The sheet: signature and spelling as printed.
  double signs = kUndefined;               // sharps or flats of the first signature
  double more_than_4_signs = kUndefined;   // 1 or 0
  double accidentals = kUndefined;         // a note
  double double_accidentals = kUndefined;  // a note
  double has_double_ones = kUndefined;     // 1 or 0
};

// Passages have only `notes_in_scale`, `keys` and `home_time`.
[[nodiscard]] KeyFigures keys_of(const HeardMusic& piece);

[[nodiscard]] std::span<const FeatureOf<KeyFigures>> key_features();

}  // namespace bachprop
