#include "bachprop/context/parallel_motion.h"

#include <algorithm>
#include <cstddef>

#include "bachprop/base/numbers.h"

namespace bachprop {
namespace {

constexpr int kFifth = 7;
constexpr int kOctave = 12;

// How many of them are lower.
std::size_t lower_than(int pitch, std::span<const int> ascending) {
  return as_index(std::ranges::lower_bound(ascending, pitch) - ascending.begin());
}

bool same_direction(int a, int b) { return (a > 0) == (b > 0) && a != 0 && b != 0; }

}  // namespace

std::vector<ParallelMotion> parallel_motions(std::span<const int> before, std::span<const int> held,
                                             std::span<const int> struck) {
  const auto place_of = [&](int pitch) {
    return lower_than(pitch, held) + lower_than(pitch, struck);
  };
  std::vector<ParallelMotion> found;
  // The note at `place` makes `step`, as one below it has done, and any octaves.
  const auto follow = [&](std::size_t place, int step, bool octave) {
    for (const int away : {-kOctave, 0, kOctave}) {
      const int pitch = before[place] + step + away;
      if (pitch > struck.back() && same_direction(step, step + away) && place_of(pitch) == place) {
        found.push_back({pitch, octave});
      }
    }
  };
  for (const int pitch : struck) {
    const std::size_t place = place_of(pitch);
    if (place >= before.size() || before[place] == pitch) {
      continue;
    }
    for (std::size_t other = place + 1; other < before.size(); ++other) {
      const int interval = (before[other] - before[place]) % kOctave;
      if (interval == 0 || interval == kFifth) {
        follow(other, pitch - before[place], interval == 0);
      }
    }
  }
  return found;
}

}  // namespace bachprop
