// What is measured: training and composing as users do both.
#pragma once

#include <memory>
#include <string>

#include "bachprop/generate/compose_options.h"
#include "bachprop/performance/measured_pieces.h"
#include "bachprop/performance/measurement.h"
#include "bachprop/train/trained_model.h"
#include "bachprop/train/trainer.h"

namespace bachprop {

// A network to measure, and how it is trained.
struct NetworkCase {
  std::string name;
  TrainOptions options;
};

// The preset `paper`: three GRU layers of 128.
[[nodiscard]] NetworkCase paper_network();
// The preset `music`, the default of `bachprop train`: two layers of 288 that see the context.
[[nodiscard]] NetworkCase music_network();

// Training as `bachprop train` does it, without validation. Each run is one step: laying pieces
// into the batch, transposing them, forward, backward, clipping and update.
class TrainingWork {
 public:
  TrainingWork(const NetworkCase& network, const MeasuredPieces& pieces, int threads);

  // Refers to this object.
  [[nodiscard]] Work work();
  // Notes that are read an epoch, of those that are computed.
  [[nodiscard]] double share_of_notes() const;

 private:
  NetworkShape shape_;
  LeastWork least_;
  std::unique_ptr<Trainer> trainer_;
};

// The bundled model, and one of the preset `paper` as it is before training, which writes symbols
// of the same dictionaries.
[[nodiscard]] std::shared_ptr<const TrainedModel> bundled_network();
[[nodiscard]] std::shared_ptr<const TrainedModel> untrained_paper_network();

// Composing from the model, with all that goes with it: contexts, sampling, finished scores.
[[nodiscard]] Work composing_work(const std::shared_ptr<const TrainedModel>& model,
                                  ComposeOptions options);

}  // namespace bachprop
