// Learning from pieces in memory: what they become before a Trainer reads them, and the whole model
// that it makes of them. training_run.h does the same with files, and can go on after a stop.
#pragma once

#include <filesystem>
#include <functional>
#include <vector>

#include "bachprop/base/result.h"
#include "bachprop/corpus/collect.h"
#include "bachprop/run/watch.h"
#include "bachprop/train/trained_model.h"
#include "bachprop/train/trainer.h"

namespace bachprop {

// Where pieces to learn from are taken.
struct CorpusSource {
  std::vector<std::filesystem::path> paths = {};  // MIDI files, folders of them, or a corpus file
  // A table with the columns file and split in place of a random split; empty: none.
  std::filesystem::path split = {};
  CollectOptions reading = {};  // but for the threads
};

// As the source says; see load_pieces. It cannot be stopped.
[[nodiscard]] Result<Collection> read_pieces(const CorpusSource& source, int threads,
                                             const Watch& watch = {});

// As the table `split` states it; without one at random, by the share and the seed of the options.
[[nodiscard]] Result<TrainingSet> split_pieces(const Corpus& corpus,
                                               const std::filesystem::path& split,
                                               const TrainOptions& options);

// What a network learns from, and how.
struct Lesson {
  TrainingSet set = {};
  TrainOptions options = {};
};

// Adds what only the set can say: the rhythm variants when they are wanted, the contexts, and the
// number of epochs when none is stated. `set` was made of `corpus`. An error when the training
// would not fit into the memory, or has a target and nothing to measure it on.
[[nodiscard]] Result<Lesson> complete(TrainingSet set, const Corpus& corpus, TrainOptions options);

// The best network so far with all that composing needs but the bias of endings and the passages.
// `corpus` is what it was trained on; its notes are not looked at.
[[nodiscard]] TrainedModel trained_model(const Trainer& trainer, const Corpus& corpus);

// The same with the network as it is at the end of the last epoch, which the record calls the best:
// it is the one whose parameters these are. At least one epoch is done.
[[nodiscard]] TrainedModel newest_model(const Trainer& trainer, const Corpus& corpus);

// The bias with which a model of this set ends its pieces as soon as the training pieces end. A
// network that sees no music needs none: 0.
[[nodiscard]] Result<double> ending_bias(const TrainedModel& model, const TrainingSet& set,
                                         int threads);

// The passages of the training pieces, which --max-copy knows them by.
[[nodiscard]] PassageHashes passages_of(const TrainingSet& set);

// The model that `bachprop train` writes: the best network so far, its passages and, once training
// is over, its bias of endings.
[[nodiscard]] Result<TrainedModel> whole_model(const Trainer& trainer, const Corpus& corpus,
                                               int threads);

struct LearningWatch : Watch {
  std::function<void(const EpochRecord&, const TrainOptions&)> epoch = {};  // is done
};

// Trains on a corpus. Byte for byte the model of `bachprop train` with the same options on the
// folder that the corpus was read from; `threads` changes nothing in it. A stop leaves the model of
// the epochs so far; an error where none was done.
[[nodiscard]] Result<TrainedModel> train(const Corpus& corpus, const TrainOptions& options,
                                         int threads, const LearningWatch& watch = {});

}  // namespace bachprop
