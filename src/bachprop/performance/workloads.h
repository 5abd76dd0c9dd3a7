// What is measured: training and composing, with music drawn at random.
#pragma once

#include <array>
#include <memory>
#include <string>

#include "bachprop/performance/measurement.h"
#include "bachprop/train/trainer.h"

namespace bachprop {

// A network to measure, how it is trained, and the sizes of the dictionaries of its corpus.
struct NetworkCase {
  std::string name;
  TrainOptions options;
  std::array<int, kFeatures> symbols = {20, 30, 60};
};

// The preset `paper`: three GRU layers of 128.
[[nodiscard]] NetworkCase paper_network();
// The preset `music`, the default of `bachprop train`: two layers of 288 that see the context.
[[nodiscard]] NetworkCase music_network();

// Dictionaries of these sizes, START/END included, each at least 2.
[[nodiscard]] Dictionaries synthetic_dictionaries(const std::array<int, kFeatures>& symbols);

// Pieces of 100 to 600 notes drawn at random, none for validation.
[[nodiscard]] TrainingSet synthetic_pieces(const std::array<int, kFeatures>& symbols, int pieces);

// Training as `bachprop train` does it, without validation. Each run is one step: data preparation,
// forward, backward, clipping and update.
class TrainingWork {
 public:
  TrainingWork(const NetworkCase& network, int pieces, int threads);

  // Refers to this object.
  [[nodiscard]] Work work();
  // Notes that are read an epoch, of those that are computed.
  [[nodiscard]] double share_of_notes() const;

 private:
  NetworkShape shape_;
  std::unique_ptr<Trainer> trainer_;
};

// Composing `pieces` pieces of `notes` notes each, sampling included, from a network without
// context as it is before training.
[[nodiscard]] Work composing_work(const NetworkCase& network, int pieces, int notes, int threads,
                                  Precision precision);

}  // namespace bachprop
