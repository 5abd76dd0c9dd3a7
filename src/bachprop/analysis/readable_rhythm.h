// Times that can be read, for what was played instead of written.
#pragma once

#include <optional>
#include <string_view>

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

// Whether somebody may have written these times: each is a multiple of 1/48 of a quarter, or a
// fifth or seventh of a simple value.
[[nodiscard]] bool is_written_rhythm(const Score& score);

// The same, and at most an eighth of the notes begin off both the 32nds and the triplets of
// sixteenths. Scores of nothing but 64ths are readable, too. Times that a network has learnt from
// recordings are multiples of 1/48, but nobody has written them.
[[nodiscard]] bool is_readable_rhythm(const Score& score);

// The grid that notes are moved to.
struct RhythmGrid {
  int value = 16;  // the shortest note: 4, 8, 16, 32 or 64, as in 1/16
  // Where they lie clearly nearer, triplets that are three to the time of four such notes: of
  // eighths for 16. A value of 4 has none.
  bool triplets = true;

  friend bool operator==(const RhythmGrid&, const RhythmGrid&) = default;
};

// "16", "1/16": sixteenths; "16t", "1/16t": sixteenths and triplets of eighths. Nothing for other
// words.
[[nodiscard]] std::optional<RhythmGrid> rhythm_grid_named(std::string_view name);

// Sorted by onset, pitch and voice, in no voice two notes of one pitch at once. The longer of two
// that begin together stays, and an earlier one ends where the next begins. Times stay. Gives
// Unisons::kPerVoice.
[[nodiscard]] Score put_in_order(Score score);

// The beginnings and ends of notes are moved to the grid. In each quarter of the piece that is
// straight notes or triplets, as lies nearer to the onsets in it. A note keeps a length. Takes and
// gives Unisons::kPerVoice.
[[nodiscard]] ReadableRhythm make_readable(const Score& score, const RhythmGrid& grid = {});

// Moves the beginnings and ends of notes to the nearest 64th or 32nd triplet. Takes and gives
// Unisons::kPerVoice.
[[nodiscard]] ReadableRhythm round_times(const Score& score);

}  // namespace bachprop
