// What is measured: training and composing, with music drawn at random.
#pragma once

#include <memory>
#include <string>

#include "bachprop/performance/measurement.h"
#include "bachprop/train/batch_learner.h"
#include "bachprop/train/trainer.h"

namespace bachprop {

// A network to measure, and the sizes of the dictionaries of its corpus.
struct NetworkCase {
  std::string name;
  NetworkShape shape;
};

// Three GRU layers of 128, dictionaries of 20, 30 and 60 symbols.
[[nodiscard]] NetworkCase paper_network();
// As large as good models of whole corpora are: two layers of 256, and three of 192, with a
// multi-hot context beside the note.
[[nodiscard]] std::vector<NetworkCase> wide_networks();

// Dictionaries of these sizes, START/END included, each at least 2.
[[nodiscard]] Dictionaries synthetic_dictionaries(const NetworkShape& shape);

// Pieces of 100 to 600 notes drawn at random, none for validation.
[[nodiscard]] TrainingSet synthetic_pieces(const NetworkShape& shape, int pieces);

// Training as `bachprop train` does it, without validation. Each run is one step: data preparation,
// forward, backward, clipping and update.
class TrainingWork {
 public:
  TrainingWork(const NetworkCase& network, const TrainOptions& options, int pieces, int threads);

  // Refers to this object.
  [[nodiscard]] Work work();
  // Notes that are read an epoch, of those that are computed.
  [[nodiscard]] double share_of_notes() const;

 private:
  NetworkShape shape_;
  std::unique_ptr<Trainer> trainer_;
};

// The same for a network with context, which the Trainer has no data for: steps drawn at random,
// every row a note with 20 entries of context, prepared beforehand.
class ContextWork {
 public:
  ContextWork(const NetworkShape& shape, const TrainOptions& options, int threads);

  // Refers to this object.
  [[nodiscard]] Work work();

 private:
  Network network_;
  AlignedVector<float> mean_;
  AlignedVector<float> square_;
  BatchLearner learner_;
  TrainOptions options_;
  std::int64_t updates_ = 0;
};

// Composing `pieces` pieces of `notes` notes each, sampling included, from a network as it is
// before training.
[[nodiscard]] Work composing_work(const NetworkCase& network, int pieces, int notes, int threads,
                                  Precision precision);

}  // namespace bachprop
