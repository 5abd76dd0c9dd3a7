// The result of a run of a published benchmark, for people and for scripts.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <utility>
#include <vector>

#include "bachprop/evaluate/frame_likelihood.h"
#include "bachprop/evaluate/published_benchmarks.h"
#include "bachprop/report/terminal_text.h"
#include "bachprop/train/training_record.h"

namespace bachprop {

struct ComparisonReport {
  std::string file;
  Quarters frame;
  FrameCounts train;
  FrameLikelihood valid;
  FrameLikelihood test;
  FrameAccount account;  // of the rolls that were read
  TrainingRecord record;
  double seconds = 0;                             // of training, validation included
  bool stopped = false;                           // before training was done
  const PublishedBenchmark* published = nullptr;  // none: a file of the user's own
};

// The facts that must be known to compare the figures with others: a heading and a sentence each.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> comparability(
    const ComparisonReport& report);

// Its table in at most `width` columns.
[[nodiscard]] std::string comparison_text(const ComparisonReport& report,
                                          std::size_t width = kAnyWidth);
[[nodiscard]] nlohmann::ordered_json comparison_json(const ComparisonReport& report);

}  // namespace bachprop
