// How good new pieces are: what `bachprop evaluate` does.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "bachprop/base/result.h"
#include "bachprop/evaluate/evaluation.h"
#include "bachprop/report/evaluation_report.h"
#include "bachprop/run/evaluated_pieces.h"
#include "bachprop/run/watch.h"

namespace bachprop {

struct EvaluationRequest : EvaluateInputs {
  std::filesystem::path output = {};  // a page; empty: none
  bool force = false;                 // a file that stands there is replaced
  EvaluationOptions options = {};
};

struct EvaluationWatch : Watch {
  // Before it takes long: what was read, and what speaks against taking the figures as they are.
  std::function<void(const EvaluatedPieces&)> read = {};
};

// The report looks at the pieces, which move with it.
struct EvaluationOutcome {
  EvaluatedPieces pieces = {};
  EvaluationReport report = {};

  EvaluationOutcome() = default;
  EvaluationOutcome(const EvaluationOutcome&) = delete;
  EvaluationOutcome& operator=(const EvaluationOutcome&) = delete;
  EvaluationOutcome(EvaluationOutcome&&) = default;
  EvaluationOutcome& operator=(EvaluationOutcome&&) = default;
  ~EvaluationOutcome() = default;
};

// Reads the pieces, measures them, and writes the page if one is wanted. evaluation_text
// and evaluation_json turn the report into words. It cannot be stopped.
[[nodiscard]] Result<EvaluationOutcome> evaluate_pieces(const EvaluationRequest& request,
                                                        const EvaluationWatch& watch = {});

}  // namespace bachprop
