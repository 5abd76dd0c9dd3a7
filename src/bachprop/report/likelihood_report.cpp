#include "bachprop/report/likelihood_report.h"

#include <fmt/format.h>

#include <cstdint>
#include <nlohmann/json.hpp>
#include <utility>

#include "bachprop/base/numbers.h"
#include "bachprop/report/text_table.h"

namespace bachprop {
namespace {

using Json = nlohmann::ordered_json;

// Values of dT, T, P and, where it has a meaning, their sum.
Json nats_json(double dt, double duration, double pitch) {
  return {{"dt", dt}, {"duration", duration}, {"pitch", pitch}};
}

Json figures_json(const Likelihood& likelihood) {
  const LogLikelihood& sum = likelihood.log_likelihood;
  const auto events = as_double(likelihood.events);
  Json nats_a_note = nats_json(-sum.dt / events, -sum.duration / events, -sum.pitch / events);
  nats_a_note["sum"] = -sum.sum() / events;
  return {{"events", likelihood.events},
          {"nats_per_note", std::move(nats_a_note)},
          {"nats", -sum.sum()},
          {"accuracy", nats_json(as_double(likelihood.correct_dt) / events,
                                 as_double(likelihood.correct_duration) / events,
                                 as_double(likelihood.correct_pitch) / events)}};
}

Json file_json(const ScoredFile& file) {
  Json json = {{"file", file.name}};
  if (file.error.empty()) {
    json.update(figures_json(file.likelihood));
  } else {
    json["error"] = file.error;
  }
  return json;
}

std::vector<std::string> likelihood_row(const std::string& name, std::int64_t notes,
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

}  // namespace

std::string likelihood_text(const ScoredFiles& scored, std::size_t width) {
  Table table{.header = {"file", "notes", "dT", "T", "P", "sum", "a piece", "dT %", "T %", "P %"}};
  for (const ScoredFile& file : scored.files) {
    if (file.error.empty()) {
      table.rows.push_back(likelihood_row(file.name, file.likelihood.events - 1, file.likelihood));
    }
  }
  if (scored.scored > 1) {
    table.rows.push_back(likelihood_row(
        "all", scored.total.events - static_cast<std::int64_t>(scored.scored), scored.total));
  }
  return "nats a note (dT, T, P, their sum), nats a piece, and accuracy in %\n" +
         text_table(table, width);
}

Json likelihood_json(const ScoredFiles& scored) {
  Json files = Json::array();
  for (const ScoredFile& file : scored.files) {
    files.push_back(file_json(file));
  }
  return {{"model", {{"name", scored.model_name}, {"sha256", scored.model_sha256}}},
          {"files", std::move(files)},
          {"all", scored.scored > 0 ? figures_json(scored.total) : Json(nullptr)}};
}

}  // namespace bachprop
