#include "bachprop/analysis/piece_key.h"

#include <array>
#include <cstdint>
#include <limits>

#include "bachprop/base/numbers.h"

namespace bachprop {
namespace {

// The published profiles from the tonic up, less their mean (0.0833 and 0.0832), divided by their
// deviation (0.0777 and 0.0701) and times a thousand. So correlations can be compared in whole
// numbers.
constexpr std::array<std::int64_t, kSemitonesPerOctave> kMajorProfile = {
    1990, -995, 356, -995, 691, 137, -866, 1681, -957, -43, -969, -30};
constexpr std::array<std::int64_t, kSemitonesPerOctave> kMinorProfile = {
    1951, -1100, 297, 568, -915, 283, -1015, 1865, -302, -872, -316, -444};

// In 5040ths of a quarter, rounded down.
PitchClassTimes sounding_times(const Score& score) {
  constexpr std::int64_t kPartsOfAQuarter = 5040;
  PitchClassTimes times = {};
  for (const Note& note : score.notes) {
    times[as_index(note.pitch % kSemitonesPerOctave)] +=
        note.duration.numerator() * kPartsOfAQuarter / note.duration.denominator();
  }
  return times;
}

std::int64_t likeness(const PitchClassTimes& times, const Key& key) {
  const auto& profile = key.minor ? kMinorProfile : kMajorProfile;
  std::int64_t sum = 0;
  for (std::size_t degree = 0; degree < profile.size(); ++degree) {
    sum += times[(as_index(key.tonic) + degree) % kSemitonesPerOctave] * profile[degree];
  }
  return sum;
}

}  // namespace

Key key_of(const Score& score) {
  const PitchClassTimes times = sounding_times(score);
  Key best;
  std::int64_t most = std::numeric_limits<std::int64_t>::min();
  for (int tonic = 0; tonic < kSemitonesPerOctave; ++tonic) {
    for (const bool minor : {false, true}) {
      const Key key{tonic, minor};
      if (const std::int64_t like = likeness(times, key); like > most) {
        most = like;
        best = key;
      }
    }
  }
  return best;
}

}  // namespace bachprop
