#include "bachprop/generate/register_guard.h"

#include <algorithm>

#include "bachprop/base/numbers.h"

namespace bachprop {
namespace {

// A shift is as good as the best up to one note in so many.
constexpr int kOneNoteIn = 100;

bool holds(const Compass& compass, int pitch) {
  return compass.lowest <= pitch && pitch <= compass.highest;
}

// From the lowest note of the lowest line to the highest of the highest.
Compass whole_compass(const CorpusProfile& profile) {
  return {.lowest = profile.compass.front().lowest, .highest = profile.compass.back().highest};
}

}  // namespace

RegisterGuard::RegisterGuard(const CorpusProfile& profile, int lowest_pitch, int pitches)
    : profile_(profile), lowest_pitch_(lowest_pitch), pitches_(pitches) {
  for (int semitones = -pitches; semitones <= pitches; ++semitones) {
    shifts_.push_back({.semitones = semitones});
  }
}

void RegisterGuard::end_chord(std::span<const int> sounding) {
  if (struck_.empty()) {
    return;
  }
  judge_chord(sounding);
  struck_.clear();
  forbid();
}

void RegisterGuard::judge_chord(std::span<const int> sounding) {
  std::vector<int> chord(sounding.begin(), sounding.end());
  std::ranges::sort(chord);
  const Compass whole = whole_compass(profile_);
  for (const int struck : struck_) {
    const auto below = as_index(std::ranges::lower_bound(chord, struck) - chord.begin());
    const Compass& compass = profile_.compass.at(
        as_index(static_cast<int>(line_at(std::min(below, chord.size() - 1), chord.size()))));
    const int pitch = lowest_pitch_ + struck;
    std::vector<Shift> left = shifts_;
    std::erase_if(left, [&](const Shift& shift) { return !holds(whole, pitch + shift.semitones); });
    // Where there is none it stands as it is: wider than any piece of the corpus.
    shifts_ = left.empty() ? shifts_ : left;
    for (Shift& shift : shifts_) {
      shift.outside += holds(compass, pitch + shift.semitones) ? 0 : 1;
    }
    ++notes_;
  }
}

void RegisterGuard::forbid() {
  const int fewest = std::ranges::min(shifts_, {}, &Shift::outside).outside;
  const int few = fewest + notes_ / kOneNoteIn;
  const Compass whole = whole_compass(profile_);
  not_offered_.clear();
  for (int symbol = 0; symbol < pitches_; ++symbol) {
    const bool may_fit = std::ranges::any_of(shifts_, [&](const Shift& shift) {
      return shift.outside <= few && holds(whole, lowest_pitch_ + symbol + shift.semitones);
    });
    if (!may_fit) {
      not_offered_.push_back(symbol);
    }
  }
}

}  // namespace bachprop
