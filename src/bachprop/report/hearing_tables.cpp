#include "bachprop/report/hearing_tables.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <numeric>

#include "bachprop/base/numbers.h"
#include "bachprop/report/evaluation_tables.h"
#include "bachprop/report/text.h"

namespace bachprop {
namespace {

using Json = nlohmann::ordered_json;

// A report that was put together by hand may lack what a listener hears.
bool is_heard(const EvaluationReport& report) { return !report.figures.hearing.sets.empty(); }

// A set beside its name.
struct NamedFigures {
  std::string name;
  const HeardSetFigures& figures;
};

// The generated sets, the unseen one, the corpus.
std::vector<NamedFigures> named_figures(const EvaluationReport& report) {
  const std::vector<const SetFigures*> columns = columns_of(report);
  const Hearing& hearing = report.figures.hearing;
  std::vector<NamedFigures> named;
  for (std::size_t i = 0; is_heard(report) && i < columns.size(); ++i) {
    named.push_back({column_name(report, *columns[i]),
                     i < hearing.sets.size() ? hearing.sets[i] : hearing.corpus});
  }
  return named;
}

std::string mean_text(const FeatureInfo& feature, const Interval& mean) {
  return feature.unit == FeatureUnit::kShare ? interval_text(mean, 100, 1)
                                             : significant_text(mean, 3);
}

// The greater of pieces and passages.
double auc_of_group(const Told& told) {
  const auto value = [](const Interval& auc) { return std::isnan(auc.value) ? 0 : auc.value; };
  return std::max(value(told.whole), value(told.passages));
}

std::vector<FeatureGroup> groups_in_order(const Telling& told) {
  std::vector<FeatureGroup> groups;
  for (const auto& [group, name] : EnumNames<FeatureGroup>::kNames) {
    groups.push_back(group);
  }
  std::ranges::stable_sort(groups, std::ranges::greater{}, [&](FeatureGroup group) {
    return auc_of_group(told.groups[as_index(group)]);
  });
  return groups;
}

std::string auc_text(const Interval& auc) { return interval_text(auc, 1, 3); }

// 0 to 0.5.
double strength_of(const ToldByFeature& told) {
  const auto strength = [](double auc) { return std::isnan(auc) ? 0 : std::abs(auc - 0.5); };
  return std::max(strength(told.whole), strength(told.passages));
}

void add_feature_row(Table& table, const std::vector<NamedFigures>& sets, std::size_t feature) {
  const FeatureInfo& info = all_features()[feature];
  auto& row = table.rows.emplace_back();
  row.push_back(fmt::format("{}{}", info.name, info.unit == FeatureUnit::kShare ? ", %" : ""));
  for (const NamedFigures& set : sets) {
    row.push_back(mean_text(info, set.figures.features[feature]));
  }
  table.row_notes.emplace_back(name_of(info.group));
}

bool is_measured(const std::vector<NamedFigures>& sets, std::size_t feature) {
  return std::ranges::any_of(sets, [&](const NamedFigures& set) {
    return std::isfinite(set.figures.features[feature].value);
  });
}

Table table_of(const std::vector<NamedFigures>& sets, std::string first_column) {
  Table table;
  table.header = {std::move(first_column)};
  for (const NamedFigures& set : sets) {
    table.header.push_back(set.name);
  }
  return table;
}

// ---- In words ----

const HeardSetFigures& heard_human(const EvaluationReport& report) {
  const Hearing& hearing = report.figures.hearing;
  return hearing.has_unseen ? hearing.sets.back() : hearing.corpus;
}

const char* human_name(const EvaluationReport& report) {
  return report.figures.hearing.has_unseen ? "unseen human music" : "the corpus";
}

std::string percent_of_pairs(const Interval& auc) {
  return std::isnan(auc.value) ? "-" : fmt::format("{:.1f}", 100 * auc.value);
}

// "99.8 % of pairs of pieces and 98.2 % of pairs of passages of 4 bars".
std::string pairs_text(const Told& told) {
  if (std::isnan(told.passages.value)) {
    return fmt::format("{} % of pairs of pieces", percent_of_pairs(told.whole));
  }
  return fmt::format("{} % of pairs of pieces and {} % of pairs of passages of {} bars",
                     percent_of_pairs(told.whole), percent_of_pairs(told.passages), kWindowBars);
}

std::string not_told_text(const EvaluationReport& report) {
  return fmt::format(
      "Whether a classifier could tell them from {} cannot be measured: there are {} of each, and "
      "at least {} are needed.",
      human_name(report), counted(report.figures.hearing.pieces_told_apart, "piece"),
      kFewestToldApart);
}

// Less than a half is chance: what was learnt from some pieces does not hold for the others.
std::string floor_text(const Interval& auc) {
  return auc.value < 0.5 ? std::string("no more than 50 %") : percent_of_pairs(auc) + " %";
}

std::string told_text(const EvaluationReport& report, const Telling& told, const Telling& floor) {
  return fmt::format(
      "A simple classifier knows which is the new one in {}, one of them beside one of {} ({} of "
      "each; 50 % is guessing, and human music is told from human music in {}).",
      pairs_text(told.all), human_name(report), counted(told.pieces, "piece"),
      floor.is_measured()
          ? fmt::format("{} and {}", floor_text(floor.all.whole), floor_text(floor.all.passages))
          : std::string("an unknown share, as there is too little of it"));
}

std::string plain_mean(const FeatureInfo& feature, const Interval& mean) {
  if (std::isnan(mean.value)) {
    return "none";
  }
  return feature.unit == FeatureUnit::kShare ? fmt::format("{:.1f} %", 100 * mean.value)
                                             : fmt::format("{:.3g}", mean.value);
}

// The words for a sign of the first set.
std::string_view words_of(const EvaluationReport& report, const TellingSign& sign) {
  const FeatureInfo& feature = all_features()[sign.feature];
  const double mean = report.figures.hearing.sets.front().features[sign.feature].value;
  const double human = heard_human(report).features[sign.feature].value;
  // Where the means lie the other way round than most pieces do.
  return (mean > human) == sign.more ? words_for(feature, mean, human)
                                     : (sign.more ? feature.more : feature.less);
}

std::string sign_text(const EvaluationReport& report, const TellingSign& sign) {
  const FeatureInfo& feature = all_features()[sign.feature];
  return fmt::format(
      "{} ({}: {}, human music {})", words_of(report, sign), feature.name,
      plain_mean(feature, report.figures.hearing.sets.front().features[sign.feature]),
      plain_mean(feature, heard_human(report).features[sign.feature]));
}

std::string signs_text(const EvaluationReport& report) {
  constexpr std::size_t kMostNamed = 5;
  const std::vector<TellingSign> signs = signs_of(report.figures.hearing, 0);
  if (signs.empty()) {
    return "A listener would notice nothing that tells them from human music, as far as these "
           "figures show.";
  }
  std::vector<std::string> named;
  for (std::size_t i = 0; i < std::min(signs.size(), kMostNamed); ++i) {
    named.push_back(sign_text(report, signs[i]));
  }
  return fmt::format("A listener would notice first: {}{}.", fmt::join(named, "; "),
                     signs.size() > kMostNamed
                         ? fmt::format("; and more in {} of the {} groups of figures",
                                       signs.size() - kMostNamed, kFeatureGroups)
                         : "");
}

// ---- JSON ----

Json finite(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

Json interval_object(const Interval& interval) {
  return {{"value", finite(interval.value)},
          {"low", finite(interval.low)},
          {"high", finite(interval.high)}};
}

Json told_object(const Told& told) {
  return {{"pieces", interval_object(told.whole)}, {"passages", interval_object(told.passages)}};
}

}  // namespace

Table telling_table(const EvaluationReport& report) {
  const Hearing& hearing = report.figures.hearing;
  Table table;
  if (!is_told_apart(report)) {
    return table;
  }
  const Telling& first = hearing.sets.front().told;
  table.caption = fmt::format(
      "How well a classifier tells new pieces from {}: area under the ROC curve, {} of each; 0.5: "
      "not at all, 1: always",
      human_name(report), counted(first.pieces, "piece"));
  table.header = {"by"};
  std::vector<const Telling*> tellings;
  const auto add_columns = [&](const std::string& name, const Telling& told) {
    table.header.push_back(name + ", pieces");
    table.header.push_back(fmt::format("{}, {} bars", name, kWindowBars));
    tellings.push_back(&told);
  };
  for (std::size_t i = 0; i < report.generated; ++i) {
    add_columns(report.figures.sets[i].name, hearing.sets[i].told);
  }
  add_columns("human against human", hearing.floor);
  const auto add_row = [&](std::string name, auto told_of) {
    auto& row = table.rows.emplace_back();
    row.push_back(std::move(name));
    for (const Telling* telling : tellings) {
      row.push_back(auc_text(told_of(*telling).whole));
      row.push_back(auc_text(told_of(*telling).passages));
    }
  };
  add_row("everything", [](const Telling& telling) { return telling.all; });
  table.bold_rows = {0};
  for (const FeatureGroup group : groups_in_order(first)) {
    add_row(fmt::format("{} alone", name_of(group)),
            [&](const Telling& telling) { return telling.groups[as_index(group)]; });
  }
  return table;
}

Table telling_features_table(const EvaluationReport& report, std::size_t most) {
  if (!is_told_apart(report)) {
    return {};
  }
  const Telling& told = report.figures.hearing.sets.front().told;
  const std::vector<NamedFigures> sets = named_figures(report);
  Table table = table_of(sets, "mean of the pieces");
  table.caption = fmt::format("The {} figures that tell most", most);
  std::vector<std::size_t> order(all_features().size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, std::ranges::greater{},
                           [&](std::size_t i) { return strength_of(told.features[i]); });
  for (const std::size_t i : order) {
    if (table.rows.size() < most && is_measured(sets, i)) {
      add_feature_row(table, sets, i);
    }
  }
  return table;
}

Table features_table(const EvaluationReport& report) {
  const std::vector<NamedFigures> sets = named_figures(report);
  Table table = table_of(sets, "mean of the pieces");
  table.caption = "What a listener hears, all figures";
  for (std::size_t i = 0; i < all_features().size(); ++i) {
    if (is_measured(sets, i)) {
      add_feature_row(table, sets, i);
    }
  }
  return table;
}

Table bars_table(const EvaluationReport& report, const std::vector<std::size_t>& ks) {
  const std::vector<NamedFigures> sets = named_figures(report);
  Table table = table_of(sets, "bars of the top line, %");
  table.caption = "Bars that come back; in brackets, at another pitch";
  const bool has_bars = std::ranges::any_of(sets, [](const NamedFigures& set) {
    return std::isfinite(set.figures.like_before[1].value);
  });
  for (const std::size_t k : has_bars ? ks : std::vector<std::size_t>()) {
    auto& row = table.rows.emplace_back();
    row.push_back(k == 1 ? "like the bar before" : fmt::format("like the bar {} before", k));
    for (const NamedFigures& set : sets) {
      const Interval& like = set.figures.like_before.at(k);
      row.push_back(std::isnan(like.value)
                        ? "-"
                        : fmt::format("{:.1f} ({:.1f})", 100 * like.value,
                                      100 * set.figures.transposed_before.at(k).value));
    }
  }
  return table;
}

bool is_told_apart(const EvaluationReport& report) {
  return is_heard(report) && report.figures.hearing.sets.front().told.is_measured();
}

std::vector<std::string> hearing_verdict(const EvaluationReport& report) {
  if (!is_heard(report)) {
    return {};
  }
  if (!is_told_apart(report)) {
    return {not_told_text(report)};
  }
  const Hearing& hearing = report.figures.hearing;
  return {signs_text(report), told_text(report, hearing.sets.front().told, hearing.floor)};
}

Json telling_json(const Telling& told) {
  Json groups = Json::object();
  for (const auto& [group, name] : EnumNames<FeatureGroup>::kNames) {
    groups[std::string(name)] = told_object(told.groups[as_index(group)]);
  }
  Json features = Json::object();
  for (std::size_t i = 0; i < told.features.size(); ++i) {
    features[std::string(all_features()[i].key)] = {
        {"pieces", finite(told.features[i].whole)},
        {"passages", finite(told.features[i].passages)}};
  }
  return {{"pieces_of_each", told.pieces},
          {"everything", told_object(told.all)},
          {"groups", std::move(groups)},
          {"features", std::move(features)}};
}

Json heard_json(const HeardSetFigures& figures) {
  Json features = Json::object();
  for (std::size_t i = 0; i < figures.features.size(); ++i) {
    features[std::string(all_features()[i].key)] = interval_object(figures.features[i]);
    features.back()["pieces"] = figures.measured[i];
  }
  Json bars = Json::array();
  for (std::size_t k = 1; k <= kMostBarsBefore; ++k) {
    bars.push_back({{"bars_before", k},
                    {"like", interval_object(figures.like_before.at(k))},
                    {"transposed", interval_object(figures.transposed_before.at(k))}});
  }
  return {{"features", std::move(features)}, {"bars", std::move(bars)}};
}

Json signs_json(const EvaluationReport& report) {
  Json signs = Json::array();
  if (!is_told_apart(report)) {
    return signs;
  }
  for (const TellingSign& sign : signs_of(report.figures.hearing, 0)) {
    const FeatureInfo& feature = all_features()[sign.feature];
    signs.push_back({{"group", name_of(sign.group)},
                     {"area", sign.auc},
                     {"feature", feature.key},
                     {"words", words_of(report, sign)}});
  }
  return signs;
}

}  // namespace bachprop
