// New pieces, and how far a run that composes them has come.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "bachprop/base/note_symbols.h"
#include "bachprop/corpus/metre.h"
#include "bachprop/score/score.h"

namespace bachprop {

// Natural logarithms of probabilities.
struct LogLikelihood {
  double dt = 0;
  double duration = 0;  // given dT
  double pitch = 0;     // given dT and T

  [[nodiscard]] double sum() const { return dt + duration + pitch; }
  friend bool operator==(const LogLikelihood&, const LogLikelihood&) = default;
};

// How a piece was chosen among several that were composed for its place.
struct Selection {
  int candidate = 0;                // the number that it draws from
  double score = 0;                 // the less the better
  std::vector<double> scores = {};  // of all candidates, the best first
  // What the score is made of, and what is wrong with the piece all the same, in words.
  std::vector<std::pair<std::string, double>> parts = {};
  std::vector<std::string> faults = {};
};

struct ComposedPiece {
  int number = 0;  // from 1
  // As the network wrote them, without START/END; prime_notes of them were given.
  std::vector<NoteSymbols> symbols;
  Metre metre = {};  // that the network was shown
  int prime_notes = 0;
  bool ended = false;  // the network wrote START/END
  int beginnings = 1;  // so many times it was begun until it came to an ending (EndingPlan)
  // By so many semitones the finished piece was moved (ModelSetting::profile).
  int transposed = 0;
  // The symbols as a score in the frame, moved, with a title.
  Score score;
  // The log-likelihood of all that the network chose, the final START/END included, under its own
  // distribution. Temperature, top-k, top-p and what was not offered do not enter. START/END counts
  // for all three features, also when an earlier one of the three ended the piece.
  LogLikelihood log_likelihood;
  // The network's log-odds of START/END before each note that it chose, where the setting asks for
  // them.
  std::vector<double> end_log_odds = {};
  // Notes that the network chose, plus 1 for START/END if ended: what to divide the sum by.
  int events = 0;
  std::optional<Selection> selection = {};  // nothing: there were no others
};

// Looks at a piece as soon as it is finished, in the thread that composed it: several at once.
using WatchPiece = std::function<void(const ComposedPiece&)>;

struct ComposeProgress {
  int pieces = 0;          // finished
  std::int64_t notes = 0;  // chosen in all
};

}  // namespace bachprop
