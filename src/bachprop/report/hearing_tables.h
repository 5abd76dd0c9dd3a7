// The tables and sentences of an evaluation that say what a listener would notice.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "bachprop/render/report_items.h"
#include "bachprop/report/evaluation_sets.h"

namespace bachprop {

// So many figures are listed where not all are asked for.
constexpr std::size_t kListedFeatures = 15;

// How well a classifier tells each new set from human music, and human music from human music. By
// all features, then by each group alone, the one that tells most of the first set first. Without
// rows where nothing could be told apart.
[[nodiscard]] Table telling_table(const EvaluationReport& report);
// The features that tell the first set most clearly from human music, with the mean of each set.
[[nodiscard]] Table telling_features_table(const EvaluationReport& report, std::size_t most);
// All features with the mean of each set, group by group.
[[nodiscard]] Table features_table(const EvaluationReport& report);
// The bars that are like the bar k before, for these k.
[[nodiscard]] Table bars_table(const EvaluationReport& report, const std::vector<std::size_t>& ks);

// Whether there are enough pieces to tell the first set from human music.
[[nodiscard]] bool is_told_apart(const EvaluationReport& report);

// What a listener would notice first, and how surely the first set is told apart; or why that
// cannot be measured.
[[nodiscard]] std::vector<std::string> hearing_verdict(const EvaluationReport& report);

// For docs/formats/evaluation.md.
[[nodiscard]] nlohmann::ordered_json telling_json(const Telling& told);
[[nodiscard]] nlohmann::ordered_json heard_json(const HeardSetFigures& figures);
[[nodiscard]] nlohmann::ordered_json signs_json(const EvaluationReport& report);

}  // namespace bachprop
