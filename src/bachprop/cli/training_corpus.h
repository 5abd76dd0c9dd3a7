// Where commands that train on a corpus take their pieces from, and what becomes of them.
#pragma once

#include <filesystem>
#include <vector>

#include "bachprop/base/result.h"
#include "bachprop/corpus/collect.h"
#include "bachprop/train/trained_model.h"
#include "bachprop/train/trainer.h"

namespace bachprop {

struct CorpusArguments {
  std::vector<std::filesystem::path> paths;
  std::filesystem::path split;
  CollectOptions reading;
};

// The paths.
void list_path_fields(CorpusArguments& arguments, FieldList& fields);
// --split, --strict and --keep-percussion.
void list_corpus_fields(CorpusArguments& arguments, FieldList& fields);

// With a progress bar.
[[nodiscard]] Result<Collection> read_pieces(const CorpusArguments& arguments, int threads);

// As --split states it, else at random by the share and the seed of the options.
[[nodiscard]] Result<TrainingSet> split_pieces(const Corpus& corpus,
                                               const CorpusArguments& arguments,
                                               const TrainOptions& options);

// The best network so far with all that composing needs; `corpus` is what it was trained on, of
// which the notes are not looked at.
[[nodiscard]] TrainedModel trained_model(const Trainer& trainer, const Corpus& corpus);

// The same with the network as it is at the end of the last epoch. The record calls that one the
// best, as it is the one whose parameters these are. At least one epoch is done.
[[nodiscard]] TrainedModel newest_model(const Trainer& trainer, const Corpus& corpus);

}  // namespace bachprop
