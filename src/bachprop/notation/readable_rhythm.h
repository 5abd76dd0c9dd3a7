// Times that can be read, for what was played instead of written.
#pragma once

#include "bachprop/base/quarters.h"
#include "bachprop/score/score.h"

namespace bachprop {

struct ReadableRhythm {
  Score score;
  int notes_moved = 0;    // whose beginning or end is now elsewhere
  int notes_merged = 0;   // that came to share onset and pitch
  Quarters max_movement;  // of an onset

  friend bool operator==(const ReadableRhythm&, const ReadableRhythm&) = default;
};

// Whether every time of the notes is a multiple of 1/48 of a quarter, or a fifth or seventh of a
// simple value: what somebody may have written.
[[nodiscard]] bool is_written_rhythm(const Score& score);

// Each quarter of the piece is divided into four, or into three where that lies clearly nearer to
// what begins in it, and the beginnings and ends of notes are moved to these points. A note keeps a
// length. Takes and gives Unisons::kPerVoice.
[[nodiscard]] ReadableRhythm make_readable(const Score& score);

// Moves the beginnings and ends of notes to the nearest 64th or 32nd triplet. Takes and gives
// Unisons::kPerVoice.
[[nodiscard]] ReadableRhythm round_times(const Score& score);

}  // namespace bachprop
