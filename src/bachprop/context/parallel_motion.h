// Parallel fifths and octaves, seen while a chord is being written.
#pragma once

#include <span>
#include <vector>

namespace bachprop {

// A pitch by which a further note of a chord would make parallels. It would move together with one
// that is struck already, from one perfect fifth, or one octave, to another.
struct ParallelMotion {
  int pitch = 0;  // semitones, of any range
  bool octave = false;

  friend bool operator==(const ParallelMotion&, const ParallelMotion&) = default;
};

// `before` is what sounded in the chord before, `held` what of it goes on, `struck` what has joined
// it so far: pitches in ascending order. Chords are taken to be written upwards and voices not to
// cross: which note comes from which is told by their places from below. Fifths and octaves count
// with any octaves between the two. The same pitch may be named twice.
[[nodiscard]] std::vector<ParallelMotion> parallel_motions(std::span<const int> before,
                                                           std::span<const int> held,
                                                           std::span<const int> struck);

}  // namespace bachprop
