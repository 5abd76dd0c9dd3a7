// Changes of tempo, metre and key: which of them change something.
#pragma once

#include <cstddef>
#include <vector>

#include "bachprop/score/score.h"

namespace bachprop {

// Whether both set the same, wherever they stand.
[[nodiscard]] bool set_the_same(const TempoChange& a, const TempoChange& b);
[[nodiscard]] bool set_the_same(const TimeSignature& a, const TimeSignature& b);
[[nodiscard]] bool set_the_same(const KeySignature& a, const KeySignature& b);

// Without those that set what holds already; sorted by onset, as given. A time signature that is
// repeated inside a bar stays: it begins a bar.
[[nodiscard]] std::vector<TempoChange> without_repeats(std::vector<TempoChange> changes);
[[nodiscard]] std::vector<TimeSignature> without_repeats(std::vector<TimeSignature> changes);
[[nodiscard]] std::vector<KeySignature> without_repeats(std::vector<KeySignature> changes);

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
