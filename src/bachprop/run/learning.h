// Learning from pieces in memory. training_run.h does the same with files, and can go on after a
// stop.
#pragma once

#include <filesystem>
#include <functional>
#include <vector>

#include "bachprop/base/result.h"
#include "bachprop/corpus/collect.h"
#include "bachprop/run/watch.h"
#include "bachprop/train/trained_model.h"

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

struct LearningWatch : Watch {
  std::function<void(const EpochRecord&, const TrainOptions&)> epoch = {};  // is done
};

// Trains on a corpus. Byte for byte the model of `bachprop train` with the same options on the
// folder that the corpus was read from; `threads` changes nothing in it. A stop leaves the model of
// the epochs so far; an error where none was done.
[[nodiscard]] Result<TrainedModel> train(const Corpus& corpus, const TrainOptions& options,
                                         int threads, const LearningWatch& watch = {});

}  // namespace bachprop
