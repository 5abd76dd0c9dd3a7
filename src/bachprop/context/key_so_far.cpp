#include "bachprop/context/key_so_far.h"

#include <algorithm>

#include "bachprop/base/numbers.h"

namespace bachprop {
namespace {

using Profile = std::array<double, kSemitonesPerOctave>;
// In the order of KeySoFar's sums.
using OfKeys = std::array<double, std::size_t{2} * kSemitonesPerOctave>;

// Krumhansl and Kessler's probe tones, from the tonic up, in hundredths, less their mean (348 and
// 371). They are divided by their deviation (126 and 115) and times a thousand, so that
// correlations can be compared in whole numbers.
constexpr Profile kMajorProfile = {2270, -992, -2,   -912, 711,  481,
                                   -762, 1352, -865, 141,  -944, -477};
constexpr Profile kMinorProfile = {2269,  -891, -164, 1447, -960, -155,
                                   -1012, 901,  234,  -882, -320, -467};

// The place of each pitch class in the profiles of all keys.
constexpr std::array<OfKeys, kSemitonesPerOctave> profiles_of_classes() {
  std::array<OfKeys, kSemitonesPerOctave> profiles = {};
  for (int pitch_class = 0; pitch_class < kSemitonesPerOctave; ++pitch_class) {
    for (int tonic = 0; tonic < kSemitonesPerOctave; ++tonic) {
      const auto degree =
          as_index((pitch_class - tonic + kSemitonesPerOctave) % kSemitonesPerOctave);
      profiles[as_index(pitch_class)][as_index(2 * tonic)] = kMajorProfile[degree];
      profiles[as_index(pitch_class)][as_index(2 * tonic + 1)] = kMinorProfile[degree];
    }
  }
  return profiles;
}
constexpr std::array<OfKeys, kSemitonesPerOctave> kProfiles = profiles_of_classes();

}  // namespace

void KeySoFar::add(int pitch_class, std::int64_t time) {
  const OfKeys& profile = kProfiles[as_index(pitch_class)];
  const double longer = as_double(time);
  for (std::size_t key = 0; key < kKeys; ++key) {
    sums_[key] += longer * profile[key];
  }
}

Key KeySoFar::best(int from) const {
  // Halves side by side, as vector units compare them.
  std::array<double, kKeys / 2> half = {};
  for (std::size_t i = 0; i < half.size(); ++i) {
    half[i] = std::max(sums_[i], sums_[i + half.size()]);
  }
  std::array<double, kKeys / 4> quarter = {};
  for (std::size_t i = 0; i < quarter.size(); ++i) {
    quarter[i] = std::max(half[i], half[i + quarter.size()]);
  }
  const double best = *std::ranges::max_element(quarter);
  std::size_t key = 2 * as_index(from);
  while (sums_[key] < best) {
    key = key + 1 == kKeys ? 0 : key + 1;
  }
  return {.tonic = as_int(key / 2), .minor = key % 2 != 0};
}

Key estimate_key(const PitchClassTimes& times, int from) {
  KeySoFar key;
  for (int pitch_class = 0; pitch_class < kSemitonesPerOctave; ++pitch_class) {
    key.add(pitch_class, times[as_index(pitch_class)]);
  }
  return key.best(from);
}

}  // namespace bachprop
