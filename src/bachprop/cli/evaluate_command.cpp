#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "bachprop/base/json_text.h"
#include "bachprop/base/try.h"
#include "bachprop/cli/command.h"
#include "bachprop/cli/force_option.h"
#include "bachprop/cli/one_of.h"
#include "bachprop/cli/print_files.h"
#include "bachprop/cli/progress.h"
#include "bachprop/cli/reading_options.h"
#include "bachprop/cli/terminal.h"
#include "bachprop/report/text.h"
#include "bachprop/run/evaluating.h"
#include "bachprop/train/bundled_model.h"

namespace bachprop {
namespace {

struct EvaluateArguments : EvaluationRequest {
  bool json = false;
};

constexpr const char* kExamples =
    R"(Examples:
  bachprop evaluate out --corpus my-folder --model my.safetensors -o report.html
  bachprop evaluate out --corpus chorales             pieces by the bundled model
  bachprop evaluate theirs --corpus train --held-out test    pieces by another program
  bachprop evaluate cold --beside warm hot --corpus my-folder --model my.safetensors

Says whether new pieces are good music, and their own: intervals and rhythm, originality, diversity
and part-writing, each beside the same figure of human music that the model has not seen. Which
pieces of the corpus it has seen is known from the model (--model, --style), from a table (--split),
or because the others are given (--held-out). docs/evaluation.md defines every figure.)";

void print_files(const NamedPieces& set) {
  if (!set.files.empty()) {
    print_wrapped(stderr, "{}:\n", printable(set.name));
    print_file_report(set.files, /*verbose=*/false);
  }
}

void print_warnings(const std::vector<std::string>& warnings) {
  for (const std::string& warning : warnings) {
    print_wrapped(stderr, "Warning: {}\n", printable(warning));
  }
}

void print_what_was_read(const EvaluatedPieces& pieces) {
  for (const NamedPieces& set : pieces.generated) {
    print_files(set);
  }
  print_files(pieces.corpus);
  print_files(pieces.held_out);
  print_warnings(pieces.warnings);
}

// The exit code.
Result<int> run(const EvaluateArguments& arguments) {
  TerminalWatch terminal;
  EvaluationWatch watch;
  terminal.attach_to(watch);
  watch.read = print_what_was_read;
  const auto outcome = TRY(evaluate_pieces(arguments, watch));
  if (arguments.json) {
    fmt::print("{}\n", json_text(evaluation_json(outcome.report), 2));
    return 0;
  }
  print_text(stdout, evaluation_text(outcome.report, columns_of(stdout)));
  if (arguments.output.empty()) {
    print_wrapped("With -o report.html: all figures and pictures as a page.\n");
  } else {
    print_wrapped("Open {} in a browser for all figures and pictures.\n",
                  arguments.output.string());
  }
  return 0;
}

void add_options(CLI::App& command, EvaluateArguments& arguments) {
  command
      .add_option("generated", arguments.generated,
                  "the new pieces: a folder, MIDI files, or one corpus file")
      ->required();
  command
      .add_option("--corpus", arguments.corpus,
                  "what their model learnt from: a folder, MIDI files, or one corpus file")
      ->required();
  auto* held_out = command.add_option("--held-out", arguments.held_out,
                                      "human music that the model has not seen");
  auto* model = command.add_option("--model", arguments.model,
                                   "the model: it says which pieces of the corpus it learnt from");
  auto* style = command.add_option("--style", arguments.style, "the same of a bundled model")
                    ->check(one_of(bundled_styles()));
  auto* split =
      command.add_option("--split", arguments.split,
                         "table with columns file and split (train, valid, test) of the corpus");
  for (auto* one : {held_out, model, style, split}) {
    for (auto* other : {held_out, model, style, split}) {
      if (one != other) {
        one->excludes(other);
      }
    }
  }
  command.add_option("--beside", arguments.beside,
                     "more new pieces to be measured beside them, each path a set of its own");
  command.add_option("-o,--output", arguments.output, "write a page");
  add_force_option(command, arguments.force, "a file");
  command
      .add_option("--seed", arguments.options.seed,
                  "of the pieces drawn where sets differ in size, and of the intervals")
      ->capture_default_str();
  command.add_flag("--json", arguments.json, "print one JSON object");
  add_reading_options(command, arguments.reading);
}

}  // namespace

void add_evaluate_command(CLI::App& app, int& exit_code) {
  CLI::App* command =
      app.add_subcommand("evaluate", "measure how good new pieces are, and how much is copied");
  command->footer(kExamples);
  const auto arguments = std::make_shared<EvaluateArguments>();
  add_options(*command, *arguments);
  command->callback([arguments, &exit_code] {
    arguments->options.threads = arguments->reading.threads;
    exit_code = exit_code_of("evaluate", run(*arguments));
  });
}

}  // namespace bachprop
