// The key signature that an edition of a piece would show.
#pragma once

#include "bachprop/score/key.h"
#include "bachprop/score/score.h"

namespace bachprop {

// The mode says which signature belongs to a tonic. Older music in a minor key is often printed
// with a flat less (dorian) or, rarely, one more (phrygian). Some in major is printed with a flat
// more (mixolydian).
enum class Mode { kMajor, kMinor, kDorian, kPhrygian, kMixolydian };

struct PrintedKey {
  Key key;  // its tonic, and whether its third is minor
  Mode mode = Mode::kMajor;
  // -5 .. 6 sharps, its onset is 0.
  KeySignature signature;

  friend bool operator==(const PrintedKey&, const PrintedKey&) = default;
};

// The most likely tonic and mode. They follow from the share of time for which each degree sounds,
// in the whole piece, in its bass and in its first and last eighth. The last bass note and the
// first chord count as well. Weights were learnt from printed music
// (docs/notation-key-and-metre.md). The key signatures that the score states are ignored. With
// fewer than 30 notes or five pitch classes it is key_of in major or minor; C major for a score
// without notes. Time is proportional to the notes.
[[nodiscard]] PrintedKey printed_key_of(const Score& score);

}  // namespace bachprop
