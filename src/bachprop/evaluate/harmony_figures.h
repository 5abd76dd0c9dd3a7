// Chords and dissonances of a piece.
#pragma once

#include <optional>
#include <span>

#include "bachprop/base/numbers.h"
#include "bachprop/evaluate/feature_table.h"
#include "bachprop/evaluate/heard_music.h"

namespace bachprop {

enum class ChordKind { kMajor, kMinor, kDiminished, kAugmented, kSeventh };

struct NamedChord {
  ChordKind kind = ChordKind::kMajor;
  int root = 0;  // pitch class

  friend bool operator==(const NamedChord&, const NamedChord&) = default;
};

// The chord that the pitch classes are, bit c for class c: a triad, or a seventh chord with or
// without its fifth. Seventh chords are dominant, minor, major, half and fully diminished. Nothing
// for any others.
[[nodiscard]] std::optional<NamedChord> chord_of(unsigned classes);

// By time, over the moments at which three pitch classes sound or more; all not a number where
// there are none.
struct HarmonyFigures {
  double root_triads = kUndefined;  // major and minor, the root below
  double inversions = kUndefined;   // major and minor, another note below
  double sevenths = kUndefined;
  double altered = kUndefined;        // diminished and augmented triads
  double unnamed = kUndefined;        // no chord of these kinds
  double bare_time = kUndefined;      // of all time in which two notes sound or more: fewer classes
  double tonic_time = kUndefined;     // on the first degree
  double dominant_time = kUndefined;  // on the fifth
  // Shares of the changes of root: by a fourth up, a fourth down, a step, a third.
  double fourths_up = kUndefined;
  double fourths_down = kUndefined;
  double root_steps = kUndefined;
  double root_thirds = kUndefined;
  double changes = kUndefined;  // of named root, a quarter
};

// Two notes that sound together are dissonant when they are a second, a seventh, a tritone, or one
// of these and octaves apart. Not a number where no two notes sound together.
struct DissonanceFigures {
  double time = kUndefined;   // of the time in which two notes sound or more
  double sharp = kUndefined;  // the same for half steps, major sevenths and minor ninths
  // Shares of the notes that are dissonant when they end, and whose voice goes on: by leap (3
  // semitones or more), by step down.
  double left_by_leap = kUndefined;
  double resolved_down = kUndefined;
  double struck_by_leap = kUndefined;  // of the notes dissonant when they begin: reached by leap
  double suspensions = kUndefined;  // held into a dissonance on a beat, left by step down; a beat
  double all_struck = kUndefined;   // of the dissonant moments: nothing of it was prepared
};

[[nodiscard]] HarmonyFigures harmony_of(const HeardMusic& piece);
[[nodiscard]] DissonanceFigures dissonances_of(const HeardMusic& piece);

[[nodiscard]] std::span<const FeatureOf<HarmonyFigures>> harmony_features();
[[nodiscard]] std::span<const FeatureOf<DissonanceFigures>> dissonance_features();

}  // namespace bachprop
