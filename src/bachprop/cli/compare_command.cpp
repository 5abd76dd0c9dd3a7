#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "bachprop/base/json_text.h"
#include "bachprop/base/try.h"
#include "bachprop/cli/command.h"
#include "bachprop/cli/force_option.h"
#include "bachprop/cli/interrupt.h"
#include "bachprop/cli/number_range.h"
#include "bachprop/cli/one_of.h"
#include "bachprop/cli/print_files.h"
#include "bachprop/cli/progress.h"
#include "bachprop/cli/terminal.h"
#include "bachprop/cli/training_corpus.h"
#include "bachprop/cli/training_options.h"
#include "bachprop/report/text.h"
#include "bachprop/run/cell_comparison.h"

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
  // Whether they were stated, not left to the default.
  bool cells_stated = false;
  bool epochs_stated = false;
  bool patience_stated = false;
  bool seconds_stated = false;

  [[nodiscard]] bool has_preset(const char* name) const {
    return std::ranges::find(presets, name) != presets.end();
  }
  [[nodiscard]] EqualIn equal_in() const {
    return equal == "time" ? EqualIn::kTime : EqualIn::kParameters;
  }
};

constexpr const char* kExamples =
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
  if (arguments.equal_in() == EqualIn::kTime && !arguments.patience_stated) {
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
  if (arguments.cells_stated && !arguments.has_preset("paper")) {
    return fail("--cells are those of the preset paper: add it to --presets or leave --cells out");
  }
  if (arguments.equal_in() == EqualIn::kTime && arguments.epochs_stated) {
    return fail("--epochs follow from --seconds when the time is equal: leave one of them out");
  }
  if (arguments.equal_in() == EqualIn::kParameters && arguments.seconds_stated) {
    return fail("--seconds belong to --equal time");
  }
  return {};
}

Result<CellComparisonRequest> request_of(const CompareArguments& arguments) {
  TRY(check_arguments(arguments));
  auto entrants = TRY(entrants_of(arguments));
  const auto reference = TRY(options_of(arguments, "paper", "gru"));
  return CellComparisonRequest{.source = arguments,
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

void print(const NetworkComparison& comparison, const CompareArguments& arguments) {
  if (arguments.json) {
    fmt::print("{}\n", json_text(network_comparison_json(comparison), 2));
    return;
  }
  print_text(stdout, network_comparison_text(comparison, columns_of(stdout)));
  if (!arguments.output.empty()) {
    print_wrapped("Open {} in a browser for the curves.\n", arguments.output.string());
  }
}

int exit_code_of(const NetworkComparison& comparison) {
  const bool diverged = std::ranges::any_of(
      comparison.networks,
      [](const ComparedNetwork& network) { return network.status == TrainerStatus::kDiverged; });
  return comparison.interrupted ? kInterruptedExitCode : diverged ? 1 : 0;
}

Result<NetworkComparison> run_on_terminal(const CompareArguments& arguments) {
  const auto request = TRY(request_of(arguments));
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
  const auto comparison = TRY(run_on_terminal(arguments));
  if (comparison.networks.empty()) {
    print_wrapped(stderr, "No epoch was done: there is nothing to compare.\n");
    return kInterruptedExitCode;
  }
  print(comparison, arguments);
  return exit_code_of(comparison);
}

void add_options(CLI::App& command, CompareArguments& arguments) {
  add_corpus_options(command, arguments, arguments.options);
  command
      .add_option("--cells", arguments.cells,
                  "of the networks of the preset paper: feedforward,rnn,lstm,gru (default: all)")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->check(one_of({"feedforward", "rnn", "lstm", "gru"}));
  command
      .add_option("--presets", arguments.presets,
                  "paper: with each cell; music: beside them (default: paper,music)")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->check(one_of({"paper", "music"}));
  command
      .add_option("--equal", arguments.equal,
                  "what the networks of the preset paper have alike: parameters or time")
      ->check(one_of({"parameters", "time"}))
      ->capture_default_str();
  command
      .add_option("--seconds", arguments.seconds, "of training for each network, with --equal time")
      ->check(number_between(0.01, 1e7))
      ->capture_default_str();
  command
      .add_option("--novelty", arguments.composed_pieces,
                  "pieces that each network composes, to see how much it copies; 0: none")
      ->check(CLI::Range(0, kMostComposed))
      ->capture_default_str();
  command.add_option("-o,--output", arguments.output, "write a page with the curves too");
  add_force_option(command, arguments.force, "a file");
  add_training_options(command, arguments, "print one JSON object, at the end");
  // One of each is no comparison.
  for (const char* name : {"--cell", "--preset"}) {
    command.remove_option(command.get_option(name));
  }
}

}  // namespace

void add_compare_command(CLI::App& app, int& exit_code) {
  CLI::App* command =
      app.add_subcommand("compare", "train networks of different cells under equal conditions");
  command->footer(kExamples);
  const auto arguments = std::make_shared<CompareArguments>();
  add_options(*command, *arguments);
  command->callback([arguments, command, &exit_code] {
    arguments->cells_stated = command->count("--cells") > 0;
    arguments->epochs_stated = command->count("--epochs") > 0;
    arguments->patience_stated = command->count("--patience") > 0;
    arguments->seconds_stated = command->count("--seconds") > 0;
    exit_code = exit_code_of("compare", compare(*arguments));
  });
}

}  // namespace bachprop
