#include "bachprop/cli/reading_options.h"

#include <CLI/CLI.hpp>

#include "bachprop/base/parallel.h"

namespace bachprop {

void add_reading_options(CLI::App& command, CollectOptions& options) {
  options.threads = available_threads();
  command.add_flag("--keep-percussion", options.corpus.keep_percussion,
                   "do not drop MIDI channel 10");
  command.add_flag("--strict", options.strict, "skip broken files instead of repairing them");
  command.add_option("--threads", options.threads, "the result does not depend on it")
      ->check(CLI::Range(1, 1024))
      ->capture_default_str();
}

}  // namespace bachprop
