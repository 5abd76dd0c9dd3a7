// For tests that need any notes.
#pragma once

#include <vector>

#include "bachprop/base/note_symbols.h"
#include "bachprop/base/numbers.h"
#include "bachprop/base/random.h"

namespace bachprop {

// Three symbols of dT, three of T. Pitches stay away from the ends of 25, so that the notes can be
// moved.
inline std::vector<NoteSymbols> random_notes(int count, Random& random) {
  std::vector<NoteSymbols> notes;
  for (int i = 0; i < count; ++i) {
    notes.push_back(
        {as_int(random.below(3)), as_int(random.below(3)), as_int(6 + random.below(12))});
  }
  return notes;
}

}  // namespace bachprop
