#include "bachprop/cli/training_corpus.h"

#include <CLI/CLI.hpp>

#include "bachprop/base/try.h"
#include "bachprop/cli/progress.h"
#include "bachprop/corpus/corpus_statistics.h"

namespace bachprop {

void add_corpus_options(CLI::App& command, CorpusArguments& arguments, TrainOptions& options) {
  command.add_option("path", arguments.paths, "MIDI files, folders of them, or one corpus file")
      ->required();
  command.add_option("--validation", options.validation_share, "share of pieces to validate on")
      ->capture_default_str();
  command.add_option(
      "--split", arguments.split,
      "table with columns file and split (train, valid, test) instead of --validation");
  command.add_flag("--keep-percussion", arguments.keep_percussion, "do not drop MIDI channel 10");
  command.add_flag("--strict", arguments.strict, "skip broken files instead of repairing them");
}

Result<Collection> read_pieces(const CorpusArguments& arguments, int threads) {
  ProgressBar bar("reading", 0, "files");
  CollectOptions options;
  options.corpus.keep_percussion = arguments.keep_percussion;
  options.strict = arguments.strict;
  options.threads = threads;
  return load_pieces(arguments.paths, options,
                     [&](std::size_t done, std::size_t total) { bar.show(done, total); });
}

Result<TrainingSet> split_pieces(const Corpus& corpus, const CorpusArguments& arguments,
                                 const TrainOptions& options) {
  if (arguments.split.empty()) {
    return split_at_random(corpus, options.validation_share, options.seed);
  }
  const auto stated = TRY(read_split(arguments.split));
  return split_as_stated(corpus, stated);
}

TrainedModel trained_model(const Trainer& trainer, const Corpus& corpus) {
  TrainedModel model;
  model.network = trainer.best_network();
  model.dictionaries = trainer.set().dictionaries;
  model.quarters_per_minute = median_tempo(corpus);
  model.time_signature = usual_time_signature(corpus);
  model.vocabulary = trainer.set().vocabulary;
  if (model.vocabulary.kind() == ContextKind::kMusic) {
    model.metres = metres_of(corpus);
  }
  model.corpus_options = corpus.options;
  model.record = trainer.record();
  return model;
}

TrainedModel newest_model(const Trainer& trainer, const Corpus& corpus) {
  TrainedModel model = trained_model(trainer, corpus);
  model.network = trainer.newest_network();
  model.record.best_epoch = model.record.epochs.back().epoch;
  return model;
}

}  // namespace bachprop
