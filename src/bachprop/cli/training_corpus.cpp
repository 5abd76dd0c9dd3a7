#include "bachprop/cli/training_corpus.h"

#include <CLI/CLI.hpp>

namespace bachprop {

void add_corpus_options(CLI::App& command, CorpusSource& source, TrainOptions& options) {
  command.add_option("path", source.paths, "MIDI files, folders of them, or one corpus file")
      ->required();
  command.add_option("--validation", options.validation_share, "share of pieces to validate on")
      ->capture_default_str();
  command.add_option(
      "--split", source.split,
      "table with columns file and split (train, valid, test) instead of --validation");
  command.add_flag("--keep-percussion", source.keep_percussion, "do not drop MIDI channel 10");
  command.add_flag("--strict", source.strict, "skip broken files instead of repairing them");
}

}  // namespace bachprop
