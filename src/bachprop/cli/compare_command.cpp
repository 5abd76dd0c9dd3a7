#include <fmt/core.h>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "bachprop/base/json_text.h"
#include "bachprop/base/try.h"
#include "bachprop/cli/command.h"
#include "bachprop/cli/interrupt.h"
#include "bachprop/cli/option_adapter.h"
#include "bachprop/cli/print_files.h"
#include "bachprop/cli/progress.h"
#include "bachprop/cli/terminal.h"
#include "bachprop/cli/training_options.h"
#include "bachprop/report/text.h"
#include "bachprop/run/cell_comparison.h"
#include "bachprop/train/trainer.h"

namespace bachprop {
namespace {

struct CompareArguments : TrainingArguments, CorpusSource {
  std::vector<std::string> cells = {"feedforward", "rnn", "lstm", "gru"};
  std::vector<std::string> presets = {"paper", "music"};
  std::string equal = "parameters";
  double seconds = 60;  // for each network, when it is time that is equal
  int composed_pieces = 16;
  std::filesystem::path output;
  bool force = false;

  [[nodiscard]] bool has_preset(const char* name) const {
    return std::ranges::find(presets, name) != presets.end();
  }
  [[nodiscard]] EqualIn equal_in() const {
    return equal == "time" ? EqualIn::kTime : EqualIn::kParameters;
  }
};

constexpr const char* kCompareExamples =
    R"(Examples:
  bachprop compare my-folder -o report.html                 about equal numbers of parameters
  bachprop compare my-folder --equal time --seconds 120     two minutes for each
  bachprop compare my-folder --cells lstm,gru --presets paper --json

Trains the preset paper with each cell on the same split with the same seed, and the preset music
beside them; other options hold for all of them, --hidden for the network that the others are made
equal to. Ctrl-C: what is done so far is reported.)";

constexpr int kMostComposed = 10'000;

// The options of the arguments with another preset and, unless it is empty, another cell.
Result<TrainOptions> options_of(const CompareArguments& arguments, const std::string& preset,
                                const std::string& cell) {
  TrainingArguments chosen(static_cast<const TrainingArguments&>(arguments));
  chosen.preset = preset;
  chosen.cell = cell;
  auto options = TRY(training_options(chosen));
  if (arguments.equal_in() == EqualIn::kTime && !arguments.stated.has("--patience")) {
    options.patience = 0;  // the time is to be used
  }
  return options;
}

Result<std::vector<Entrant>> entrants_of(const CompareArguments& arguments) {
  std::vector<Entrant> entrants;
  if (arguments.has_preset("paper")) {
    for (const std::string& cell : arguments.cells) {
      // Stated twice is wanted once.
      if (std::ranges::find(entrants, cell, &Entrant::name) == entrants.end()) {
        const auto options = TRY(options_of(arguments, "paper", cell));
        entrants.push_back({.name = cell, .preset = "paper", .options = options});
      }
    }
  }
  if (arguments.has_preset("music")) {
    const auto options = TRY(options_of(arguments, "music", ""));
    entrants.push_back(
        {.name = "preset music", .preset = "music", .options = options, .beside = true});
  }
  return entrants;
}

Result<void> check_arguments(const CompareArguments& arguments) {
  if (arguments.stated.has("--cells") && !arguments.has_preset("paper")) {
    return fail("--cells are those of the preset paper: add it to --presets or leave --cells out");
  }
  for (const char* option : {"--epochs", "--steps"}) {
    if (arguments.equal_in() == EqualIn::kTime && arguments.stated.has(option)) {
      return fail(fmt::format(
          "{} follow from --seconds when the time is equal: leave one of them out", option));
    }
  }
  if (arguments.equal_in() == EqualIn::kParameters && arguments.stated.has("--seconds")) {
    return fail("--seconds belong to --equal time");
  }
  return {};
}

Result<CellComparisonRequest> comparison_request(const CompareArguments& arguments) {
  TRY(check_arguments(arguments));
  auto entrants = TRY(entrants_of(arguments));
  const auto reference = TRY(options_of(arguments, "paper", "gru"));
  return CellComparisonRequest{.source = static_cast<const CorpusSource&>(arguments),
                               .entrants = std::move(entrants),
                               .reference = reference,
                               .equal = arguments.equal_in(),
                               .seconds = arguments.seconds,
                               .composed_pieces = arguments.composed_pieces,
                               .output = arguments.output,
                               .force = arguments.force,
                               .threads = arguments.threads};
}

void print_network(const std::string& label, const Trainer& trainer) {
  const TrainOptions& options = trainer.record().options;
  print_wrapped(stderr, "{}: {} {} layers of {}, {} parameters; {} of {} steps\n", label,
                options.layers, title_of(options.cell), options.hidden,
                grouped(static_cast<std::uint64_t>(trainer.parameter_count())),
                counted(static_cast<std::uint64_t>(options.epochs), "epoch"),
                trainer.steps_per_epoch());
}

void print_comparison(const NetworkComparison& comparison, const CompareArguments& arguments) {
  if (arguments.json) {
    fmt::print("{}\n", json_text(network_comparison_json(comparison), 2));
    return;
  }
  print_text(stdout, network_comparison_text(comparison, columns_of(stdout)));
  if (!arguments.output.empty()) {
    print_wrapped("Open {} in a browser for the curves.\n", arguments.output.string());
  }
}

int comparison_exit_code(const NetworkComparison& comparison) {
  const bool diverged = std::ranges::any_of(
      comparison.networks,
      [](const ComparedNetwork& network) { return network.status == TrainerStatus::kDiverged; });
  return comparison.interrupted ? kInterruptedExitCode : diverged ? 1 : 0;
}

Result<NetworkComparison> compare_on_terminal(const CompareArguments& arguments) {
  const auto request = TRY(comparison_request(arguments));
  TerminalWatch terminal;
  CellComparisonWatch watch;
  terminal.attach_to(watch);
  watch.files = [](std::span<const FileOutcome> files) {
    print_file_report(files, /*verbose=*/false);
  };
  watch.begins = [&] { terminal.hold(); };
  watch.network = print_network;
  watch.composes_nothing = [](const std::string& label, const Error& error) {
    print_wrapped(stderr, "{}: does not compose: {}\n", label, printable(error.message()));
  };
  return compare_cells(request, watch);
}

// The exit code.
Result<int> compare(const CompareArguments& arguments) {
  const auto comparison = TRY(compare_on_terminal(arguments));
  if (comparison.networks.empty()) {
    print_wrapped(stderr, "No epoch was done: there is nothing to compare.\n");
    return kInterruptedExitCode;
  }
  print_comparison(comparison, arguments);
  return comparison_exit_code(comparison);
}

std::vector<std::string> all_cells() {
  std::vector<std::string> names;
  for (const auto& [cell, name] : EnumNames<Cell>::kNames) {
    names.emplace_back(name);
  }
  return names;
}

void list_fields(CompareArguments& arguments, FieldList& fields) {
  list_path_fields(arguments, fields);
  fields(arguments.output, {.option = "-o,--output", .help = "write a page with the curves too"});
  list_force_field(arguments.force, "a file", fields);
  fields(arguments.cells, {.option = "--cells",
                           .value = "LIST",
                           .help = "which networks of the preset paper: some of "
                                   "feedforward,rnn,lstm,gru",
                           .choices = all_cells(),
                           .usual = "all"});
  fields(arguments.presets, {.option = "--presets",
                             .value = "LIST",
                             .help = "paper: with each cell; music: beside them",
                             .choices = {"paper", "music"}});
  fields(arguments.equal, {.option = "--equal",
                           .help = "what the networks of the preset paper have alike",
                           .choices = {"parameters", "time"}});
  fields(arguments.seconds, {.option = "--seconds",
                             .help = "how long each network trains, with --equal time",
                             .limits = between(0.01, 1e7)});
  fields(arguments.composed_pieces,
         {.option = "--novelty",
          .help = "pieces that each network composes, to see how much it copies; 0: none",
          .limits = between(0, kMostComposed)});
  list_training_fields(arguments, "print one JSON object, at the end", fields);
  fields.heading("Files");
  list_corpus_fields(arguments, fields);
  // Each network takes as many steps as its own size allows.
  fields.leave_out("--step-plan");
  fields.leave_out("--end-bias");
  // One of each is no comparison.
  fields.leave_out("--cell");
  fields.leave_out("--preset");
}

}  // namespace

void add_compare_command(CLI::App& app, int& exit_code) {
  add_command<CompareArguments>(
      app, exit_code,
      {"compare", "train networks of different cells under equal conditions", kCompareExamples},
      [](const CompareArguments& arguments) { return compare(arguments); });
}

}  // namespace bachprop
