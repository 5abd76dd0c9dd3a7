#include <fmt/core.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "bachprop/base/json_text.h"
#include "bachprop/base/parallel.h"
#include "bachprop/base/try.h"
#include "bachprop/cli/command.h"
#include "bachprop/cli/option_adapter.h"
#include "bachprop/cli/print_files.h"
#include "bachprop/cli/progress.h"
#include "bachprop/cli/terminal.h"
#include "bachprop/report/text.h"
#include "bachprop/run/evaluating.h"
#include "bachprop/train/bundled_model.h"

namespace bachprop {
namespace {

struct EvaluateArguments : EvaluationRequest {
  EvaluateArguments() { options.threads = available_threads(); }

  bool json = false;
};

constexpr const char* kEvaluateExamples =
    R"(Examples:
  bachprop evaluate out --corpus my-folder --model my.safetensors -o report.html
  bachprop evaluate out --corpus chorales             pieces by the bundled model
  bachprop evaluate theirs --corpus train --held-out test    pieces by another program
  bachprop evaluate cold --beside warm hot --corpus my-folder --model my.safetensors

Says whether new pieces are good music, and their own: what a listener would notice first, how
surely a classifier tells them from human music, originality, intervals and rhythm, diversity and
part-writing, each beside the same figure of human music that the model has not seen. Which pieces
of the corpus it has seen is known from the model (--model, --style), from a table (--split), or
because the others are given (--held-out). docs/evaluation.md defines every figure.)";

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

void list_fields(EvaluateArguments& arguments, FieldList& fields) {
  fields(arguments.generated, {.option = "generated",
                               .help = "the new pieces: a folder, MIDI files, or one corpus file",
                               .required = true});
  fields(arguments.corpus,
         {.option = "--corpus",
          .help = "what their model learnt from: a folder, MIDI files, or one corpus file",
          .required = true});
  fields(arguments.model, {.option = "--model",
                           .help = "the model: it says which pieces of the corpus it learnt from",
                           .excludes = {"--style", "--split", "--held-out"}});
  fields(arguments.style,
         {.option = "--style",
          .help = "the bundled model that wrote them: it says which pieces it learnt from",
          .choices = bundled_styles(),
          .excludes = {"--split", "--held-out"}});
  fields(arguments.held_out, {.option = "--held-out",
                              .help = "human music that the model has not seen",
                              .excludes = {"--split"}});
  fields(arguments.split,
         {.option = "--split",
          .help = "table with columns file and split (train, valid, test) of the corpus"});
  fields(arguments.beside,
         {.option = "--beside",
          .help = "more new pieces to be measured beside them, each path a set of its own"});
  fields(arguments.output, {.option = "-o,--output", .help = "write a page"});
  list_force_field(arguments.force, "a file", fields);
  fields(arguments.json, {.option = "--json", .help = "print one JSON object"});
  list_fields(arguments.options, fields);
  FieldList reading = fields_of(arguments.reading);
  reading.leave_out("--threads");
  fields.add(reading);
}

}  // namespace

void add_evaluate_command(CLI::App& app, int& exit_code) {
  add_command<EvaluateArguments>(
      app, exit_code,
      {"evaluate", "measure how good new pieces are, and how much is copied", kEvaluateExamples},
      [](EvaluateArguments& arguments) {
        arguments.reading.threads = arguments.options.threads;
        return run(arguments);
      });
}

}  // namespace bachprop
