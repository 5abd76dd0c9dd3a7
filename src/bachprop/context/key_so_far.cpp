#include "bachprop/context/key_so_far.h"

#include <array>
#include <cstdint>
#include <limits>

#include "bachprop/base/numbers.h"

namespace bachprop {
namespace {

// Krumhansl and Kessler's probe tones, from the tonic up, in hundredths, less their mean (348 and
// 371). They are divided by their deviation (126 and 115) and times a thousand, so that
// correlations can be compared in whole numbers.
constexpr std::array<std::int64_t, kSemitonesPerOctave> kMajorProfile = {
    2270, -992, -2, -912, 711, 481, -762, 1352, -865, 141, -944, -477};
constexpr std::array<std::int64_t, kSemitonesPerOctave> kMinorProfile = {
    2269, -891, -164, 1447, -960, -155, -1012, 901, 234, -882, -320, -467};

}  // namespace

Key estimate_key(const PitchClassTimes& times, int from) {
  Key best;
  std::int64_t most = std::numeric_limits<std::int64_t>::min();
  for (int above = 0; above < kSemitonesPerOctave; ++above) {
    const int tonic = (from + above) % kSemitonesPerOctave;
    for (const bool minor : {false, true}) {
      const auto& profile = minor ? kMinorProfile : kMajorProfile;
      std::int64_t sum = 0;
      for (int degree = 0; degree < kSemitonesPerOctave; ++degree) {
        sum += times[as_index((tonic + degree) % kSemitonesPerOctave)] * profile[as_index(degree)];
      }
      if (sum > most) {
        most = sum;
        best = {tonic, minor};
      }
    }
  }
  return best;
}

}  // namespace bachprop
