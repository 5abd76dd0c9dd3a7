// Tempos, metres and keys as the tracks of a file state them, and what holds for all of them; a
// part of read_score.
#pragma once

#include <cstddef>
#include <vector>

#include "bachprop/score/score.h"

namespace bachprop {

// What one track states.
template <typename Change>
struct Stated {
  Change change;
  std::size_t track = 0;
};

// What holds, sorted by onset and without repeats. `stated` comes track by track, each in its
// order. Of what one track states at one onset the last counts; of what several state there that of
// most tracks, or, of equally many, that of the first.
//
// Tracks of transposing instruments state their own key. So a key is no change where every track
// that states one there states again what it stated before, nor where it is stated without the
// first track that states keys at all, and by less than half of those that do.
[[nodiscard]] std::vector<TempoChange> changes_of_all(std::vector<Stated<TempoChange>> stated);
[[nodiscard]] std::vector<TimeSignature> changes_of_all(std::vector<Stated<TimeSignature>> stated);
[[nodiscard]] std::vector<KeySignature> changes_of_all(std::vector<Stated<KeySignature>> stated);

}  // namespace bachprop
