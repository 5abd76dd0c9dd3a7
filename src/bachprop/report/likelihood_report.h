// How well a model predicts files, for people and for scripts.
#pragma once

#include <cstddef>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "bachprop/evaluate/likelihood.h"
#include "bachprop/report/terminal_text.h"

namespace bachprop {

// A file and what became of it: an error, or a likelihood.
struct ScoredFile {
  std::string name = {};
  std::string error = {};  // empty: scored
  Likelihood likelihood = {};
};

struct ScoredFiles {
  std::string model_name = {};
  std::string model_sha256 = {};
  std::vector<ScoredFile> files = {};  // by name
  Likelihood total = {};
  std::size_t scored = 0;
  bool stopped = false;  // before all were scored
};

// A table of the files that were scored, in at most `width` columns.
[[nodiscard]] std::string likelihood_text(const ScoredFiles& scored, std::size_t width = kAnyWidth);
[[nodiscard]] nlohmann::ordered_json likelihood_json(const ScoredFiles& scored);

}  // namespace bachprop
