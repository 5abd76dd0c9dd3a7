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

// Chords of four notes in phrases, each of which comes again in another key with a few notes
// changed, for the dictionaries of random_notes(). Pitches are 4 .. 19.
inline std::vector<NoteSymbols> random_phrases(int phrases, Random& random) {
  constexpr int kChords = 8;
  constexpr int kVoices = 4;
  const auto below = [&](std::uint64_t bound) { return as_int(random.below(bound)); };
  std::vector<NoteSymbols> notes;
  for (int phrase = 0; phrase < phrases; ++phrase) {
    std::vector<NoteSymbols> once;
    for (int chord = 0; chord < kChords; ++chord) {
      const int time = 1 + below(2);
      int pitch = 5 + below(4);
      for (int voice = 0; voice < kVoices; ++voice) {
        once.push_back({voice == 0 ? time : 0, below(4) == 0 ? 2 : time - 1, pitch});
        pitch += 2 + below(2);
      }
    }
    const int move = below(3) - 1;
    notes.insert(notes.end(), once.begin(), once.end());
    for (NoteSymbols note : once) {
      note.pitch += move + (below(20) == 0 ? 1 : 0);
      notes.push_back(note);
    }
  }
  return notes;
}

}  // namespace bachprop
