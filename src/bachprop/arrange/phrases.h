// Where a line can be taken apart.
#pragma once

#include <cstddef>
#include <vector>

#include "bachprop/score/score.h"

namespace bachprop {

// Notes begin .. end - 1 of a line.
struct Phrase {
  std::size_t begin = 0;
  std::size_t end = 0;

  friend bool operator==(const Phrase&, const Phrase&) = default;
};

// The phrases of a line, which is sorted by onset. Each ends at a rest, or after a note at least
// twice as long as the line's median note.
[[nodiscard]] std::vector<Phrase> phrases_of(const std::vector<Note>& line);

}  // namespace bachprop
