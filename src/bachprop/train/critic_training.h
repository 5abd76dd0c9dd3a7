// Teaching a critic.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "bachprop/base/result.h"
#include "bachprop/train/critic.h"
#include "bachprop/train/training_set.h"

namespace bachprop {

struct CriticOptions {
  int hidden = 64;
  int readout_hidden = 32;
  double learning_rate = 4e-3;
  double dropout = 0.3;
  int epochs = 8;
  int batch = 8;
  int truncation = 64;  // a multiple of kCriticWindow
  std::uint64_t seed = 1;
};

// How well it tells notes apart.
struct CriticRecord {
  double nats = 0;   // a note, of unheard pieces; ln 2: not at all
  double right = 0;  // share of the notes after which it is right
  int epochs = 0;    // until it was best
};

struct LearntCritic {
  Critic critic;
  CriticRecord record;
};

// `set`: the pieces of the training, with true bars where its network has them. `own`: composed
// pieces, as symbols, chords upwards, with the metres in which they were; every fifth is kept to
// measure by. Pieces are moved to random keys. Nothing when `go_on`, which is told the share that
// is done, says false.
[[nodiscard]] Result<std::optional<LearntCritic>> learn_critic(
    const TrainingSet& set, std::vector<EncodedPiece> own, const CriticOptions& options,
    int threads, const std::function<bool(double done)>& go_on = {});

}  // namespace bachprop
