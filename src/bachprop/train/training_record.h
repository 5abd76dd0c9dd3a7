// The course of a training: part of the model, and the source of its curves.
#pragma once

#include <array>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "bachprop/base/enum_names.h"
#include "bachprop/base/result.h"
#include "bachprop/model/unrolled_network.h"
#include "bachprop/train/train_options.h"

namespace bachprop {

// Means over the notes of one part, START/END included.
struct FeatureMeans {
  std::array<double, kFeatures> nats = {};      // dT, T, P
  std::array<double, kFeatures> accuracy = {};  // dT, T, P

  [[nodiscard]] double sum() const { return nats[0] + nats[1] + nats[2]; }
  friend bool operator==(const FeatureMeans&, const FeatureMeans&) = default;
};

[[nodiscard]] FeatureMeans means_of(const CrossEntropies& sums);

struct EpochRecord {
  int epoch = 0;  // from 1
  double learning_rate = 0;
  // While the parameters changed, on transposed pieces.
  FeatureMeans training;
  // At the end of the epoch, untransposed; all 0 without validation pieces.
  FeatureMeans validation;

  friend bool operator==(const EpochRecord&, const EpochRecord&) = default;
};

// Where a training stands, and why it ended.
enum class TrainerStatus {
  kRunning,
  kAllEpochsDone,  // or all steps of the step plan
  kOutOfPatience,  // no better validation for options.patience epochs
  kTargetReached,  // validation is as good as options.target_loss
  kDiverged,       // the loss is no number any more; the best parameters are from before
};

enum class SplitPart { kTraining, kValidation, kUnused };

template <>
struct EnumNames<SplitPart> {
  static constexpr std::string_view kWhat = "part";
  static constexpr std::array<std::pair<SplitPart, std::string_view>, 3> kNames = {
      {{SplitPart::kTraining, "train"},
       {SplitPart::kValidation, "valid"},
       {SplitPart::kUnused, "unused"}}};
};

// A piece of the corpus, and the part of the split that it is in.
struct SplitPiece {
  std::string name;
  std::string sha256;
  SplitPart part = SplitPart::kTraining;

  friend bool operator==(const SplitPiece&, const SplitPiece&) = default;
};

// The model that a training went on from.
struct ParentModel {
  std::string name;     // of its file, or of the bundled style
  std::string sha256;   // of its file's bytes
  std::string licence;  // of what it learnt from, and so of its heirs; empty: not stated

  friend bool operator==(const ParentModel&, const ParentModel&) = default;
};

struct TrainingRecord {
  TrainOptions options;
  std::optional<ParentModel> parent = {};
  std::vector<SplitPiece> pieces;
  std::vector<EpochRecord> epochs;
  int best_epoch = 0;  // from 1; 0: none yet

  friend bool operator==(const TrainingRecord&, const TrainingRecord&) = default;
};

[[nodiscard]] nlohmann::json to_json(const EpochRecord& record);
[[nodiscard]] nlohmann::json to_json(const TrainingRecord& record);
[[nodiscard]] Result<TrainingRecord> training_record_from_json(const nlohmann::json& json,
                                                               const std::string& where);

}  // namespace bachprop
