// Training on a published benchmark: what `bachprop benchmark` does.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "bachprop/base/result.h"
#include "bachprop/report/benchmark_report.h"
#include "bachprop/run/learning.h"

namespace bachprop {

class Trainer;

struct PublishedRequest {
  std::string set = {};               // the name of a benchmark, or a JSON file of piano rolls
  std::string frame = {};             // of a file: how long a frame is in quarters, "1/4"
  std::filesystem::path data = {};    // folder of the published data; empty: $BACHPROP_CORPORA
  std::filesystem::path output = {};  // the model; empty: it is not kept
  bool force = false;                 // a file that stands there is replaced
  TrainOptions options = {};
  int threads = 1;
};

// What a benchmark tells, in the order of the calls. All may be empty.
struct PublishedWatch : LearningWatch {
  // What was changed in the rolls of a file, a sentence each.
  std::function<void(const std::filesystem::path& file, const std::vector<std::string>& changes)>
      changes = {};
  std::function<void(const Trainer&)> begins = {};
};

struct PublishedOutcome {
  TrainerStatus status = TrainerStatus::kRunning;  // kRunning: stopped on request
  std::int64_t training_notes = 0;
  bool stopped = false;  // on request, while it trained or measured
  // Nothing: no epoch was done, or it was stopped while it measured.
  std::optional<ComparisonReport> report = {};
};

// Trains on the part "train", keeps the epoch that is best on "valid", and measures both "valid"
// and "test". A stop while it trains leaves the epochs so far to be measured.
[[nodiscard]] Result<PublishedOutcome> run_published_benchmark(const PublishedRequest& request,
                                                               const PublishedWatch& watch = {});

}  // namespace bachprop
