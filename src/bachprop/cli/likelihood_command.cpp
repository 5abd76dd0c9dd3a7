#include <fmt/core.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "bachprop/base/json_text.h"
#include "bachprop/base/numbers.h"
#include "bachprop/base/parallel.h"
#include "bachprop/base/try.h"
#include "bachprop/cli/command.h"
#include "bachprop/cli/file_report.h"
#include "bachprop/cli/interrupt.h"
#include "bachprop/cli/option_adapter.h"
#include "bachprop/cli/progress.h"
#include "bachprop/cli/terminal.h"
#include "bachprop/corpus/collect.h"
#include "bachprop/evaluate/likelihood.h"
#include "bachprop/report/text.h"
#include "bachprop/report/text_table.h"
#include "bachprop/train/bundled_model.h"
#include "bachprop/train/trained_model.h"

namespace bachprop {
namespace {

using Json = nlohmann::ordered_json;

struct LikelihoodArguments {
  std::vector<std::filesystem::path> paths;
  std::filesystem::path model;
  bool json = false;
};

constexpr const char* kExamples =
    R"(Examples:
  bachprop likelihood chorale.mid --model my.safetensors
  bachprop likelihood my-folder --json

Nats a note: minus the logarithm of the probability that the network gives to each note (dT, T given
dT, P given both), as a mean over the notes and the final START/END. Lower: better predicted.)";

constexpr std::size_t kListedErrors = 20;

// A file and what became of it: an error, or a likelihood.
struct ScoredFile {
  std::string name;
  std::string error;  // empty: scored
  Likelihood likelihood;
};

struct ScoredFiles {
  std::vector<ScoredFile> files;
  Likelihood total;
  std::size_t scored = 0;
  bool stopped = false;  // by Ctrl-C, before all were scored
};

// Percussion is kept or dropped as it was for the model.
Result<Collection> read_pieces(const LikelihoodArguments& arguments, const TrainedModel& model) {
  ProgressBar bar("reading", 0, "files");
  CollectOptions options;
  options.corpus = model.corpus_options;
  options.threads = available_threads();
  return load_pieces(arguments.paths, options,
                     [&](std::size_t done, std::size_t total) { bar.show(done, total); });
}

std::vector<Likelihood> measure_with_progress(const TrainedModel& model,
                                              const std::vector<std::vector<NoteSymbols>>& pieces,
                                              const std::vector<Metre>& metres) {
  std::uint64_t events = 0;
  for (const auto& piece : pieces) {
    events += piece.size() + 1;
  }
  const InterruptGuard guard;
  ProgressBar bar("measuring", events, "notes");
  return measure_likelihood(model.network, model.dictionaries, pieces,
                            [&](std::int64_t done) {
                              bar.show(static_cast<std::uint64_t>(done));
                              return !interrupted();
                            },
                            {.vocabulary = model.vocabulary, .metres = metres});
}

std::vector<ScoredFile> skipped_files(const Collection& collection) {
  std::vector<ScoredFile> files;
  for (const FileOutcome& file : collection.files) {
    if (!file.is_piece()) {
      files.push_back({.name = file.name, .error = file.reason, .likelihood = {}});
    }
  }
  return files;
}

ScoredFiles score_files(const Collection& collection, const TrainedModel& model) {
  ScoredFiles result{.files = skipped_files(collection), .total = {}};
  std::vector<std::vector<NoteSymbols>> pieces;
  std::vector<Metre> metres;
  std::vector<std::string> names;
  for (const Piece& piece : collection.corpus.pieces) {
    auto symbols = encode(piece.score, model.dictionaries);
    if (symbols) {
      pieces.push_back(std::move(*symbols));
      metres.push_back(piece.score.time_signatures);
      names.push_back(piece.name);
    } else {
      result.files.push_back({.name = piece.name,
                              .error = "cannot be scored: " + symbols.error().message(),
                              .likelihood = {}});
    }
  }
  const std::vector<Likelihood> likelihoods = measure_with_progress(model, pieces, metres);
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    const bool done = likelihoods[i].events > 0;
    result.files.push_back({.name = names[i],
                            .error = done ? "" : "stopped before it was scored",
                            .likelihood = likelihoods[i]});
    result.total += likelihoods[i];
    result.scored += done ? 1 : 0;
    result.stopped = result.stopped || !done;
  }
  std::ranges::sort(result.files, {}, &ScoredFile::name);
  return result;
}

// Values of dT, T, P and, where it has a meaning, their sum.
Json features_json(double dt, double duration, double pitch) {
  return {{"dt", dt}, {"duration", duration}, {"pitch", pitch}};
}

Json likelihood_json(const Likelihood& likelihood) {
  const LogLikelihood& sum = likelihood.log_likelihood;
  const auto events = as_double(likelihood.events);
  Json nats_a_note = features_json(-sum.dt / events, -sum.duration / events, -sum.pitch / events);
  nats_a_note["sum"] = -sum.sum() / events;
  return {{"events", likelihood.events},
          {"nats_per_note", std::move(nats_a_note)},
          {"nats", -sum.sum()},
          {"accuracy", features_json(as_double(likelihood.correct_dt) / events,
                                     as_double(likelihood.correct_duration) / events,
                                     as_double(likelihood.correct_pitch) / events)}};
}

Json file_json(const ScoredFile& file) {
  Json json = {{"file", file.name}};
  if (file.error.empty()) {
    json.update(likelihood_json(file.likelihood));
  } else {
    json["error"] = file.error;
  }
  return json;
}

void print_json(const ScoredFiles& scored, const TrainedModel& model) {
  Json files = Json::array();
  for (const ScoredFile& file : scored.files) {
    files.push_back(file_json(file));
  }
  const Json json = {{"model", {{"name", model.name}, {"sha256", model.sha256}}},
                     {"files", std::move(files)},
                     {"all", scored.scored > 0 ? likelihood_json(scored.total) : Json(nullptr)}};
  fmt::print("{}\n", json_text(json, 2));
}

std::vector<std::string> row_of(const std::string& name, std::int64_t notes,
                                const Likelihood& likelihood) {
  const LogLikelihood& sum = likelihood.log_likelihood;
  const auto events = as_double(likelihood.events);
  const auto nats = [&](double log_likelihood) {
    return fmt::format("{:.3f}", -log_likelihood / events);
  };
  const auto percent = [&](std::int64_t correct) {
    return fmt::format("{:.1f}", 100 * as_double(correct) / events);
  };
  return {name,
          fmt::format("{}", notes),
          nats(sum.dt),
          nats(sum.duration),
          nats(sum.pitch),
          nats(sum.sum()),
          fmt::format("{:.1f}", -sum.sum()),
          percent(likelihood.correct_dt),
          percent(likelihood.correct_duration),
          percent(likelihood.correct_pitch)};
}

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

void print_table(const ScoredFiles& scored) {
  Table table{.header = {"file", "notes", "dT", "T", "P", "sum", "a piece", "dT %", "T %", "P %"}};
  for (const ScoredFile& file : scored.files) {
    if (file.error.empty()) {
      table.rows.push_back(row_of(file.name, file.likelihood.events - 1, file.likelihood));
    }
  }
  if (scored.scored > 1) {
    table.rows.push_back(row_of(
        "all", scored.total.events - static_cast<std::int64_t>(scored.scored), scored.total));
  }
  print_wrapped("nats a note (dT, T, P, their sum), nats a piece, and accuracy in %\n");
  print_text(stdout, text_table(table, columns_of(stdout)));
}

// The exit code.
Result<int> likelihood(const LikelihoodArguments& arguments) {
  const auto model = TRY(arguments.model.empty() ? bundled_model() : load_model(arguments.model));
  const auto collection = TRY(read_pieces(arguments, model));
  print_file_report(collection.files, /*verbose=*/false);
  const ScoredFiles scored = score_files(collection, model);
  if (arguments.json) {
    print_json(scored, model);
  } else {
    if (scored.scored > 0) {
      print_table(scored);
    }
    print_errors(scored);
  }
  if (scored.stopped) {
    return kInterruptedExitCode;
  }
  if (scored.scored == 0) {
    return fail(
        fmt::format("none of {} files could be scored by {}", scored.files.size(), model.name));
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
      app, exit_code, {"likelihood", "measure how well a model predicts given pieces", kExamples},
      [](const LikelihoodArguments& arguments) { return likelihood(arguments); });
}

}  // namespace bachprop
