#include "bachprop/report/evaluation_report.h"

#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "bachprop/base/numbers.h"
#include "bachprop/report/evaluation_tables.h"
#include "bachprop/report/hearing_tables.h"
#include "bachprop/report/text.h"
#include "bachprop/report/text_table.h"

namespace bachprop {
namespace {

using Json = nlohmann::ordered_json;

Json number(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

Json interval_json(const Interval& interval) {
  return {{"value", number(interval.value)},
          {"low", number(interval.low)},
          {"high", number(interval.high)}};
}

Json quartiles_json(const Quartiles& quartiles) {
  return {{"lower_quartile", number(quartiles.low)},
          {"median", number(quartiles.median)},
          {"upper_quartile", number(quartiles.high)}};
}

Json quarters_json(const QuartersOfPieces& quarters) {
  return {{"tenth", number(quarters.tenth)},
          {"median", number(quarters.median)},
          {"ninetieth", number(quarters.ninetieth)}};
}

Json novelty_json(const SetNovelty& novelty) {
  Json profile = Json::array();
  for (int k = 1; k <= kLongestPattern; ++k) {
    profile.push_back(quartiles_json(novelty.profile[as_index(k)]));
    profile.back()["k"] = k;
  }
  return {{"own_share", interval_json(novelty.own_share)},
          {"share_of_notes_in_copies", interval_json(novelty.share_in_copies)},
          {"mean_longest_copy", interval_json(novelty.longest_copy)},
          {"longest_copy", novelty.longest_copy_of_all},
          {"profile", std::move(profile)}};
}

Json copy_json(const EvaluationReport& report, const Piece& piece, const Novelty& novelty) {
  if (!novelty.longest_copy) {
    return nullptr;
  }
  const Copy& copy = *novelty.longest_copy;
  const Piece& source = report.corpus.pieces[as_index(copy.source)];
  return {{"notes", copy.notes},
          {"first_note", copy.first_note},
          {"at", place_text(piece.score, as_index(copy.first_note))},
          {"source", source.name},
          {"source_first_note", copy.source_note},
          {"source_at", place_text(source.score, as_index(copy.source_note))},
          {"semitones", copy.semitones},
          {"duration_factor", copy.duration_factor.to_double()}};
}

Json set_pieces_json(const EvaluationReport& report, const PieceSet& set,
                     const SetFigures& figures) {
  Json pieces = Json::array();
  for (std::size_t i = 0; i < set.pieces.size(); ++i) {
    const Piece& piece = set.pieces[i];
    pieces.push_back(
        {{"file", piece.name},
         {"notes", piece.score.notes.size()},
         {"own_share", number(figures.exact[i].profile.share(kUsualPattern))},
         {"share_of_notes_in_copies", number(figures.exact[i].share_in_copies())},
         {"longest_copy", copy_json(report, piece, figures.exact[i])},
         {"longest_copy_at_any_speed", copy_json(report, piece, figures.any_speed[i])}});
  }
  return pieces;
}

Json near_duplicates_json(std::span<const NearDuplicate> found, std::span<const Piece> pieces,
                          std::span<const Piece> known) {
  Json json = Json::array();
  for (const NearDuplicate& pair : found) {
    json.push_back({{"file", pieces[as_index(pair.piece)].name},
                    {"of", known[as_index(pair.of)].name},
                    {"share", pair.share}});
  }
  return json;
}

Json distributions_json(const SetFigures& figures) {
  Json json = Json::object();
  for (std::size_t i = 0; i < all_distributions().size(); ++i) {
    const DistributionInfo& info = all_distributions()[i];
    const DistributionFigures& distribution = figures.distributions[i];
    Json counts = Json::object();
    for (const auto& [category, count] : distribution.counts.counts) {
      counts[category_label(info.kind, category)] = count;
    }
    json[std::string(info.key)] = {{"divergence_bits", interval_json(distribution.divergence)},
                                   {"overlap", interval_json(distribution.overlap)},
                                   {"counts", std::move(counts)}};
  }
  return json;
}

Json feature_counts_json(const SetFigures& figures) {
  Json json = Json::object();
  for (const FeatureDistance& feature : figures.features) {
    const SetDistance& distance = feature.distance;
    json[std::string(feature.key)] = {{"mean_within", number(distance.mean_within_a)},
                                      {"mean_within_corpus", number(distance.mean_within_b)},
                                      {"mean_between", number(distance.mean_between)},
                                      {"overlap", number(distance.a.overlap)},
                                      {"divergence_nats", number(distance.a.divergence)}};
  }
  return json;
}

Json not_measured_json(const SetFigures& figures) {
  Json json = Json::object();
  for (const auto& [status, pieces] : figures.craft_not_measured) {
    json[std::string(name_of(status))] = pieces;
  }
  return json;
}

// What was heard of a set of the report.
const HeardSetFigures& heard_of(const EvaluationReport& report, const SetFigures& figures) {
  const Hearing& hearing = report.figures.hearing;
  return &figures == &report.figures.corpus
             ? hearing.corpus
             : hearing.sets[as_index(&figures - report.figures.sets.data())];
}

// Only new pieces are told from human music.
Json told_json(const EvaluationReport& report, const SetFigures& figures) {
  const Telling& told = heard_of(report, figures).told;
  return told.is_measured() ? telling_json(told) : Json(nullptr);
}

Json set_json(const EvaluationReport& report, const PieceSet& set, const SetFigures& figures) {
  Json novelty = Json::object();
  for (std::size_t kind = 0; kind < kPatternKinds; ++kind) {
    novelty[std::string(name_of(static_cast<PatternKind>(kind)))] =
        novelty_json(figures.novelty[kind]);
  }
  Json metrics = Json::object();
  for (std::size_t i = 0; i < all_piece_metrics().size(); ++i) {
    metrics[std::string(all_piece_metrics()[i].key)] = interval_json(figures.metrics[i]);
  }
  Json craft = Json::object();
  for (std::size_t i = 0; i < craft_figures().size(); ++i) {
    craft[std::string(craft_figures()[i].key)] = interval_json(figures.craft[i]);
  }
  const bool is_corpus = &figures == &report.figures.corpus;
  return {
      {"name", figures.name},
      {"pieces", figures.pieces},
      {"notes", figures.notes},
      {"notes_a_piece", quartiles_json(figures.notes_a_piece)},
      {"quarters_a_piece", quarters_json(quarters_of_pieces(set.pieces))},
      {"novelty", std::move(novelty)},
      {"among_themselves", novelty_json(figures.self_novelty)},
      {"near_duplicates", near_duplicates_json(figures.near_duplicates, set.pieces, set.pieces)},
      {"near_duplicates_of_corpus", is_corpus
                                        ? Json(nullptr)
                                        : near_duplicates_json(figures.near_duplicates_of_corpus,
                                                               set.pieces, report.corpus.pieces)},
      {"distributions", distributions_json(figures)},
      {"metrics", std::move(metrics)},
      {"features", feature_counts_json(figures)},
      {"craft", std::move(craft)},
      {"craft_pieces", figures.craft_pieces},
      {"craft_not_measured", not_measured_json(figures)},
      {"heard", heard_json(heard_of(report, figures))},
      {"told_from_human", told_json(report, figures)},
      {"pieces_in_distances", figures.pieces_in_distances},
      {"pieces_in_diversity", figures.pieces_in_self_novelty},
      {"each_piece", is_corpus ? Json(nullptr) : set_pieces_json(report, set, figures)}};
}

void add_table(std::string& text, const Table& table, std::size_t width) {
  if (!table.rows.empty()) {
    text += "\n" + table.caption + (table.caption.empty() ? "" : "\n") + text_table(table, width);
    text += table.note + (table.note.empty() ? "" : "\n");
  }
}

}  // namespace

std::string evaluation_text(const EvaluationReport& report, std::size_t width) {
  std::string text;
  for (const std::string& sentence : verdict(report)) {
    text += printable(sentence) + "\n\n";
  }
  text.pop_back();
  add_table(text, sets_table(report), width);
  add_table(text, telling_table(report), width);
  add_table(text, telling_features_table(report, kListedFeatures), width);
  add_table(text, bars_table(report, {1, 2, 4, 8, 16, 32}), width);
  add_table(text, originality_table(report), width);
  add_table(text, copies_table(report, kListedCopies), width);
  add_table(text, diversity_table(report), width);
  add_table(text, near_duplicates_table(report), width);
  add_table(text, divergence_table(report), width);
  add_table(text, craft_table(report), width);
  text += "\n";
  for (const std::string& sentence : conditions(report)) {
    text += printable(sentence) + "\n";
  }
  return text;
}

Json evaluation_json(const EvaluationReport& report) {
  Json sets = Json::array();
  for (std::size_t i = 0; i < report.generated; ++i) {
    sets.push_back(set_json(report, report.sets[i], report.figures.sets[i]));
  }
  return {{"format", "bachprop evaluation"},
          {"format_version", 1},
          {"verdict", verdict(report)},
          {"conditions", conditions(report)},
          {"pattern_length", kUsualPattern},
          {"seed", report.seed},
          {"pieces_in_distances", report.figures.pieces_in_distances},
          {"pieces_in_diversity", report.figures.pieces_in_self_novelty},
          {"notice_first", signs_json(report)},
          {"human_told_from_human", report.figures.hearing.floor.is_measured()
                                        ? telling_json(report.figures.hearing.floor)
                                        : Json(nullptr)},
          {"generated", std::move(sets)},
          {"unseen", report.has_unseen()
                         ? set_json(report, report.sets.back(), report.figures.sets.back())
                         : Json(nullptr)},
          {"corpus", set_json(report, report.corpus, report.figures.corpus)}};
}

}  // namespace bachprop
