// Parallel fifths and octaves, seen while a chord is being written.
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>

#include "bachprop/base/numbers.h"

namespace bachprop {

// A pitch by which a further note of a chord would make parallels. It would move together with one
// that is struck already, from one perfect fifth, or one octave, to another.
struct ParallelMotion {
  int pitch = 0;  // semitones, of any range
  bool octave = false;

  friend bool operator==(const ParallelMotion&, const ParallelMotion&) = default;
};

// Calls found(ParallelMotion) for each. `before` is what sounded in the chord before, `held` what
// of it goes on, `struck` what has joined it so far: pitches in ascending order. Chords are taken
// to be written upwards and voices not to cross: which note comes from which is told by their
// places from below. Fifths and octaves count with any octaves between the two. The same pitch may
// be named twice.
template <typename Found>
void parallel_motions(std::span<const int> before, std::span<const int> held,
                      std::span<const int> struck, const Found& found) {
  constexpr int kFifth = 7;
  constexpr int kOctave = 12;
  const auto lower_held = [&](int pitch) {
    std::size_t lower = 0;
    while (lower < held.size() && held[lower] < pitch) {
      ++lower;
    }
    return lower;
  };
  // The note at `place` makes `step`, as one below it has done, and any octaves.
  const auto follow = [&](std::size_t place, int step, bool octave) {
    for (const int away : {-kOctave, 0, kOctave}) {
      const int pitch = before[place] + step + away;
      const bool same_direction = step > 0 ? step + away > 0 : step + away < 0;
      if (same_direction && pitch > struck.back() && lower_held(pitch) + struck.size() == place) {
        found(ParallelMotion{pitch, octave});
      }
    }
  };
  for (std::size_t i = 0; i < struck.size(); ++i) {
    const std::size_t place = lower_held(struck[i]) + i;
    if (place >= before.size() || before[place] == struck[i]) {
      continue;
    }
    // What comes next stands above all that is struck.
    for (std::size_t other = std::max(place + 1, struck.size()); other < before.size(); ++other) {
      const int interval = (before[other] - before[place]) % kOctave;
      if (interval == 0 || interval == kFifth) {
        follow(other, struck[i] - before[place], interval == 0);
      }
    }
  }
}

}  // namespace bachprop
