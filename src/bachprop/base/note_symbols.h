// A note as three numbers: where the music and the engine meet.
#pragma once

namespace bachprop {

// Symbols are indices into the dictionaries of dT, T and P. The engine knows only how many there
// are of each; what they stand for is the corpus's business.
struct NoteSymbols {
  int dt = 0;
  int duration = 0;
  int pitch = 0;

  friend bool operator==(const NoteSymbols&, const NoteSymbols&) = default;
};

}  // namespace bachprop
