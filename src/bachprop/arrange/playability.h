// How well the lines of an arrangement can be sung and played.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "bachprop/analysis/bar_numbers.h"
#include "bachprop/arrange/arrangement.h"
#include "bachprop/score/score.h"

namespace bachprop {

// Something at one place.
struct HardPlace {
  Quarters onset;
  int semitones = 0;  // of a leap, up or down

  friend bool operator==(const HardPlace&, const HardPlace&) = default;
};

// The figures of one part. A line is what one voice of a staff sounds, the highest notes of its
// chords. Two notes of a line follow each other where no rest lies between.
struct Playability {
  int notes = 0;
  int lowest = 0;  // pitches; 0 without notes
  int highest = 0;
  int not_easy = 0;                         // notes outside the instrument's easy range
  std::vector<HardPlace> wide_leaps = {};   // more than an octave
  std::vector<HardPlace> hard_chords = {};  // that a bowed string instrument cannot bow at once
  int divided = 0;                          // chords of singers, who divide
  int moves = 0;                            // to another pitch, in a line
  int steps = 0;                            // of these, those of one or two semitones
  double shortest_note = 0;                 // seconds; 0 without notes
  double fastest_repetition = 0;            // seconds from a note to its repetition; 0: none
  double longest_phrase = 0;                // seconds; phrases are those of phrases_of
  Quarters longest_phrase_at = {};          // its onset

  friend bool operator==(const Playability&, const Playability&) = default;
};

// `part` is an index into the parts. Tempos are sorted by onset; before the first, and without any,
// 120 quarters a minute.
[[nodiscard]] Playability playability(const Arrangement& arrangement, std::size_t part,
                                      const std::vector<TempoChange>& tempos);

// The places that a player should look at first, in words: "Viola: 2 leaps of more than an octave,
// from bar 7".
[[nodiscard]] std::vector<std::string> hard_places(const Playability& found,
                                                   const Instrument& instrument,
                                                   const BarNumbers& bars);

}  // namespace bachprop
