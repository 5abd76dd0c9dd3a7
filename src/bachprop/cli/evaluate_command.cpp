#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "bachprop/base/file_io.h"
#include "bachprop/base/json_text.h"
#include "bachprop/base/try.h"
#include "bachprop/cli/command.h"
#include "bachprop/cli/evaluated_pieces.h"
#include "bachprop/cli/evaluation_report.h"
#include "bachprop/cli/file_report.h"
#include "bachprop/cli/nearest_name.h"
#include "bachprop/cli/output_file.h"
#include "bachprop/cli/progress.h"
#include "bachprop/cli/reading_options.h"
#include "bachprop/cli/terminal.h"
#include "bachprop/cli/text.h"
#include "bachprop/train/bundled_model.h"

namespace bachprop {
namespace {

struct EvaluateArguments : EvaluateInputs {
  std::filesystem::path output;
  bool force = false;
  EvaluationOptions options;
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

std::vector<std::filesystem::path> all_inputs(const EvaluateInputs& inputs) {
  std::vector<std::filesystem::path> all = {inputs.model, inputs.split};
  all.push_back(inputs.generated.front() / "pieces.json");
  for (const auto* paths : {&inputs.generated, &inputs.corpus, &inputs.held_out, &inputs.beside}) {
    all.insert(all.end(), paths->begin(), paths->end());
  }
  return all;
}

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

// A set beside the others has fewer pieces than are drawn of those.
void remark_on_small_sets(EvaluationReport& report) {
  for (std::size_t i = 1; i < report.generated; ++i) {
    const SetFigures& set = report.figures.sets[i];
    if (set.pieces_in_distances < report.figures.pieces_in_distances) {
      report.warnings.push_back(fmt::format(
          "Of {} there {} only {}: fewer pieces lie farther from the corpus and repeat each other "
          "less, so its distances and its diversity are not to be held beside the others'.",
          set.name, set.pieces == 1 ? "is" : "are", counted(set.pieces, "piece")));
    }
  }
}

Result<int> run(const EvaluateArguments& arguments) {
  if (!arguments.output.empty()) {
    const OutputFile page = {
        .path = arguments.output, .usual_name = "report.html", .force = arguments.force};
    TRY(ready_to_write(page, all_inputs(arguments)));
  }
  const auto pieces = TRY(read_evaluated_pieces(arguments));
  EvaluationReport report;
  report.corpus = {pieces.corpus.name, pieces.corpus.pieces};
  for (const NamedPieces& set : pieces.generated) {
    print_files(set);
    report.sets.push_back({set.name, set.pieces, /*beside=*/!report.sets.empty()});
  }
  print_files(pieces.corpus);
  print_files(pieces.held_out);
  report.generated = report.sets.size();
  if (!pieces.held_out.pieces.empty()) {
    report.sets.push_back({pieces.held_out.name, pieces.held_out.pieces});
  }
  report.how_held_out = pieces.how_held_out;
  report.warnings = pieces.warnings;
  print_warnings(report.warnings);
  report.seed = arguments.options.seed;
  {
    ProgressBar bar("evaluating", 0, "parts");
    report.figures = evaluate(report.corpus, report.sets, arguments.options,
                              [&](std::size_t done, std::size_t total) { bar.show(done, total); });
  }
  remark_on_small_sets(report);
  if (!arguments.output.empty()) {
    TRY(write_file(arguments.output, render_report(evaluation_page(report)),
                   if_there(arguments.force)));
  }
  if (arguments.json) {
    fmt::print("{}\n", json_text(evaluation_json(report), 2));
    return 0;
  }
  print_text(stdout, evaluation_text(report, columns_of(stdout)));
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
