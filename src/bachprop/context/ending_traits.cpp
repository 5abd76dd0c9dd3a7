#include "bachprop/context/ending_traits.h"

#include <algorithm>
#include <limits>
#include <optional>

namespace bachprop {
namespace {

struct LastChord {
  int bass = 0;  // pitch
  std::int64_t first_end = std::numeric_limits<std::int64_t>::max();
  std::int64_t last_end = 0;
};

LastChord last_chord(const NoteSpan& sounding) {
  LastChord chord = {.bass = lowest_pitch(sounding)};
  for (std::size_t i = 0; i < sounding.size(); ++i) {
    chord.first_end = std::min(chord.first_end, sounding.end(i));
    chord.last_end = std::max(chord.last_end, sounding.end(i));
  }
  return chord;
}

bool is_triad(const NoteSpan& sounding, const Key& of_bass) {
  constexpr int kMinorThird = 3;
  constexpr int kMajorThird = 4;
  constexpr int kFifth = 7;
  bool minor = true;
  bool major = true;
  for (std::size_t i = 0; i < sounding.size(); ++i) {
    const int interval = degree_of(sounding.pitch_class(i), of_bass);
    const bool open = interval == 0 || interval == kFifth;
    minor = minor && (open || interval == kMinorThird);
    major = major && (open || interval == kMajorThird);
  }
  return minor || major;
}

bool is_whole_bars(std::int64_t length, const MusicSoFar& music) {
  constexpr std::int64_t kSixteenths = 4;  // of a quarter
  const std::int64_t bar = music.place().bar_length * music.values().times.per_quarter;
  return bar > 0 && length * kSixteenths % bar == 0;
}

}  // namespace

EndingTraits ending_traits(const MusicSoFar& music) {
  constexpr int kDominant = 7;
  EndingTraits traits = {};
  const NoteSpan sounding = music.sounding();
  if (sounding.empty()) {
    return traits;
  }
  const auto has = [&](EndingTrait trait) -> bool& {
    return traits.at(static_cast<std::size_t>(trait));
  };
  const LastChord chord = last_chord(sounding);
  // As if the bass were a tonic.
  const Key of_bass = {.tonic = music.values().pitch_class(chord.bass)};
  const NoteSpan before = music.ended();
  const auto& [home, lately] = music.keys();
  has(EndingTrait::kTogether) = chord.first_end == chord.last_end;
  has(EndingTrait::kFull) = music.struck().size() >= before.size();
  has(EndingTrait::kLong) = chord.last_end - music.now() >= music.values().times.per_quarter;
  has(EndingTrait::kWholeBars) = is_whole_bars(chord.last_end, music);
  has(EndingTrait::kTriad) = is_triad(sounding, of_bass);
  has(EndingTrait::kOnTonic) = home && home->tonic == of_bass.tonic;
  has(EndingTrait::kInKey) = home && lately && home->tonic == lately->tonic;
  has(EndingTrait::kFromDominant) =
      !before.empty() &&
      degree_of(music.values().pitch_class(lowest_pitch(before)), of_bass) == kDominant;
  return traits;
}

}  // namespace bachprop
