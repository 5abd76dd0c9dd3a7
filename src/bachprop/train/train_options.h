// How a network is trained.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "bachprop/base/result.h"
#include "bachprop/context/context_kind.h"
#include "bachprop/model/unrolled_network.h"
#include "bachprop/nn/cell.h"
#include "bachprop/nn/product.h"

namespace bachprop {

enum class Schedule {
  kConstant,
  kCosine,  // from the learning rate at the first step to 0 at the last, along half a cosine
};

// How the training pieces are moved inside the pitch dictionary, in each epoch.
enum class Transposition {
  kRandom,  // each piece once, by a random number of semitones
  kAll,     // each piece in every key that fits
  kNone,    // each piece once, in its own key
};

struct TrainOptions {
  int layers = 3;
  int hidden = 128;  // units a layer
  Cell cell = Cell::kGru;
  // What the network sees of the past beside the last note.
  ContextKind context = ContextKind::kNone;
  int readout_hidden = 0;  // hidden units of each readout; 0: as many as symbols
  double dropout = 0;      // share of units left out while learning
  double weight_decay = 0;
  double average_decay = 0;  // of the average of parameters that is kept; 0: the last ones
  // Times that every training piece is read; 0: as many as give about `steps` steps.
  int epochs = 0;
  int steps = 8000;
  // Pieces side by side. Small corpora learn best from many small steps: raise it only for large
  // ones.
  int batch = 4;
  int truncation = 128;  // notes through which errors are propagated back
  double learning_rate = 2e-3;
  Schedule schedule = Schedule::kCosine;
  double clip_norm = 0.25;                     // the gradient is shortened to this length; 0: never
  LossWeights loss_weights = {0.1, 0.3, 0.6};  // of dT, T, P (the paper's)
  double validation_share = 0.1;               // of the pieces; at least one when there are two
  Transposition transpose = Transposition::kRandom;
  // Each training piece is read in one of its rhythm variants (corpus/augmentation.h), drawn anew
  // in each epoch. The set must have them: see with_rhythm_variants.
  bool rhythm_augmentation = false;
  // Of the matrix products; everything else is in single precision always.
  Precision precision = Precision::kFloat32;
  int patience = 30;  // epochs without a better validation after which training stops; 0: never
  // Training stops once the validation loss, nats a note in sum, is no higher; 0: never.
  double target_loss = 0;
  std::uint64_t seed = 1;

  friend bool operator==(const TrainOptions&, const TrainOptions&) = default;
};

// "fp32" or "bf16", as in options and files.
[[nodiscard]] std::string_view name_of(Precision precision);
[[nodiscard]] Result<Precision> precision_from_name(std::string_view name);

// "random", "all" or "none", as in options and files.
[[nodiscard]] std::string_view name_of(Transposition transposition);
[[nodiscard]] Result<Transposition> transposition_from_name(std::string_view name);

// An error that names the option and its limits.
[[nodiscard]] Result<void> validate(const TrainOptions& options);

// Options that go well together: `paper`, the network of the paper, or `music`, the one that
// predicts best. An error for any other name.
[[nodiscard]] Result<TrainOptions> preset_options(std::string_view name);

[[nodiscard]] nlohmann::json to_json(const TrainOptions& options);
// `where` begins the messages.
[[nodiscard]] Result<TrainOptions> train_options_from_json(const nlohmann::json& json,
                                                           const std::string& where);

}  // namespace bachprop
