// Tempos, metres and keys as the tracks of a file state them, and what holds for all of them; a
// part of read_score.
#pragma once

#include <cstddef>
#include <vector>

#include "bachprop/score/score.h"

namespace bachprop {

// The statements of one track.
template <typename Change>
struct Stated {
  Change change;
  std::size_t track = 0;
};

// The changes that hold, sorted by onset and without repeats. `stated` comes track by track, each
// in its order. The last of one track's statements at one onset counts. Among several tracks' that
// of most counts, or, if equally many state each, that of the first.
//
// Tracks of transposing instruments state their own key. So a key is no change where every track
// that states one there states again what it stated before. Nor is it one if the first track that
// states keys at all does not state it, and less than half of those that do.
[[nodiscard]] std::vector<TempoChange> changes_of_all(std::vector<Stated<TempoChange>> stated);
[[nodiscard]] std::vector<TimeSignature> changes_of_all(std::vector<Stated<TimeSignature>> stated);
[[nodiscard]] std::vector<KeySignature> changes_of_all(std::vector<Stated<KeySignature>> stated);

}  // namespace bachprop
