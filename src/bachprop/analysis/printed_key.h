// The key signature that an edition of a piece would show.
#pragma once

#include "bachprop/score/key.h"
#include "bachprop/score/score.h"

namespace bachprop {

// Which signature belongs to a tonic. Older music in a minor key is often printed with a flat less
// (dorian) or, rarely, one more (phrygian), and some in major with a flat more (mixolydian).
enum class Mode { kMajor, kMinor, kDorian, kPhrygian, kMixolydian };
constexpr int kModes = 5;

struct PrintedKey {
  Key key;  // its tonic, and whether its third is minor
  Mode mode = Mode::kMajor;
  // -5 .. 6 sharps, its onset is 0.
  KeySignature signature;

  friend bool operator==(const PrintedKey&, const PrintedKey&) = default;
};

// The most likely tonic and mode, from how much of the time each degree sounds in the whole piece,
// in the bass, in the first and in the last eighth of it, from the last bass note and from the
// first chord. Weights were learnt from printed music (docs/notation-key-and-metre.md). The key
// signatures that the score states are not looked at. With fewer than 30 notes or five pitch
// classes it is key_of in major or minor; C major for a score without notes. Time is proportional
// to the notes.
[[nodiscard]] PrintedKey printed_key_of(const Score& score);

}  // namespace bachprop
