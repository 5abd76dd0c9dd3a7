// The notes of a piece, one at a time and in pairs: distributions that pieces are compared by.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "bachprop/base/quarters.h"
#include "bachprop/evaluate/histogram.h"
#include "bachprop/score/score.h"

namespace bachprop {

// At an onset, all notes sound that begin at or before it and end after it.
enum class DistributionKind {
  kDt,              // from the onset of the note before (of the first note: from 0), in quarters
  kDuration,        // T in quarters
  kPitch,           // MIDI numbers
  kPitchClass,      // 0 .. 11, 0 is C
  kOverFinalBass,   // semitones from the piece's final bass, without octaves: 0 .. 11
  kMelodic,         // semitones from note to note in the score's order, up is above 0
  kMelodicTop,      // the same along the top line
  kMelodicBottom,   // the same along the bottom line
  kHarmonicPairs,   // semitones between any two notes that sound at an onset
  kHarmonicOnBass,  // semitones from the lowest note that sounds at an onset to each other one
};

// The top line: each note that is the highest to sound at its own onset. Where a held note stays
// above those that begin, the line has no new note. The bottom line likewise.
// The final bass is the lowest note that sounds at the last onset: in most music that ends in its
// key, the tonic. Unlike the pitch classes, intervals and distances from it do not depend on the
// key.
//
// Melodic intervals over kWidestMelodic semitones up or down share a category at either end.
// Harmonic ones over kWidestHarmonic share one at the end: the widest and one more.
constexpr int kWidestMelodic = 24;
constexpr int kWidestHarmonic = 36;

struct DistributionInfo {
  DistributionKind kind = DistributionKind::kDt;
  std::string_view key;    // "melodic_top", for files
  std::string_view title;  // for people
  std::string_view axis;   // what a category is, with its unit
};

// All kinds, in the order of DistributionKind.
[[nodiscard]] std::span<const DistributionInfo> all_distributions();

// Whether transposing a piece changes it. A model that learns from transposed pieces composes in
// other keys than those of its corpus. It differs in such a distribution for that reason alone.
[[nodiscard]] constexpr bool depends_on_key(DistributionKind kind) {
  return kind == DistributionKind::kPitch || kind == DistributionKind::kPitchClass;
}

[[nodiscard]] Histogram histogram_of(DistributionKind kind, const Score& score);

// "3/4", "C#", "-5", "> 24".
[[nodiscard]] std::string category_label(DistributionKind kind, const Quarters& category);

}  // namespace bachprop
