#include "bachprop/corpus/dictionary.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "bachprop/base/check.h"
#include "bachprop/base/numbers.h"
#include "bachprop/score/score.h"

namespace bachprop {

TimeDictionary::TimeDictionary(std::vector<Quarters> values) : values_(std::move(values)) {
  std::ranges::sort(values_);
  values_.erase(std::unique(values_.begin(), values_.end()), values_.end());
}

Quarters TimeDictionary::value(int symbol) const {
  check(symbol >= 0 && symbol < start_end(), "a time's symbol is in the dictionary");
  return values_[as_index(symbol)];
}

std::optional<int> TimeDictionary::find(Quarters value) const {
  const auto place = std::ranges::lower_bound(values_, value);
  if (place == values_.end() || *place != value) {
    return std::nullopt;
  }
  return as_int(place - values_.begin());
}

int TimeDictionary::nearest(Quarters value) const {
  check(!values_.empty(), "a dictionary without values has no nearest one");
  const auto above = std::ranges::lower_bound(values_, value);
  if (above == values_.begin()) {
    return 0;
  }
  const auto below = std::prev(above);
  const bool below_is_nearer = above == values_.end() || value - *below <= *above - value;
  return as_int((below_is_nearer ? below : above) - values_.begin());
}

PitchDictionary::PitchDictionary(int lowest, int highest) : lowest_(lowest), highest_(highest) {
  check(kLowestPitch <= lowest && lowest <= highest && highest <= kHighestPitch,
        "a pitch dictionary goes from a lower to a higher MIDI number");
}

std::optional<int> PitchDictionary::find(int pitch) const {
  if (pitch < lowest_ || pitch > highest_) {
    return std::nullopt;
  }
  return pitch - lowest_;
}

namespace {

TimeDictionary merged(const TimeDictionary& a, const TimeDictionary& b) {
  std::vector<Quarters> values = a.values();
  values.insert(values.end(), b.values().begin(), b.values().end());
  return TimeDictionary(std::move(values));
}

bool is_empty(const PitchDictionary& pitches) { return pitches.lowest() > pitches.highest(); }

PitchDictionary merged(const PitchDictionary& a, const PitchDictionary& b) {
  if (is_empty(a) || is_empty(b)) {
    return is_empty(a) ? b : a;
  }
  return {std::min(a.lowest(), b.lowest()), std::max(a.highest(), b.highest())};
}

}  // namespace

Dictionaries merged(const Dictionaries& a, const Dictionaries& b) {
  return {.dt = merged(a.dt, b.dt),
          .duration = merged(a.duration, b.duration),
          .pitch = merged(a.pitch, b.pitch)};
}

}  // namespace bachprop
