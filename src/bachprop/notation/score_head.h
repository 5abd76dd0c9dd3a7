// The bars, keys and tempos of a score on paper, and its title.
#pragma once

#include <string>
#include <vector>

#include "bachprop/base/quarters.h"
#include "bachprop/score/score.h"

namespace bachprop {

// The things that the paper shows beside the notes.
struct ScoreHead {
  std::string title = {};
  std::string composer = {};
  // The bars: each signature begins one. Sorted by onset, the first at 0.
  std::vector<TimeSignature> time_signatures = {};
  Quarters start = {};   // of the first bar: before it nothing sounds
  Quarters pickup = {};  // the length of the first bar, 0: a full one
  Quarters end = {};     // the bars go on until here at least, whatever the arrangement leaves out
  std::vector<KeySignature> key_signatures = {};  // sorted by onset, the first at 0
  std::vector<TempoChange> tempos = {};
};

}  // namespace bachprop
