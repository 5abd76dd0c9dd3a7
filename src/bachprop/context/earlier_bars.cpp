#include "bachprop/context/earlier_bars.h"

#include <algorithm>

#include "bachprop/base/numbers.h"

namespace bachprop {

void EarlierBars::begin(ChordOrder order) {
  order_ = order;
  notes_.clear();
  now_ = 0;
  places_ = {};
}

void EarlierBars::pass(int dt, std::int64_t now, std::int64_t bar_length, const WholeTimes& times) {
  for (std::size_t i = 0; i < kDistances; ++i) {
    Place& place = places_[i];
    if (place.alike > 0 && next_dt(i, times) != dt) {
      place.alike = 0;
    }
    if (now > now_ || notes_.empty()) {
      place.time = now - kBars[i] * bar_length;
      place.next = as_index(std::ranges::lower_bound(notes_, place.time, {}, &Stood::onset) -
                            notes_.begin());
    }
    place.alike = place.time < 0 ? 0 : place.alike;
  }
  now_ = now;
}

void EarlierBars::take(const NoteSymbols& note) {
  for (std::size_t i = 0; i < kDistances; ++i) {
    Place& place = places_[i];
    const NoteSymbols* const stood = next_note(i);
    const bool same =
        stood != nullptr && stood->pitch == note.pitch && stood->duration == note.duration;
    place.alike = same ? place.alike + 1 : 0;
    // The notes of that chord up to this pitch are behind.
    while (next_note(i) != nullptr && !comes_before(note.pitch, next_note(i)->pitch, order_)) {
      ++place.next;
    }
  }
  notes_.push_back({now_, note});
}

std::optional<int> EarlierBars::next_dt(std::size_t distance, const WholeTimes& times) const {
  const Place& place = places_[distance];
  if (place.time < 0 || place.next == notes_.size()) {
    return std::nullopt;
  }
  const std::int64_t time = notes_[place.next].onset - place.time;
  const auto found = std::ranges::lower_bound(times.dt, time);
  return found == times.dt.end() || *found != time
             ? std::nullopt
             : std::optional(as_int(found - times.dt.begin()));
}

const NoteSymbols* EarlierBars::next_note(std::size_t distance) const {
  const Place& place = places_[distance];
  return place.time >= 0 && place.next < notes_.size() && notes_[place.next].onset == place.time
             ? &notes_[place.next].note
             : nullptr;
}

}  // namespace bachprop
