// What is usual in a corpus, as far as features of a piece refer to it.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "bachprop/evaluate/craft.h"
#include "bachprop/evaluate/heard_music.h"
#include "bachprop/evaluate/turns.h"

namespace bachprop {

struct CorpusHabits {
  TurnCounts turns;
  int usual_notes = 0;  // so many sound at once for the longest time; 0: nothing is known
  // All but a thousandth of the notes of each outer line at each end.
  PitchRange top = {};
  PitchRange bottom = {};
};

// Counts what is usual, piece by piece. Parts of a corpus may be counted apart and put together.
class HabitCounter {
 public:
  void add(const HeardMusic& piece);
  void add(const HabitCounter& others);
  [[nodiscard]] CorpusHabits habits() const;

 private:
  using PitchCounts = std::array<std::int64_t, kHighestPitch + 1>;

  TurnCounts turns_;
  std::vector<double> time_of_;  // by how many notes sound
  PitchCounts top_ = {};
  PitchCounts bottom_ = {};
};

// The counts that a piece adds to the habits, for leaving it out.
[[nodiscard]] TurnCounts turns_of(const HeardMusic& piece);

}  // namespace bachprop
