// Notes, bar by bar, as they stand on paper.
#pragma once

#include "bachprop/arrange/arrangement.h"
#include "bachprop/base/result.h"
#include "bachprop/notation/notated_score.h"
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

// Every note of the arrangement, at exactly its time. Notes of a voice that sound at once and do
// not begin and end together are tied chords. Each voice of a staff must keep to what PlacedNote
// promises. The error names a time that no written value expresses.
[[nodiscard]] Result<NotatedScore> notate(const Arrangement& arrangement, const ScoreHead& head);

}  // namespace bachprop
