// Lines moved by octaves into the range of an instrument.
#pragma once

#include <vector>

#include "bachprop/arrange/arrangement.h"
#include "bachprop/score/score.h"

namespace bachprop {

// Notes in a row that were moved alike.
struct OctaveMove {
  Quarters onset;
  int notes = 0;
  int octaves = 0;     // up; down is negative, never 0
  bool whole = false;  // all notes of the line

  friend bool operator==(const OctaveMove&, const OctaveMove&) = default;
};

struct MovedLine {
  std::vector<Note> notes;  // sorted by onset, then pitch
  std::vector<OctaveMove> moves = {};
  // Left out because a move took them to a pitch that the line sounds already.
  std::vector<Note> met = {};
};

// Moves every note into the instrument's range, which is at least an octave wide, by the cheapest
// way to move notes by octaves. It costs:
//
//     2    for each octave of each note that moves.
//     1    for each note that is not easy.
//     4    for each note on the wrong side of the line above or below.
//     30   for each octave between the move of a note and that of the next, where a phrase ends
//          (phrases_of).
//     50   for the same inside of a phrase, and 3 for each semitone by which their interval widens.
//
// Among equally cheap ways it is the one that moves the earliest notes least, upwards before
// downwards. So a line far away moves as a whole, and a phrase as a phrase. Where a phrase has no
// room it breaks where it leaps the other way.
[[nodiscard]] MovedLine move_into_range(const std::vector<Note>& line, const Instrument& instrument,
                                        const std::vector<Note>& above,
                                        const std::vector<Note>& below);

}  // namespace bachprop
