#include <fmt/format.h>

#include <cstddef>
#include <nlohmann/json.hpp>
#include <span>
#include <string>

#include "bachprop/base/json_text.h"
#include "bachprop/base/parallel.h"
#include "bachprop/base/try.h"
#include "bachprop/cli/command.h"
#include "bachprop/cli/interrupt.h"
#include "bachprop/cli/option_adapter.h"
#include "bachprop/cli/print_files.h"
#include "bachprop/cli/progress.h"
#include "bachprop/cli/terminal.h"
#include "bachprop/report/text.h"
#include "bachprop/run/scoring.h"

namespace bachprop {
namespace {

struct LikelihoodArguments : ScoringRequest {
  LikelihoodArguments() { threads = available_threads(); }

  bool json = false;
};

constexpr const char* kLikelihoodExamples =
    R"(Examples:
  bachprop likelihood chorale.mid --model my.safetensors
  bachprop likelihood my-folder --json

Nats a note: minus the logarithm of the probability that the network gives to each note (dT, T given
dT, P given both), as a mean over the notes and the final START/END. Lower: better predicted.)";

constexpr std::size_t kListedErrors = 20;

void print_errors(const ScoredFiles& scored) {
  std::size_t errors = 0;
  for (const ScoredFile& file : scored.files) {
    if (!file.error.empty() && errors++ < kListedErrors) {
      print_wrapped(stderr, "{}: {}\n", printable(file.name), printable(file.error));
    }
  }
  if (errors > kListedErrors) {
    print_wrapped(stderr, "... and {} files more; --json lists all\n", errors - kListedErrors);
  }
}

// The exit code.
Result<int> likelihood(const LikelihoodArguments& arguments) {
  TerminalWatch terminal;
  ScoringWatch watch;
  terminal.attach_to(watch);
  watch.files = [](std::span<const FileOutcome> files) {
    print_file_report(files, /*verbose=*/false);
  };
  const auto scored = TRY(score_pieces(arguments, watch));
  if (arguments.json) {
    fmt::print("{}\n", json_text(likelihood_json(scored), 2));
  } else {
    if (scored.scored > 0) {
      print_text(stdout, likelihood_text(scored, columns_of(stdout)));
    }
    print_errors(scored);
  }
  if (scored.stopped) {
    return kInterruptedExitCode;
  }
  if (scored.scored == 0) {
    return fail(fmt::format("none of {} files could be scored by {}", scored.files.size(),
                            scored.model_name));
  }
  return 0;
}

void list_fields(LikelihoodArguments& arguments, FieldList& fields) {
  fields(arguments.paths, {.option = "paths",
                           .help = "MIDI files, folders of them, or a corpus file",
                           .required = true});
  fields(arguments.model, {.option = "--model",
                           .help = "model file written by bachprop train",
                           .usual = "the bundled one"});
  fields(arguments.json, {.option = "--json", .help = "print one JSON object instead of a table"});
}

}  // namespace

void add_likelihood_command(CLI::App& app, int& exit_code) {
  add_command<LikelihoodArguments>(
      app, exit_code,
      {"likelihood", "measure how well a model predicts given pieces", kLikelihoodExamples},
      [](const LikelihoodArguments& arguments) { return likelihood(arguments); });
}

}  // namespace bachprop
