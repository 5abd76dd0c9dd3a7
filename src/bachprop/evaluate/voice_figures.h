// Part-writing of one piece or passage, as shares: craft.h counts, in voices found from the notes.
#pragma once

#include <span>

#include "bachprop/base/numbers.h"
#include "bachprop/evaluate/feature_table.h"
#include "bachprop/evaluate/heard_music.h"

namespace bachprop {

// The rules are those of craft.h, and all but the last three are not a number unless there are 3 to
// 5 voices.
struct VoiceFigures {
  double parallel_fifths = kUndefined;   // of the chord changes
  double parallel_octaves = kUndefined;  // of the chord changes
  double direct_outer = kUndefined;      // of the chord changes
  double crossings = kUndefined;         // of the chords
  double wide_spacings = kUndefined;     // of the chords
  double unresolved = kUndefined;        // of the leading notes
  double inner_leaps = kUndefined;  // of inner voices' intervals that move: 5 semitones and more
  // Shares of the moments at which both outer lines move: in opposite directions, in the same.
  double contrary = kUndefined;
  double similar = kUndefined;
  double held_outer = kUndefined;  // of the moments but the first: just one of them moves
};

[[nodiscard]] VoiceFigures voices_in(const HeardMusic& piece);

[[nodiscard]] std::span<const FeatureOf<VoiceFigures>> voice_features();

}  // namespace bachprop
