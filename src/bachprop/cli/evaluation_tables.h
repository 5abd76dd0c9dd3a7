// The tables of an evaluation; the text and the page show the same.
#pragma once

#include <string>

#include "bachprop/cli/evaluation_report.h"

namespace bachprop {

// "96.1 (95.4 to 96.8)"; "-" for what is not a number.
[[nodiscard]] std::string interval_text(const Interval& interval, double factor, int digits);

// The generated sets, the unseen one, the corpus.
[[nodiscard]] std::vector<const SetFigures*> columns_of(const EvaluationReport& report);

[[nodiscard]] Table sets_table(const EvaluationReport& report);
[[nodiscard]] Table originality_table(const EvaluationReport& report);
// The longest copy of each piece of the first set, the longest first; at most so many.
[[nodiscard]] Table copies_table(const EvaluationReport& report, std::size_t most);
[[nodiscard]] Table divergence_table(const EvaluationReport& report);
[[nodiscard]] Table overlap_table(const EvaluationReport& report);
[[nodiscard]] Table diversity_table(const EvaluationReport& report);
// Of the first set, among themselves and of the corpus; without rows when there are none.
[[nodiscard]] Table near_duplicates_table(const EvaluationReport& report);
[[nodiscard]] Table craft_table(const EvaluationReport& report);
[[nodiscard]] Table metrics_table(const EvaluationReport& report);
[[nodiscard]] Table features_table(const EvaluationReport& report);

// How the figures were made, a sentence each.
[[nodiscard]] std::vector<std::string> conditions(const EvaluationReport& report);

}  // namespace bachprop
