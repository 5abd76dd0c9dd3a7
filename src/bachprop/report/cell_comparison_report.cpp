#include "bachprop/report/cell_comparison_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "bachprop/base/numbers.h"
#include "bachprop/report/text.h"
#include "bachprop/report/text_table.h"

namespace bachprop {
namespace {

using Json = nlohmann::ordered_json;

// Nothing for a training that diverged in its first epoch.
std::optional<FeatureMeans> best_validation(const ComparedNetwork& network) {
  const int best = network.record.best_epoch;
  return best > 0 ? std::optional(network.record.epochs[as_index(best - 1)].validation)
                  : std::nullopt;
}

const char* end_of(const ComparedNetwork& network) {
  switch (network.status) {
    case TrainerStatus::kAllEpochsDone:
      return "all epochs done";
    case TrainerStatus::kOutOfPatience:
      return "no better for long";
    case TrainerStatus::kTargetReached:
      return "target reached";
    case TrainerStatus::kDiverged:
      return "diverged";
    case TrainerStatus::kRunning:
      break;
  }
  return network.interrupted ? "interrupted" : "out of time";
}

std::string percent_or_nothing(double share) {
  return std::isfinite(share) ? fmt::format("{:.1f}", 100 * share) : "";
}

void add_novelty(std::vector<std::string>& row, const std::optional<NoveltyOfPieces>& novelty) {
  row.push_back(novelty ? percent_or_nothing(novelty->own_share()) : "");
  row.push_back(
      novelty ? fmt::format("{} ({:.0f})", novelty->longest_copy, novelty->mean_longest_copy) : "");
}

std::string marked_name(const ComparedNetwork& network) {
  return network.name + (network.beside ? " *" : "");
}

// What was trained, and for how long.
Table training_table(const NetworkComparison& comparison) {
  Table table{.header = {"network", "parameters", "layers", "epochs", "steps", "seconds", "end"}};
  for (const ComparedNetwork& network : comparison.networks) {
    const TrainOptions& options = network.record.options;
    table.rows.push_back({marked_name(network),
                          grouped(static_cast<std::uint64_t>(network.parameters)),
                          fmt::format("{} x {}", options.layers, options.hidden),
                          fmt::format("{}/{}", network.record.epochs.size(), options.epochs),
                          grouped(static_cast<std::uint64_t>(network.steps)),
                          fmt::format("{:.1f}", network.seconds), end_of(network)});
  }
  return table;
}

std::vector<std::string> outcome_row(const ComparedNetwork& network, bool with_novelty) {
  std::vector<std::string> row = {marked_name(network),
                                  fmt::format("{}", network.record.best_epoch)};
  const auto best = best_validation(network);
  row.push_back(best ? fmt::format("{:.3f}", best->sum()) : "");
  for (std::size_t f = 0; f < kFeatures; ++f) {
    row.push_back(best ? fmt::format("{:.3f}", best->nats[f]) : "");
  }
  for (std::size_t f = 0; f < kFeatures; ++f) {
    row.push_back(best ? percent_or_nothing(best->accuracy[f]) : "");
  }
  if (with_novelty) {
    add_novelty(row, network.novelty);
  }
  return row;
}

// How well the best of each predicts, and how much it copies.
Table outcome_table(const NetworkComparison& comparison) {
  const bool with_novelty = comparison.composed_pieces > 0;
  Table table{.header = {"network", "best", "loss", "dT", "T", "P", "dT %", "T %", "P %"}};
  if (with_novelty) {
    table.header.insert(table.header.end(), {"own %", "copy (mean)"});
  }
  for (const ComparedNetwork& network : comparison.networks) {
    table.rows.push_back(outcome_row(network, with_novelty));
  }
  if (with_novelty && comparison.validation_novelty) {
    std::vector<std::string> row = {"validation pieces"};
    row.resize(table.header.size() - 2);
    add_novelty(row, comparison.validation_novelty);
    table.rows.push_back(std::move(row));
  }
  return table;
}

std::string piece_counts_text(std::size_t pieces, std::int64_t notes, const char* part) {
  return fmt::format("{} ({})", counted(pieces, fmt::format("{} piece", part)),
                     counted(static_cast<std::uint64_t>(notes), "note"));
}

std::string equality_text(const NetworkComparison& comparison) {
  if (comparison.equal == EqualIn::kTime) {
    return fmt::format(
        "Equal time: each trained for about {:g} seconds on {}, with the units of its preset. So "
        "that the learning rate falls to 0 in that time, the number of epochs follows from how "
        "long one took beforehand; after the epoch in which the time ran out, training stopped.",
        comparison.seconds_each, counted(static_cast<std::uint64_t>(comparison.threads), "thread"));
  }
  return fmt::format(
      "Equal numbers of parameters: the units of a layer are those with which a network comes "
      "nearest to the {} parameters of the reference, the preset paper with GRUs.",
      grouped(static_cast<std::uint64_t>(comparison.reference_parameters)));
}

std::string novelty_text(const NetworkComparison& comparison) {
  return fmt::format(
      "own: the share of the patterns of {} notes that stand in no training piece, in any key, in "
      "{} composed with seed {} at temperature 1; copy: the longest passage that does, in notes "
      "(mean of the pieces). Far less of its own than the validation pieces have: the network "
      "recites.",
      comparison.pattern_length,
      counted(static_cast<std::uint64_t>(comparison.composed_pieces), "piece"), comparison.seed);
}

// What must be known to read the table.
std::vector<std::string> comparison_conditions(const NetworkComparison& comparison) {
  std::vector<std::string> sentences = {
      fmt::format(
          "{}, {}; the same split and the seed {} for all.",
          piece_counts_text(comparison.training_pieces, comparison.training_notes, "training"),
          piece_counts_text(comparison.validation_pieces, comparison.validation_notes,
                            "validation"),
          comparison.seed),
      equality_text(comparison),
      "best: the epoch with the lowest validation loss, which all beside it is about: nats a note, "
      "in sum and of dT, T and P, and how often each was guessed right."};
  if (std::ranges::any_of(comparison.networks, &ComparedNetwork::beside)) {
    sentences.emplace_back(
        comparison.equal == EqualIn::kTime
            ? "* of another preset, with a size of its own: not one of the cells compared."
            : "* of another preset, with a size of its own: neither one of the cells compared nor "
              "equal to them in parameters.");
  }
  if (comparison.composed_pieces > 0) {
    sentences.push_back(novelty_text(comparison));
  }
  if (comparison.interrupted) {
    sentences.emplace_back("Stopped on request, before all was done.");
  }
  return sentences;
}

enum class Curve { kTraining, kValidation };

LineSeries network_series(const ComparedNetwork& network, const std::string& name, Curve curve) {
  LineSeries series;
  series.name = name;
  series.dashed = curve == Curve::kTraining;
  for (const EpochRecord& epoch : network.record.epochs) {
    series.x.push_back(epoch.epoch);
    series.y.push_back((curve == Curve::kTraining ? epoch.training : epoch.validation).sum());
  }
  return series;
}

LineChart against_seconds(const NetworkComparison& comparison) {
  LineChart chart{.title = "Validation loss against time",
                  .x_label = "seconds of training",
                  .y_label = "nats a note"};
  for (const ComparedNetwork& network : comparison.networks) {
    LineSeries series = network_series(network, network.name, Curve::kValidation);
    series.x = network.seconds_at;
    chart.series.push_back(std::move(series));
  }
  return chart;
}

LineChart against_epochs(const NetworkComparison& comparison) {
  LineChart chart{.title = "Cross-entropy against epochs: validation, and training dashed",
                  .x_label = "epoch",
                  .y_label = "nats a note"};
  for (std::size_t i = 0; i < comparison.networks.size(); ++i) {
    const ComparedNetwork& network = comparison.networks[i];
    chart.series.push_back(network_series(network, network.name, Curve::kValidation));
    chart.series.back().colour = as_int(i);
    chart.series.push_back(network_series(network, network.name + ", training", Curve::kTraining));
    chart.series.back().colour = as_int(i);
  }
  return chart;
}

Json piece_counts_json(std::size_t pieces, std::int64_t notes) {
  return {{"pieces", pieces}, {"notes", notes}};
}

Json network_novelty_json(const std::optional<NoveltyOfPieces>& novelty) {
  if (!novelty) {
    return nullptr;
  }
  return {{"pieces", novelty->pieces},
          {"patterns", novelty->patterns},
          {"own_patterns", novelty->own_patterns},
          {"own_share", novelty->own_share()},
          {"longest_copy", novelty->longest_copy},
          {"mean_longest_copy", novelty->mean_longest_copy}};
}

Json epochs_json(const ComparedNetwork& network) {
  Json epochs = Json::array();
  for (std::size_t i = 0; i < network.record.epochs.size(); ++i) {
    epochs.push_back(Json(to_json(network.record.epochs[i])));
    epochs.back()["seconds"] = network.seconds_at[i];
  }
  return epochs;
}

Json network_json(const ComparedNetwork& network) {
  const TrainOptions& options = network.record.options;
  Json epochs = epochs_json(network);
  const int best = network.record.best_epoch;
  Json best_valid = best > 0 ? epochs[as_index(best - 1)]["valid"] : Json();
  return {{"network", network.name},
          {"preset", network.preset},
          {"cell", name_of(options.cell)},
          {"beside", network.beside},
          {"parameters", network.parameters},
          {"layers", options.layers},
          {"hidden", options.hidden},
          {"epochs_done", network.record.epochs.size()},
          {"epochs_planned", options.epochs},
          {"steps", network.steps},
          {"seconds", network.seconds},
          {"end", end_of(network)},
          {"best_epoch", best},
          {"best_valid", std::move(best_valid)},
          {"novelty", network_novelty_json(network.novelty)},
          {"options", to_json(options)},
          {"epochs", std::move(epochs)}};
}

}  // namespace

NoveltyOfPieces novelty_of(const KnownPatterns& known, const std::vector<std::vector<Note>>& pieces,
                           int pattern_length) {
  NoveltyOfPieces sum;
  double notes = 0;
  for (const auto& piece : pieces) {
    const Novelty novelty = known.novelty(piece);
    const auto k = as_index(pattern_length);
    sum.patterns += novelty.profile.patterns[k];
    sum.own_patterns += novelty.profile.own[k];
    sum.longest_copy = std::max(sum.longest_copy, novelty.longest());
    notes += novelty.longest();
    ++sum.pieces;
  }
  sum.mean_longest_copy = notes / as_double(std::max<std::int64_t>(1, sum.pieces));
  return sum;
}

std::string network_comparison_text(const NetworkComparison& comparison, std::size_t width) {
  std::string text = text_table(training_table(comparison), width) + "\n" +
                     text_table(outcome_table(comparison), width) + "\n";
  for (const std::string& sentence : comparison_conditions(comparison)) {
    text += sentence + "\n";
  }
  return text;
}

Json network_comparison_json(const NetworkComparison& comparison) {
  const bool parameters = comparison.equal == EqualIn::kParameters;
  Json json = {
      {"equal", parameters ? "parameters" : "time"},
      {"reference_parameters", parameters ? Json(comparison.reference_parameters) : Json()},
      {"seconds_each", parameters ? Json() : Json(comparison.seconds_each)},
      {"threads", comparison.threads},
      {"seed", comparison.seed},
      {"train", piece_counts_json(comparison.training_pieces, comparison.training_notes)},
      {"valid", piece_counts_json(comparison.validation_pieces, comparison.validation_notes)},
      {"pattern_length", comparison.pattern_length},
      {"validation_novelty", network_novelty_json(comparison.validation_novelty)},
      {"interrupted", comparison.interrupted},
      {"networks", Json::array()}};
  for (const ComparedNetwork& network : comparison.networks) {
    json["networks"].push_back(network_json(network));
  }
  return json;
}

Report network_comparison_page(const NetworkComparison& comparison) {
  Report report;
  report.title = "Networks compared";
  report.items.emplace_back(training_table(comparison));
  report.items.emplace_back(outcome_table(comparison));
  for (const std::string& sentence : comparison_conditions(comparison)) {
    report.items.emplace_back(Paragraph{sentence});
  }
  report.items.emplace_back(against_seconds(comparison));
  report.items.emplace_back(against_epochs(comparison));
  return report;
}

}  // namespace bachprop
