// The key of music as it is heard, estimated from how long each pitch class has sounded.
#pragma once

#include <array>
#include <cstdint>

#include "bachprop/score/key.h"
#include "bachprop/score/score.h"

namespace bachprop {

// The key whose profile (Krumhansl and Kessler 1982) correlates best with what was added. Its
// correlations are kept from note to note.
class KeySoFar {
 public:
  // Nothing is heard yet.
  void clear() { sums_.fill(0); }
  // A pitch class is heard for so much longer, or shorter where `time` is negative.
  void add(int pitch_class, std::int64_t time);
  // Among equally good keys it is the first that comes above `from`, major before minor, so that
  // music in another key gives that key.
  [[nodiscard]] Key best(int from) const;

 private:
  static constexpr std::size_t kKeys = std::size_t{2} * kSemitonesPerOctave;
  // C major, C minor, C sharp major ... All are whole numbers, and exact up to 2^53. That is for a
  // thousand hours of music and more in the finest unit of WholeTimes.
  std::array<double, kKeys> sums_ = {};
};

// The best key of these times.
[[nodiscard]] Key estimate_key(const PitchClassTimes& times, int from);

// Semitones from the tonic up, 0 .. 11.
[[nodiscard]] inline int degree_of(int pitch_class, const Key& key) {
  const int degree = pitch_class - key.tonic;
  return degree < 0 ? degree + kSemitonesPerOctave : degree;
}

}  // namespace bachprop
