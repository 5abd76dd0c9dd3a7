#include "bachprop/score/transposition.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>
#include <string_view>
#include <utility>

#include "bachprop/base/numbers.h"

namespace bachprop {
namespace {

constexpr std::array<std::pair<std::string_view, int>, 15> kIntervals = {{{"P1", 0},
                                                                          {"m2", 1},
                                                                          {"M2", 2},
                                                                          {"m3", 3},
                                                                          {"M3", 4},
                                                                          {"P4", 5},
                                                                          {"A4", 6},
                                                                          {"TT", 6},
                                                                          {"d5", 6},
                                                                          {"P5", 7},
                                                                          {"m6", 8},
                                                                          {"M6", 9},
                                                                          {"m7", 10},
                                                                          {"M7", 11},
                                                                          {"P8", 12}}};

std::optional<int> steps_of(std::string_view size) {
  const auto named =
      std::ranges::find(kIntervals, size, [](const auto& pair) { return pair.first; });
  if (named != kIntervals.end()) {
    return named->second;
  }
  int semitones = 0;
  const auto read = std::from_chars(size.data(), size.data() + size.size(), semitones);
  const bool fits = read.ec == std::errc{} && read.ptr == size.data() + size.size() &&
                    semitones >= 0 && semitones <= kMostTransposition;
  return fits ? std::optional(semitones) : std::nullopt;
}

}  // namespace

int transpose(Score& score, int semitones) {
  if (score.notes.empty()) {
    return 0;
  }
  const auto [low, high] = std::ranges::minmax(score.notes, {}, &Note::pitch);
  while (low.pitch + semitones < kLowestPitch) {
    semitones += kSemitonesPerOctave;
  }
  while (high.pitch + semitones > kHighestPitch) {
    semitones -= kSemitonesPerOctave;
  }
  for (Note& note : score.notes) {
    note.pitch += semitones;
  }
  for (KeySignature& key : score.key_signatures) {
    key.sharps =
        semitones % kSemitonesPerOctave == 0 ? key.sharps : sharps_after(key.sharps, semitones);
  }
  return semitones;
}

std::optional<int> interval_named(const std::string& name) {
  std::string_view size = name;
  const bool down = size.starts_with('-');
  if (down || size.starts_with('+')) {
    size.remove_prefix(1);
  }
  const auto steps = size.starts_with('-') ? std::nullopt : steps_of(size);
  return steps ? std::optional(down ? -*steps : *steps) : std::nullopt;
}

int sharps_after(int sharps, int semitones) {
  constexpr int kFlats = 5;
  const int around = (sharps + 7 * semitones + kFlats) % kSemitonesPerOctave;
  return (around + kSemitonesPerOctave) % kSemitonesPerOctave - kFlats;
}

}  // namespace bachprop
