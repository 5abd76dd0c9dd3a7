// What an evaluation found, with the pieces that it looked at.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "bachprop/evaluate/evaluation.h"

namespace bachprop {

struct EvaluationReport {
  PieceSet corpus;
  std::vector<PieceSet> sets;  // as evaluated: the generated ones, then the unseen human one if any
  std::size_t generated = 1;   // so many of the sets; the first is what the verdict is about
  Evaluation figures;
  std::string how_held_out;                // may be empty
  std::vector<std::string> warnings = {};  // a sentence each, among the conditions
  std::uint64_t seed = 1;

  [[nodiscard]] bool has_unseen() const { return sets.size() > generated; }
};

}  // namespace bachprop
