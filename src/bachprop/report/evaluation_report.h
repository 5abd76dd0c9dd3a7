// The result of an evaluation: for people in a few sentences, in text and on a page, for scripts in
// JSON.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "bachprop/evaluate/evaluation.h"
#include "bachprop/render/report_page.h"
#include "bachprop/report/terminal_text.h"

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

// A sentence each on originality, on intervals and rhythm, on diversity, and on part-writing and
// endings where there is something to measure. The last names in what the pieces are clearly worse
// than human music, the clearest first.
[[nodiscard]] std::vector<std::string> verdict(const EvaluationReport& report);

// Its tables in at most `width` columns; its sentences are one line each.
[[nodiscard]] std::string evaluation_text(const EvaluationReport& report,
                                          std::size_t width = kAnyWidth);
[[nodiscard]] nlohmann::ordered_json evaluation_json(const EvaluationReport& report);
[[nodiscard]] Report evaluation_page(const EvaluationReport& report);

// "bar 12, beat 3": bars from 1; beats are quarters, from 1.
[[nodiscard]] std::string place_text(const Score& score, std::size_t note);

}  // namespace bachprop
