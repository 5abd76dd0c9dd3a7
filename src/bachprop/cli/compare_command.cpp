#include <fmt/core.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <iterator>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "bachprop/base/file_io.h"
#include "bachprop/base/json_text.h"
#include "bachprop/base/numbers.h"
#include "bachprop/base/try.h"
#include "bachprop/cli/command.h"
#include "bachprop/cli/file_report.h"
#include "bachprop/cli/interrupt.h"
#include "bachprop/cli/option_adapter.h"
#include "bachprop/cli/output_file.h"
#include "bachprop/cli/progress.h"
#include "bachprop/cli/terminal.h"
#include "bachprop/cli/training_corpus.h"
#include "bachprop/cli/training_options.h"
#include "bachprop/cli/training_progress.h"
#include "bachprop/generate/composer.h"
#include "bachprop/report/cell_comparison_report.h"
#include "bachprop/report/text.h"

namespace bachprop {
namespace {

using Clock = std::chrono::steady_clock;

struct CompareArguments : TrainingArguments, CorpusArguments {
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

constexpr const char* kExamples =
    R"(Examples:
  bachprop compare my-folder -o report.html                 about equal numbers of parameters
  bachprop compare my-folder --equal time --seconds 120     two minutes for each
  bachprop compare my-folder --cells lstm,gru --presets paper --json

Trains the preset paper with each cell on the same split with the same seed, and the preset music
beside them; other options hold for all of them, --hidden for the network that the others are made
equal to. Ctrl-C: what is done so far is reported.)";

constexpr int kMostComposed = 10'000;

double seconds_since(Clock::time_point begin) {
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

// A network that is to be trained.
struct Entrant {
  std::string name;
  std::string preset;
  std::string cell;     // empty: that of the preset
  bool beside = false;  // see ComparedNetwork
};

std::vector<std::vector<Note>> notes_of(const std::vector<EncodedPiece>& pieces,
                                        const Dictionaries& dictionaries) {
  std::vector<std::vector<Note>> notes;
  for (const EncodedPiece& piece : pieces) {
    notes.push_back(decode(piece.notes, dictionaries).notes);
  }
  return notes;
}

std::vector<Entrant> entrants_of(const CompareArguments& arguments) {
  std::vector<Entrant> entrants;
  if (arguments.has_preset("paper")) {
    for (const std::string& cell : arguments.cells) {
      // Stated twice is wanted once.
      if (std::ranges::find(entrants, cell, &Entrant::cell) == entrants.end()) {
        entrants.push_back({.name = cell, .preset = "paper", .cell = cell});
      }
    }
  }
  if (arguments.has_preset("music")) {
    entrants.push_back({.name = "preset music", .preset = "music", .cell = "", .beside = true});
  }
  return entrants;
}

Result<TrainOptions> options_of(const CompareArguments& arguments, const Entrant& entrant) {
  TrainingArguments chosen(static_cast<const TrainingArguments&>(arguments));
  chosen.preset = entrant.preset;
  chosen.cell = entrant.cell;
  auto options = training_options(chosen);
  if (options && arguments.equal_in() == EqualIn::kTime && !arguments.stated.has("--patience")) {
    options->patience = 0;  // the time is to be used
  }
  return options;
}

// The units of a layer with which the network has as nearly as can be so many parameters.
int equal_hidden(const TrainingSet& set, TrainOptions options, std::int64_t parameters) {
  const auto excess = [&](int hidden) {
    options.hidden = hidden;
    return parameter_count(set, options) - parameters;
  };
  int low = 1;
  int high = kMaxHidden;
  while (low < high) {
    const int middle = (low + high) / 2;
    if (excess(middle) < 0) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low > 1 && std::abs(excess(low - 1)) <= std::abs(excess(low)) ? low - 1 : low;
}

// What a network learns from, and how.
struct Lesson {
  TrainingSet set;
  TrainOptions options;
};

class Comparison {
 public:
  Comparison(const CompareArguments& arguments, const Corpus& corpus, const TrainingSet& split)
      : arguments_(arguments), corpus_(corpus), split_(split) {
    result_.equal = arguments.equal_in();
    result_.seconds_each = arguments.seconds;
    result_.threads = arguments.threads;
    result_.seed = arguments.options.seed;
    result_.training_pieces = split.training.size();
    result_.training_notes = count_notes(split.training);
    result_.validation_pieces = split.validation.size();
    result_.validation_notes = count_notes(split.validation);
    result_.composed_pieces = arguments.composed_pieces;
    result_.pattern_length = kUsualPattern;
  }

  // Until all are trained or Ctrl-C.
  Result<void> run() {
    const InterruptGuard guard;
    const std::vector<Entrant> entrants = entrants_of(arguments_);
    TRY(count_reference());
    // At once, so that a page that cannot be written is no disappointment after hours.
    auto written = write_page();
    for (std::size_t i = 0; written && i < entrants.size() && !result_.interrupted; ++i) {
      label_ = fmt::format("{} ({}/{})", entrants[i].name, i + 1, entrants.size());
      TRY(train(entrants[i]));
      written = write_page();
    }
    return written;
  }

  [[nodiscard]] const NetworkComparison& result() const { return result_; }

 private:
  Result<Lesson> lesson_of(const Entrant& entrant) const {
    const auto options = TRY(options_of(arguments_, entrant));
    Lesson lesson{{}, options};
    auto set = TRY(complete(split_, corpus_, lesson.options));
    lesson.set = std::move(set);
    return lesson;
  }

  Result<void> count_reference() {
    if (result_.equal != EqualIn::kParameters) {
      return {};
    }
    const auto lesson = TRY(lesson_of({.name = "gru", .preset = "paper", .cell = "gru"}));
    result_.reference_parameters = parameter_count(lesson.set, lesson.options);
    return {};
  }

  // Once it is written, the page is this run's own.
  Result<void> write_page() {
    const bool own = std::exchange(page_written_, true);
    return arguments_.output.empty()
               ? Result<void>()
               : write_file(arguments_.output, render_report(network_comparison_page(result_)),
                            if_there(arguments_.force || own));
  }

  // How many epochs the time suffices for, measured on a network that is thrown away.
  int epochs_in_time(const Lesson& lesson) const {
    constexpr double kShareOfTime = 0.05;  // to measure for, at least
    constexpr double kMostOfTime = 0.5;
    constexpr double kManyEpochs = 1'000'000;
    TrainOptions options = lesson.options;
    options.epochs = as_int(kManyEpochs);
    Trainer trainer(lesson.set, options, arguments_.threads);
    ProgressBar bar(label_ + " measuring the speed",
                    static_cast<std::uint64_t>(notes_in_epoch(lesson.set, options)), "notes");
    const Clock::time_point began = Clock::now();
    double seconds = 0;
    std::size_t done = 0;
    while (trainer.status() == TrainerStatus::kRunning && !interrupted() &&
           seconds < kMostOfTime * arguments_.seconds) {
      trainer.step();
      seconds = seconds_since(began);
      bar.show(static_cast<std::uint64_t>(trainer.notes_done()));
      const bool epoch_done = trainer.record().epochs.size() > done;
      done = trainer.record().epochs.size();
      if (epoch_done && seconds > kShareOfTime * arguments_.seconds) {
        break;
      }
    }
    if (done == 0 && interrupted()) {
      return 1;
    }
    const auto epochs =
        as_double(trainer.notes_done()) / as_double(notes_in_epoch(lesson.set, options));
    return as_int(std::clamp(std::round(epochs / seconds * arguments_.seconds), 1.0, kManyEpochs));
  }

  void adjust(Lesson& lesson, const Entrant& entrant) const {
    if (result_.equal == EqualIn::kTime) {
      lesson.options.epochs = epochs_in_time(lesson);
    } else if (!entrant.beside) {
      lesson.options.hidden =
          equal_hidden(lesson.set, lesson.options, result_.reference_parameters);
    }
  }

  Result<void> train(const Entrant& entrant) {
    auto lesson = TRY(lesson_of(entrant));
    adjust(lesson, entrant);
    Trainer trainer(std::move(lesson.set), lesson.options, arguments_.threads);
    print_wrapped(stderr, "{}: {} {} layers of {}, {} parameters; {} of {} steps\n", label_,
                  lesson.options.layers, title_of(lesson.options.cell), lesson.options.hidden,
                  grouped(static_cast<std::uint64_t>(trainer.parameter_count())),
                  counted(static_cast<std::uint64_t>(lesson.options.epochs), "epoch"),
                  trainer.steps_per_epoch());
    ComparedNetwork network{
        .name = entrant.name, .preset = entrant.preset, .beside = entrant.beside};
    network.parameters = trainer.parameter_count();
    run_training(trainer, network);
    network.record = trainer.record();
    network.status = trainer.status();
    network.interrupted = interrupted() && network.status == TrainerStatus::kRunning;
    measure_novelty(trainer, network);
    result_.interrupted = interrupted();
    if (!network.record.epochs.empty()) {
      result_.networks.push_back(std::move(network));
    }
    return {};
  }

  [[nodiscard]] bool out_of_time(double seconds) const {
    return result_.equal == EqualIn::kTime && seconds >= arguments_.seconds;
  }

  // Until the end of the last epoch, of the first epoch after the time, or Ctrl-C.
  void run_training(Trainer& trainer, ComparedNetwork& network) const {
    ProgressBar bar(label_, static_cast<std::uint64_t>(trainer.notes_in_all()), "",
                    time_left_of(trainer));
    const Clock::time_point began = Clock::now();
    bool in_time = true;
    while (trainer.status() == TrainerStatus::kRunning && in_time && !interrupted()) {
      trainer.step();
      ++network.steps;
      network.seconds = seconds_since(began);
      if (trainer.record().epochs.size() > network.seconds_at.size()) {
        network.seconds_at.push_back(network.seconds);
        in_time = !out_of_time(network.seconds);
      }
      bar.show(static_cast<std::uint64_t>(trainer.notes_done()), training_details(trainer));
    }
  }

  // Nothing when Ctrl-C came before, or when the network cannot compose: that is said, and the
  // others are compared all the same.
  [[nodiscard]] std::optional<std::vector<std::vector<Note>>> composed_by(
      const Trainer& trainer) const {
    const TrainedModel model = trained_model(trainer, corpus_);
    ProgressBar bar(label_ + " composing", static_cast<std::uint64_t>(arguments_.composed_pieces),
                    "pieces", TimeLeft::kUnknown);
    const auto pieces = compose(model,
                                {.pieces = arguments_.composed_pieces,
                                 .seed = result_.seed,
                                 .frame = frame_for(model, std::nullopt, std::nullopt),
                                 .threads = arguments_.threads},
                                [&](const ComposeProgress& progress) {
                                  bar.show(static_cast<std::uint64_t>(progress.pieces));
                                  return !interrupted();
                                });
    bar.clear();
    if (!pieces) {
      print_wrapped(stderr, "{}: does not compose: {}\n", label_,
                    printable(pieces.error().message()));
      return std::nullopt;
    }
    if (std::ssize(*pieces) < arguments_.composed_pieces) {
      return std::nullopt;
    }
    std::vector<std::vector<Note>> notes;
    for (const ComposedPiece& piece : *pieces) {
      notes.push_back(piece.score.notes);
    }
    return notes;
  }

  void measure_novelty(const Trainer& trainer, ComparedNetwork& network) {
    if (arguments_.composed_pieces == 0 || interrupted() || trainer.record().best_epoch == 0) {
      return;
    }
    const Dictionaries& dictionaries = trainer.set().dictionaries;
    std::vector<std::vector<Note>> training = notes_of(trainer.set().training, dictionaries);
    for (const auto& variants : trainer.set().rhythm_variants) {
      std::ranges::move(notes_of(variants, dictionaries), std::back_inserter(training));
    }
    const KnownPatterns known({training.begin(), training.end()}, PatternKind::kExact);
    if (!result_.validation_novelty) {
      result_.validation_novelty =
          novelty_of(known, notes_of(trainer.set().validation, dictionaries), kUsualPattern);
    }
    if (const auto pieces = composed_by(trainer)) {
      network.novelty = novelty_of(known, *pieces, kUsualPattern);
    }
  }

  const CompareArguments& arguments_;
  const Corpus& corpus_;
  const TrainingSet& split_;
  std::string label_;
  bool page_written_ = false;
  NetworkComparison result_;
};

Result<void> check_arguments(const CompareArguments& arguments) {
  if (arguments.stated.has("--cells") && !arguments.has_preset("paper")) {
    return fail("--cells are those of the preset paper: add it to --presets or leave --cells out");
  }
  if (arguments.equal_in() == EqualIn::kTime && arguments.stated.has("--epochs")) {
    return fail("--epochs follow from --seconds when the time is equal: leave one of them out");
  }
  if (arguments.equal_in() == EqualIn::kParameters && arguments.stated.has("--seconds")) {
    return fail("--seconds belong to --equal time");
  }
  std::vector<std::filesystem::path> inputs = arguments.paths;
  inputs.push_back(arguments.split);
  return arguments.output.empty() ? Result<void>()
                                  : ready_to_write({.path = arguments.output,
                                                    .usual_name = "report.html",
                                                    .force = arguments.force},
                                                   inputs);
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

// The exit code.
Result<int> compare(const CompareArguments& arguments) {
  TRY(check_arguments(arguments));
  // Before the pieces are read, so that a wrong option is named at once.
  for (const Entrant& entrant : entrants_of(arguments)) {
    TRY(options_of(arguments, entrant));
  }
  const auto pieces = TRY(read_pieces(arguments, arguments.threads));
  print_file_report(pieces.files, /*verbose=*/false);
  const auto split = TRY(split_pieces(pieces.corpus, arguments, arguments.options));
  if (split.training.empty() || split.validation.empty()) {
    return fail(
        fmt::format(
            "networks are compared on validation pieces: there are {} of them and {} to learn from",
            split.validation.size(), split.training.size()),
        "give more pieces, or another --validation or --split");
  }
  Comparison comparison(arguments, pieces.corpus, split);
  TRY(comparison.run());
  if (comparison.result().networks.empty()) {
    print_wrapped(stderr, "No epoch was done: there is nothing to compare.\n");
    return kInterruptedExitCode;
  }
  print(comparison.result(), arguments);
  return exit_code_of(comparison.result());
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
                           .help = "of the networks of the preset paper: some of "
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
                             .help = "of training for each network, with --equal time",
                             .limits = between(0.01, 1e7)});
  fields(arguments.composed_pieces,
         {.option = "--novelty",
          .help = "pieces that each network composes, to see how much it copies; 0: none",
          .limits = between(0, kMostComposed)});
  list_training_fields(arguments, "print one JSON object, at the end", fields);
  fields.heading("Files");
  list_corpus_fields(arguments, fields);
  // One of each is no comparison.
  fields.leave_out("--cell");
  fields.leave_out("--preset");
}

}  // namespace

void add_compare_command(CLI::App& app, int& exit_code) {
  add_command<CompareArguments>(
      app, exit_code,
      {"compare", "train networks of different cells under equal conditions", kExamples},
      [](const CompareArguments& arguments) { return compare(arguments); });
}

}  // namespace bachprop
