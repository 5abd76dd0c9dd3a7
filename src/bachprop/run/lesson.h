// What pieces become before a Trainer reads them, and what it makes of them.
#pragma once

#include <filesystem>
#include <functional>

#include "bachprop/base/result.h"
#include "bachprop/corpus/corpus.h"
#include "bachprop/generate/ending.h"
#include "bachprop/train/trained_model.h"
#include "bachprop/train/trainer.h"

namespace bachprop {

// As the table `split` states it; without one at random, by the share and the seed of the options.
[[nodiscard]] Result<TrainingSet> split_pieces(const Corpus& corpus,
                                               const std::filesystem::path& split,
                                               const TrainOptions& options);

// What a network learns from, and how.
struct Lesson {
  TrainingSet set = {};
  TrainOptions options = {};
  std::vector<std::byte> profile = {};  // of the training pieces (model_profile.h), if it was made
};

// Adds what only the set can say: the rhythm variants when they are wanted, the contexts, how loud
// the pieces are played, and the number of epochs when none is stated. `set` was made of `corpus`.
// An error when the training would not fit into the memory, or has a target and nothing to measure
// it on.
[[nodiscard]] Result<Lesson> complete(TrainingSet set, const Corpus& corpus, TrainOptions options);

// The best network so far with all that composing needs but the bias of endings and the passages.
// `corpus` is what it was trained on; its notes are not looked at.
[[nodiscard]] TrainedModel trained_model(const Trainer& trainer, const Corpus& corpus);

// The same with the network as it is at the end of the last epoch. The record calls that one the
// best, as it is the one whose parameters these are. At least one epoch is done.
[[nodiscard]] TrainedModel newest_model(const Trainer& trainer, const Corpus& corpus);

// The options' values are allowed, and a step plan says how many steps it is.
[[nodiscard]] Result<void> validate_to_the_end(const TrainOptions& options);

// The bias with which a model of this set ends its pieces as soon as the training pieces end, or
// that its training's options state. A network that sees no music needs none: 0.
[[nodiscard]] Result<double> ending_bias(const TrainedModel& model, const TrainingSet& set,
                                         int threads);

// Whether such a model needs one that has to be found.
[[nodiscard]] bool needs_ending_bias(const TrainingSet& set);

// The same while `go_on` says true; see calibrate_ending(). One that is stated is whole.
[[nodiscard]] Result<EndingBias> ending_bias(const TrainedModel& model, const TrainingSet& set,
                                             int threads, const std::function<bool()>& go_on);

// The passages of the training pieces, which --max-copy knows them by.
[[nodiscard]] PassageHashes passages_of(const TrainingSet& set);

}  // namespace bachprop
