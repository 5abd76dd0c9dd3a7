// The tables of an evaluation; the text and the page show the same.
#pragma once

#include <span>
#include <string>

#include "bachprop/render/report_items.h"
#include "bachprop/report/evaluation_sets.h"

namespace bachprop {

// So many of the longest copies are listed where not all are asked for.
constexpr std::size_t kListedCopies = 10;

// "96.1 (95.4 to 96.8)"; "-" for what is not a number.
[[nodiscard]] std::string interval_text(const Interval& interval, double factor, int digits);
// The same with three digits in all of the largest of the three numbers, but no more than
// `most_decimals` behind the point. For instance "237 (191 to 291)", "0.0141 (0.0122 to 0.0173)".
[[nodiscard]] std::string significant_text(const Interval& interval, int most_decimals);

// The generated sets, the unseen one, the corpus.
[[nodiscard]] std::vector<const SetFigures*> columns_of(const EvaluationReport& report);
// The set's own; "corpus X" of a corpus X beside a set of this name.
[[nodiscard]] std::string column_name(const EvaluationReport& report, const SetFigures& set);

// How long pieces are; not numbers without pieces.
struct QuartersOfPieces {
  double tenth = 0;  // a tenth of the pieces is shorter
  double median = 0;
  double ninetieth = 0;  // a tenth is longer
};
[[nodiscard]] QuartersOfPieces quarters_of_pieces(std::span<const Piece> pieces);

[[nodiscard]] Table sets_table(const EvaluationReport& report);
[[nodiscard]] Table originality_table(const EvaluationReport& report);
// The longest copy of each piece of the first set, the longest first; at most so many. The note
// says how many more there are.
[[nodiscard]] Table copies_table(const EvaluationReport& report, std::size_t most);
// Without the distributions that no set has: music in one voice has no harmonic intervals. An
// asterisk marks intervals that do not hold their figure, and the note says why.
[[nodiscard]] Table divergence_table(const EvaluationReport& report);
[[nodiscard]] Table overlap_table(const EvaluationReport& report);
[[nodiscard]] Table diversity_table(const EvaluationReport& report);
// The near-duplicates of the first set, among themselves and of the corpus; without rows when there
// are none.
[[nodiscard]] Table near_duplicates_table(const EvaluationReport& report);
// Without rows when no set has a piece whose voices can be measured.
[[nodiscard]] Table craft_table(const EvaluationReport& report);
[[nodiscard]] Table metrics_table(const EvaluationReport& report);
[[nodiscard]] Table feature_overlap_table(const EvaluationReport& report);
[[nodiscard]] Table feature_divergence_table(const EvaluationReport& report);

// Whether any set has something to count in distribution i of all_distributions().
[[nodiscard]] bool has_counts(const EvaluationReport& report, std::size_t i);

// "bar 12, beat 3": bars from 1; beats are quarters, from 1.
[[nodiscard]] std::string place_text(const Score& score, std::size_t note);

// How the figures were made, a sentence each.
[[nodiscard]] std::vector<std::string> conditions(const EvaluationReport& report);

}  // namespace bachprop
