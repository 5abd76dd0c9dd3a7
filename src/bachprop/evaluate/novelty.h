// How much of a piece is its own, and how much stands in the pieces that a network learnt from.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "bachprop/base/note_symbols.h"

namespace bachprop {

// A pattern of k notes is T of the first, then of each further note its interval from the note
// before, its dT and its T. Where a passage begins does not enter, nor its key: a transposed copy
// is a copy.
struct Novelty {
  std::int64_t patterns = 0;      // of k notes in the piece, each place counted
  std::int64_t own_patterns = 0;  // of these, how many stand in no known piece
  int longest_copy = 0;           // notes in a row that stand in one known piece too; 0 or >= 2

  // 0: all copied, 1: nothing; not a number when the piece has fewer than k notes.
  [[nodiscard]] double share() const {
    return static_cast<double>(own_patterns) / static_cast<double>(patterns);
  }
  // Of several pieces together: places are added up, the longest copy is that of any.
  Novelty& operator+=(const Novelty& other);
  friend bool operator==(const Novelty&, const Novelty&) = default;
};

// All patterns, of every length, of the pieces it was given: a suffix automaton (Blumer et al.
// 1985) over the steps from note to note. What it finds is exact, no hash stands for a pattern.
// Memory and time to build grow linearly with the notes, at some 100 bytes each; the time also with
// the logarithm of the number of different steps.
class PatternIndex {
 public:
  PatternIndex();

  // A known piece: symbols without START/END. All pieces must be of the same dictionaries.
  void add(std::span<const NoteSymbols> piece);

  // Of a piece of the same dictionaries; `pattern_length` k >= 2. Time linear in its notes.
  [[nodiscard]] Novelty novelty(std::span<const NoteSymbols> piece, int pattern_length) const;

 private:
  // A step to a note from the one before: all that tells it from other steps.
  using Step = std::uint64_t;
  // The sequences of steps that end at the same places.
  struct State {
    int length = 0;  // of the longest of them
    int link = -1;   // the state of the longest end of it that stands at more places
    std::vector<std::pair<Step, int>> next = {};  // sorted by step
  };

  [[nodiscard]] static Step step_between(const NoteSymbols& from, const NoteSymbols& to);
  [[nodiscard]] int next(int state, Step step) const;
  void set_next(int state, Step step, int target);
  // Changes the transitions by `step` to `from`, of `state` and those it links to, to `target`.
  void redirect(int state, Step step, int from, int target);
  void append(Step step);

  std::vector<State> states_;
  int last_ = 0;  // the state of all that was added
};

}  // namespace bachprop
