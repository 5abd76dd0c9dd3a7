// The options of commands that learn from a corpus, on where its pieces are.
#pragma once

#include "bachprop/cli/app_fwd.h"
#include "bachprop/run/learning.h"

namespace bachprop {

// Adds the paths, --validation, --split, --keep-percussion and --strict. `source` and `options`
// must outlive the parsing.
void add_corpus_options(CLI::App& command, CorpusSource& source, TrainOptions& options);

}  // namespace bachprop
