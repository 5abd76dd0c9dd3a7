// What an evaluation comes to: for people in three sentences, in text and on a page, for scripts in
// JSON.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "bachprop/evaluate/evaluation.h"
#include "bachprop/render/report_page.h"

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

// Originality, intervals and rhythm, diversity and craft: three sentences.
[[nodiscard]] std::vector<std::string> verdict(const EvaluationReport& report);

[[nodiscard]] std::string evaluation_text(const EvaluationReport& report);
[[nodiscard]] nlohmann::ordered_json evaluation_json(const EvaluationReport& report);
[[nodiscard]] Report evaluation_page(const EvaluationReport& report);

// "bar 12, beat 3": bars from 1; beats are quarters, from 1.
[[nodiscard]] std::string place_text(const Score& score, std::size_t note);

}  // namespace bachprop
