#include "bachprop/generate/pieces_json.h"

#include <fmt/core.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "bachprop/base/fields_json.h"
#include "bachprop/base/numbers.h"
#include "bachprop/corpus/corpus_statistics.h"
#include "bachprop/train/train_options.h"

namespace bachprop {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kFormatVersion = 1;

// Short enough to read; adding up a thousand of them still gives the fourth decimal.
double rounded(double value) { return std::stod(fmt::format("{:.6f}", value)); }

Json options_json(const PiecesRecord& record) {
  Json json = fields_as_json(fields_to_read(record.options));
  json["quarters_per_minute"] =
      record.quarters_per_minute ? Json(*record.quarters_per_minute) : Json(nullptr);
  json["limits"] = record.are_limits_stated ? kStatedLimits : kLimitsOfCorpus;
  return json;
}

Json prime_json(const PiecesRecord& record) {
  if (!record.options.prime) {
    return nullptr;
  }
  const Prime& prime = *record.options.prime;
  return {{"file", record.prime_source.file},
          {"quarters", record.prime_source.quarters.to_double()},
          {"notes", prime.symbols.size()},
          {"notes_changed", prime.notes_changed},
          {"notes_dropped", prime.notes_dropped},
          {"remarks", prime.remarks}};
}

// Of its beginning.
Json tempo_json(const Score& score) {
  return score.tempos.empty() ? Json(nullptr) : Json(score.tempos.front().quarters_per_minute);
}

Json piece_json(const ComposedPiece& piece, const ComposeOptions& options) {
  const LogLikelihood mean = per_event(piece);
  return {{"file", piece_file_name(piece.number, options)},
          {"number", piece.number},
          {"notes", piece.symbols.size()},
          {"notes_given", piece.prime_notes},
          {"quarters", end_of(piece.score).to_double()},
          {"quarters_per_minute", tempo_json(piece.score)},
          {"ended", piece.ended},
          {"beginnings", piece.beginnings},
          {"transposed", piece.transposed},
          {"log_likelihood_per_note",
           {{"dt", rounded(mean.dt)},
            {"duration", rounded(mean.duration)},
            {"pitch", rounded(mean.pitch)},
            {"sum", rounded(mean.sum())}}}};
}

Json selection_json(const Selection& selection) {
  Json scores = Json::array();
  for (const double score : selection.scores) {
    scores.push_back(rounded(score));
  }
  Json parts = Json::object();
  for (const auto& [name, distance] : selection.parts) {
    parts[name] = rounded(distance);
  }
  return {{"candidate", selection.candidate},  {"of", selection.scores.size()},
          {"score", rounded(selection.score)}, {"scores", std::move(scores)},
          {"distances", std::move(parts)},     {"faults", selection.faults}};
}

// Only what is there.
void add_files(Json& json, const PieceFiles& files) {
  const std::pair<const char*, const std::string&> names[] = {{"musicxml", files.musicxml},
                                                              {"pdf", files.pdf}};
  for (const auto& [kind, name] : names) {
    if (!name.empty()) {
      json[kind] = name;
    }
  }
  const std::pair<const char*, const std::vector<std::string>&> lists[] = {
      {"svg", files.svg}, {"sounds", files.sounds}, {"parts", files.parts}};
  for (const auto& [kind, list] : lists) {
    if (!list.empty()) {
      json[kind] = list;
    }
  }
}

}  // namespace

std::string piece_file_name(int number, const ComposeOptions& options) {
  const int digits = std::max(3, as_int(std::to_string(last_number(options)).size()));
  return fmt::format("piece-{:0{}}.mid", number, digits);
}

bool was_stopped(const PiecesRecord& record) {
  return std::ssize(record.pieces) < record.options.pieces;
}

LogLikelihood per_event(const ComposedPiece& piece) {
  const double events = std::max(1, piece.events);
  return {.dt = piece.log_likelihood.dt / events,
          .duration = piece.log_likelihood.duration / events,
          .pitch = piece.log_likelihood.pitch / events};
}

Json pieces_json(const PiecesRecord& record) {
  Json pieces = Json::array();
  for (std::size_t i = 0; i < record.pieces.size(); ++i) {
    pieces.push_back(piece_json(record.pieces[i], record.options));
    if (const auto& selection = record.pieces[i].selection) {
      pieces.back()["selection"] = selection_json(*selection);
    }
    if (i < record.files.size()) {
      add_files(pieces.back(), record.files[i]);
    }
  }
  return {{"format", "bachprop pieces"},
          {"format_version", kFormatVersion},
          {"model", {{"name", record.model_name}, {"sha256", record.model_sha256}}},
          {"seed", record.options.seed},
          {"options", options_json(record)},
          {"best_of", record.best_of},
          {"stopped", was_stopped(record)},
          {"prime", prime_json(record)},
          {"sheets",
           {{"arrangement", record.playing.arrangement},
            {"flat", record.playing.flat},
            {"ritardando", record.playing.ritardando}}},
          {"pieces", std::move(pieces)}};
}

}  // namespace bachprop
