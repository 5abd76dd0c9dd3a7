// The results of networks that were trained under equal conditions, for people and for scripts.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "bachprop/base/numbers.h"
#include "bachprop/evaluate/novelty.h"
#include "bachprop/render/report_page.h"
#include "bachprop/report/terminal_text.h"
#include "bachprop/train/training_record.h"

namespace bachprop {

enum class EqualIn { kParameters, kTime };

// Several pieces, each by itself.
struct NoveltyOfPieces {
  std::int64_t pieces = 0;
  std::int64_t patterns = 0;      // of `pattern_length` notes, each place counted
  std::int64_t own_patterns = 0;  // of these, how many stand in no known piece
  int longest_copy = 0;           // notes; that of any piece
  double mean_longest_copy = 0;   // notes

  [[nodiscard]] double own_share() const { return as_double(own_patterns) / as_double(patterns); }
  friend bool operator==(const NoveltyOfPieces&, const NoveltyOfPieces&) = default;
};
// `pattern_length` 1 .. kLongestPattern.
[[nodiscard]] NoveltyOfPieces novelty_of(const KnownPatterns& known,
                                         const std::vector<std::vector<Note>>& pieces,
                                         int pattern_length);

struct ComparedNetwork {
  std::string name;
  std::string preset;
  // Neither the size of the others nor their preset: to be read beside them, not as one of them.
  bool beside = false;
  std::int64_t parameters = 0;
  std::int64_t steps = 0;  // done
  double seconds = 0;      // of training, validation included
  // When each epoch and its validation were done, in seconds of training.
  std::vector<double> seconds_at = {};
  TrainerStatus status = TrainerStatus::kRunning;  // kRunning: stopped, or out of time
  bool interrupted = false;
  TrainingRecord record = {};  // at least one epoch
  std::optional<NoveltyOfPieces> novelty = {};
};

struct NetworkComparison {
  EqualIn equal = EqualIn::kParameters;
  std::int64_t reference_parameters = 0;  // equal parameters: those of the paper's network
  double seconds_each = 0;                // equal time
  int threads = 1;
  std::uint64_t seed = 1;
  std::size_t training_pieces = 0;
  std::int64_t training_notes = 0;
  std::size_t validation_pieces = 0;
  std::int64_t validation_notes = 0;
  int composed_pieces = 0;  // by each network, for its novelty; 0: none
  int pattern_length = 0;   // notes
  std::optional<NoveltyOfPieces> validation_novelty = {};
  std::vector<ComparedNetwork> networks = {};
  bool interrupted = false;  // before all was done
};

// Its tables in at most `width` columns.
[[nodiscard]] std::string network_comparison_text(const NetworkComparison& comparison,
                                                  std::size_t width = kAnyWidth);
[[nodiscard]] nlohmann::ordered_json network_comparison_json(const NetworkComparison& comparison);
// With curves of the loss against seconds and against epochs.
[[nodiscard]] Report network_comparison_page(const NetworkComparison& comparison);

}  // namespace bachprop
