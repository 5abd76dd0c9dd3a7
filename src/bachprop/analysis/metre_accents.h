// The accents that speak for a strong beat at each sixteenth of a piece.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "bachprop/base/numbers.h"
#include "bachprop/base/quarters.h"
#include "bachprop/score/score.h"

namespace bachprop {

// A slot is a short stretch of time of a given length, counted from 0. A note begins in the slot
// whose beginning lies nearest. It is on the grid when that is at most a quarter of a slot off.
// Triplets are not; they sound, but accent nothing.
enum class Accent {
  kDuration,     // of all notes that begin here
  kBass,         // the lowest note that sounds begins here
  kHarmony,      // how much the pitch classes of the four slots before differ from the four after
  kWait,         // until the next note begins
  kTopDuration,  // of the highest note that sounds, if it begins here
  kHeld,         // notes that began before and still sound
};
constexpr int kAccents = 6;

struct AccentGrid {
  // The slot of the first note, which is entry 0 of every list.
  std::int64_t first_slot = 0;
  // For each accent, one number a slot until the end of the last note.
  std::array<std::vector<std::int32_t>, kAccents> accents;
  int last_onset = 0;  // the entry where the last note on the grid begins
  int onsets = 0;      // entries in which a note on the grid begins
  int notes_on_grid = 0;

  [[nodiscard]] int size() const { return as_int(accents[0].size()); }
};

// Longer durations and waits count as this many slots.
constexpr int kLongestAccent = 16;
// Slots beyond so many after the first note are ignored.
constexpr int kMostSlots = 1 << 16;

// Slots of length `slot` > 0. Empty lists for a score without notes. Time is proportional to the
// slots and the notes.
[[nodiscard]] AccentGrid accents_of(const Score& score, const Quarters& slot);

}  // namespace bachprop
