#include "bachprop/cli/training_corpus.h"

#include "bachprop/base/try.h"
#include "bachprop/cli/progress.h"
#include "bachprop/corpus/corpus_statistics.h"

namespace bachprop {

void list_path_fields(CorpusArguments& arguments, FieldList& fields) {
  fields(arguments.paths, {.option = "path",
                           .help = "MIDI files, folders of them, or one corpus file",
                           .required = true});
}

void list_corpus_fields(CorpusArguments& arguments, FieldList& fields) {
  fields(arguments.split,
         {.option = "--split",
          .help = "table with columns file and split (train, valid, test) instead of --validation",
          .need = Need::kRare});
  FieldList reading = fields_of(arguments.reading);
  reading.leave_out("--threads");
  fields.add(reading);
}

Result<Collection> read_pieces(const CorpusArguments& arguments, int threads) {
  ProgressBar bar("reading", 0, "files");
  CollectOptions options = arguments.reading;
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
