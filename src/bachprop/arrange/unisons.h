// Notes of one pitch that several voices sound at once.
#pragma once

#include <vector>

#include "bachprop/score/score.h"

namespace bachprop {

// The notes that one player strikes, and a listener hears. Notes of one pitch that begin together
// are one, as long as the longest. A note ends where the next of its pitch begins, and that one
// lasts as long as both. Sorted by onset, then pitch.
[[nodiscard]] std::vector<Note> without_unisons(std::vector<Note> notes);

// The score with such notes. One of several voices has the first of theirs.
[[nodiscard]] Score without_unisons(Score score);

}  // namespace bachprop
