// Keeps a piece within the registers of its corpus while it is written.
#pragma once

#include <span>
#include <vector>

#include "bachprop/corpus/corpus_profile.h"

namespace bachprop {

// A piece stands in any register while it is written, and is moved when it is finished
// (corpus_key.h). Where to follows from its chords so far: by as much as leaves the fewest of their
// notes outside of the compass of their line. A pitch that could only lie below the lowest or above
// the highest line then is not offered.
class RegisterGuard {
 public:
  // Pitches are symbols, of which 0 stands for `lowest_pitch`.
  RegisterGuard(const CorpusProfile& profile, int lowest_pitch, int pitches);

  // The pitches that are not offered.
  [[nodiscard]] const std::vector<int>& not_offered() const { return not_offered_; }

  // A note is struck.
  void strike(int pitch) { struck_.push_back(pitch); }
  // Time goes on: the chord is complete. `sounding` are all pitches that sound in it.
  void end_chord(std::span<const int> sounding);

 private:
  // A way to move the piece.
  struct Shift {
    int semitones = 0;
    int outside = 0;  // so many notes would be
  };

  void judge_chord(std::span<const int> sounding);
  void forbid();

  CorpusProfile profile_;
  int lowest_pitch_;
  int pitches_;
  int notes_ = 0;
  std::vector<Shift> shifts_;  // that keep all notes so far between the lowest and the highest line
  std::vector<int> struck_;    // in this chord
  std::vector<int> not_offered_;
};

}  // namespace bachprop
