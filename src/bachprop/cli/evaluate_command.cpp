#include <fmt/core.h>

#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "bachprop/base/file_io.h"
#include "bachprop/base/json_text.h"
#include "bachprop/base/parallel.h"
#include "bachprop/base/try.h"
#include "bachprop/cli/command.h"
#include "bachprop/cli/evaluated_pieces.h"
#include "bachprop/cli/file_report.h"
#include "bachprop/cli/option_adapter.h"
#include "bachprop/cli/output_file.h"
#include "bachprop/cli/progress.h"
#include "bachprop/cli/terminal.h"
#include "bachprop/report/evaluation_report.h"
#include "bachprop/report/text.h"
#include "bachprop/train/bundled_model.h"

namespace bachprop {
namespace {

struct EvaluateArguments : EvaluateInputs {
  std::filesystem::path output;
  bool force = false;
  EvaluationOptions options = {.threads = available_threads()};
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
  fields(arguments.style, {.option = "--style",
                           .help = "the same of a bundled model",
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
      {"evaluate", "measure how good new pieces are, and how much is copied", kExamples},
      [](EvaluateArguments& arguments) {
        arguments.reading.threads = arguments.options.threads;
        return run(arguments);
      });
}

}  // namespace bachprop
