// All patterns of many pieces, of every length, and where they stand.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <unordered_map>
#include <utility>
#include <vector>

#include "bachprop/base/numbers.h"
#include "bachprop/copies/note_patterns.h"

namespace bachprop {

// Where a step stands: from note `step` to note `step` + 1 of a piece, counted from 0.
struct StepPlace {
  int piece = -1;  // -1: nowhere
  int step = -1;

  friend bool operator==(const StepPlace&, const StepPlace&) = default;
  // Earlier in the order of the pieces.
  friend bool operator<(const StepPlace& a, const StepPlace& b) {
    return a.piece != b.piece ? a.piece < b.piece : a.step < b.step;
  }
};

// The longest end of some steps that stands in a row in a known piece.
struct PatternMatch {
  int steps = 0;     // 0: not even the last one does
  StepPlace last{};  // of the earliest such place (in the order of the pieces): its last step
};

// A suffix automaton over the steps of the pieces one after another. (Blumer et al. 1985, "The
// smallest automaton recognizing the subwords of a text".) Its findings are exact as long as the
// steps are. Time and memory to build grow linearly with the notes, at some 60 to 100 bytes each. A
// look-up takes time in proportion to its steps, times the logarithm of the number of different
// steps that may follow.
class PatternIndex {
 public:
  PatternIndex();

  // The next piece, numbered from 0.
  void add(std::span<const PatternStep> piece);
  // The same step by step. Steps given so far can be looked up with advance().
  void append(PatternStep step);
  void end_piece();
  // Once, after the last piece and before anything is looked up.
  void finish();

  // Steps looked up one after another.
  class Cursor {
   public:
    // The steps so far that stand in a row in a known piece, from the last backwards.
    [[nodiscard]] int steps() const { return steps_; }

   private:
    friend class PatternIndex;
    int state_ = 0;
    int steps_ = 0;
  };
  void advance(Cursor& cursor, PatternStep step) const { advance(cursor, step, kNoPiece); }

  // For each step of a piece how much of what ends there is known. With `except` a passage counts
  // only if it stands in another piece than that one too: of a known piece, what it shares with
  // others.
  static constexpr int kNoPiece = -1;
  [[nodiscard]] std::vector<PatternMatch> matches(std::span<const PatternStep> piece,
                                                  int except = kNoPiece) const;

 private:
  using StepNumber = std::uint32_t;
  static constexpr StepNumber kNoStep = ~StepNumber{0};
  static constexpr StepNumber kManySteps = kNoStep - 1;
  using Transition = std::pair<StepNumber, int>;  // the state that a step leads to

  // The sequences of steps that end at the same places. Nearly all have one transition, by `step`
  // to the state `target`; where there are more, `step` is kManySteps and all stand in
  // branches_[target], sorted. Aligned so that a look at a state is one at a single cache line.
  struct alignas(32) State {
    int length = 0;  // of the longest of them
    int link = -1;   // the state of the longest end of it that stands at more places
    StepNumber step = kNoStep;
    int target = -1;
    // The earliest place where they end, and the earliest of those in another piece than that.
    std::array<StepPlace, 2> places = {};
  };

  [[nodiscard]] State& at(int state) { return states_[as_index(state)]; }
  [[nodiscard]] const State& at(int state) const { return states_[as_index(state)]; }
  [[nodiscard]] int next(int state, StepNumber step) const;
  void set_next(int state, StepNumber step, int target);
  // Changes the transitions by `step` to `from`, of `state` and those it links to, to `target`.
  void redirect(int state, StepNumber step, int from, int target);
  // A state for the sequences of `target` up to `length` steps, which end at more places than its
  // longest.
  int split(int target, int length);
  void extend(StepNumber step);
  void advance(Cursor& cursor, PatternStep step, int except) const;
  [[nodiscard]] bool stands_elsewhere(int state, int except) const;

  std::unordered_map<PatternStep, StepNumber> numbers_;
  std::vector<State> states_;
  std::vector<std::vector<Transition>> branches_;
  int last_ = 0;                               // the state of all that was added
  StepPlace place_ = {.piece = 0, .step = 0};  // of the step to come
  bool finished_ = false;
};

}  // namespace bachprop
