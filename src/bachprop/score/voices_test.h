// Little pieces for tests of voices and their craft.
#pragma once

#include <algorithm>
#include <initializer_list>
#include <utility>
#include <vector>

#include "bachprop/score/score.h"

namespace bachprop {

// A pitch that is no note: the voice rests.
constexpr int kRest = -1;

inline Score sorted(Score score) {
  std::ranges::sort(score.notes, {}, [](const Note& n) { return std::pair(n.onset, n.pitch); });
  return score;
}

inline Score as_score(std::vector<Note> notes) {
  Score score;
  score.notes = std::move(notes);
  return sorted(score);
}

// Chords of a quarter each; pitches in any order.
inline Score chorale(std::initializer_list<std::vector<int>> chords) {
  Score score;
  Quarters onset = 0;
  for (const std::vector<int>& chord : chords) {
    for (const int pitch : chord) {
      if (pitch != kRest) {
        score.notes.push_back({onset, 1, pitch});
      }
    }
    onset += 1;
  }
  return sorted(score);
}

}  // namespace bachprop
