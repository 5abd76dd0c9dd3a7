// Pieces that a network composes while it learns, so that one hears it learn: `train --listen`.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>

#include "bachprop/base/result.h"
#include "bachprop/run/watch.h"
#include "bachprop/train/trained_model.h"
#include "bachprop/train/trainer.h"

namespace bachprop {

struct HeardPiece {
  std::filesystem::path file = {};
  std::size_t notes = 0;
  std::size_t epochs = 0;  // that were over
  bool first = false;
};

// A folder beside the model, "my-heard" or the first free of "my-heard-2" ..., whose files are
// named after the time since the steps began: "00h02m30s.mid". All pieces draw from the same stream
// of chance, so that what differs in them is what was learnt in between.
class TrainingListening {
 public:
  // A piece every so many seconds; 0: none.
  TrainingListening(const std::filesystem::path& model, double interval);

  [[nodiscard]] bool is_due(double elapsed) const { return interval_ > 0 && elapsed >= next_; }
  // Composes a piece with the network as it is, as `generate` would. It ends as readily as the
  // model's pieces will, as far as this is found in a fiftieth of the interval. An error when it
  // cannot be composed or written.
  [[nodiscard]] Result<HeardPiece> compose_one(const Trainer& trainer, const Corpus& corpus,
                                               double elapsed);

  // Where the pieces are; empty before the first.
  [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }

 private:
  Result<void> find_end_bias(const TrainedModel& model, const TrainingSet& set);

  std::filesystem::path usual_folder_;
  double interval_;
  double next_;
  std::filesystem::path folder_;
  double end_bias_ = 0;
};

}  // namespace bachprop
