// The course of a training: part of the model, and the source of its curves.
#pragma once

#include <array>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "bachprop/base/result.h"
#include "bachprop/model/unrolled_network.h"
#include "bachprop/train/train_options.h"

namespace bachprop {

// Means over the notes of one part, START/END included.
struct Score3 {
  std::array<double, kFeatures> nats = {};      // dT, T, P
  std::array<double, kFeatures> accuracy = {};  // dT, T, P

  [[nodiscard]] double sum() const { return nats[0] + nats[1] + nats[2]; }
  friend bool operator==(const Score3&, const Score3&) = default;
};

[[nodiscard]] Score3 means_of(const CrossEntropies& sums);

struct EpochRecord {
  int epoch = 0;  // from 1
  double learning_rate = 0;
  Score3 training;    // while the parameters changed, on transposed pieces
  Score3 validation;  // at the end of the epoch, untransposed; all 0 without validation pieces

  friend bool operator==(const EpochRecord&, const EpochRecord&) = default;
};

enum class SplitPart { kTraining, kValidation, kUnused };

struct PieceRecord {
  std::string name;
  std::string sha256;
  SplitPart part = SplitPart::kTraining;

  friend bool operator==(const PieceRecord&, const PieceRecord&) = default;
};

struct TrainingRecord {
  TrainOptions options;
  std::vector<PieceRecord> pieces;
  std::vector<EpochRecord> epochs;
  int best_epoch = 0;  // from 1; 0: none yet

  friend bool operator==(const TrainingRecord&, const TrainingRecord&) = default;
};

[[nodiscard]] nlohmann::json to_json(const EpochRecord& record);
[[nodiscard]] nlohmann::json to_json(const TrainingRecord& record);
[[nodiscard]] Result<TrainingRecord> training_record_from_json(const nlohmann::json& json,
                                                               const std::string& where);

}  // namespace bachprop
