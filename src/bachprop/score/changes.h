// Changes of tempo, metre and key: which of them change something.
#pragma once

#include <cstddef>
#include <utility>
#include <vector>

#include "bachprop/score/score.h"

namespace bachprop {

// Whether both set the same, wherever they stand.
template <typename Change>
[[nodiscard]] bool set_the_same(const Change& a, Change b) {
  b.onset = a.onset;
  return a == b;
}

// Whether `next` sets what holds since `before`. A time signature that is repeated inside a bar is
// no repeat: it begins a bar.
template <typename Change>
[[nodiscard]] bool is_repeat(const Change& before, const Change& next) {
  return set_the_same(before, next);
}
[[nodiscard]] bool is_repeat(const TimeSignature& before, const TimeSignature& next);
// A syllable that is sung again is sung.
[[nodiscard]] bool is_repeat(const Lyric& before, const Lyric& next);

// The events without repeats; sorted by onset, as given.
template <typename Event>
[[nodiscard]] std::vector<Event> without_repeats(std::vector<Event> events) {
  std::vector<Event> kept;
  for (Event& event : events) {
    if (kept.empty() || !is_repeat(kept.back(), event)) {
      kept.push_back(std::move(event));
    }
  }
  return kept;
}

// How many of them set something else than the one before; the first changes nothing.
template <typename Change>
[[nodiscard]] std::size_t count_changes(const std::vector<Change>& changes) {
  std::size_t count = 0;
  for (std::size_t i = 1; i < changes.size(); ++i) {
    count += set_the_same(changes[i - 1], changes[i]) ? 0 : 1;
  }
  return count;
}

}  // namespace bachprop
