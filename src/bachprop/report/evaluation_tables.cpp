#include "bachprop/report/evaluation_tables.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "bachprop/analysis/piece_metre.h"
#include "bachprop/base/numbers.h"
#include "bachprop/render/musical_names.h"
#include "bachprop/report/nearest_name.h"
#include "bachprop/report/text.h"

namespace bachprop {
namespace {

std::string number_text(double value, int digits) {
  return std::isfinite(value) ? fmt::format("{:.{}f}", value, digits) : "-";
}

// One row for each figure, one column for each set.
Table table_of_sets(const EvaluationReport& report, bool with_corpus, std::string first_column) {
  Table table;
  table.header = {std::move(first_column)};
  for (const SetFigures* set : columns_of(report)) {
    if (with_corpus || set != &report.figures.corpus) {
      table.header.push_back(column_name(report, *set));
    }
  }
  return table;
}

// A figure of each column's set.
template <typename Figure>
void add_set_row(Table& table, const EvaluationReport& report, bool with_corpus, std::string name,
                 Figure figure) {
  auto& row = table.rows.emplace_back();
  row.push_back(std::move(name));
  for (const SetFigures* set : columns_of(report)) {
    if (with_corpus || set != &report.figures.corpus) {
      row.push_back(figure(*set));
    }
  }
}

// A note under the name of the row that was added last.
void note_row(Table& table, std::string note) {
  table.row_notes.resize(table.rows.size());
  table.row_notes.back() = std::move(note);
}

// "18 of 146".
std::string count_text(std::size_t count, std::size_t all) {
  return fmt::format("{} of {}", grouped(count), grouped(all));
}

// "48 (36 to 68)".
std::string quarters_text(const QuartersOfPieces& quarters) {
  return std::isnan(quarters.median) ? "-"
                                     : fmt::format("{:.0f} ({:.0f} to {:.0f})", quarters.median,
                                                   quarters.tenth, quarters.ninetieth);
}

template <typename NoveltyOf>
void add_copies(Table& table, const EvaluationReport& report, NoveltyOf novelty_of) {
  add_set_row(table, report, true,
              fmt::format("notes in copied passages of {} or more, %", kUsualPattern),
              [&](const SetFigures& set) {
                return interval_text(novelty_of(set).share_in_copies, 100, 1);
              });
  add_set_row(
      table, report, true, "notes of a piece's longest copy, mean",
      [&](const SetFigures& set) { return interval_text(novelty_of(set).longest_copy, 1, 1); });
  add_set_row(table, report, true, "notes of the longest copy of all", [&](const SetFigures& set) {
    return fmt::format("{}", novelty_of(set).longest_copy_of_all);
  });
}

// The near-duplicates of training pieces. The corpus is compared leave-one-out, with its other
// pieces.
std::size_t copies_of_corpus(const EvaluationReport& report, const SetFigures& set) {
  return &set == &report.figures.corpus ? set.near_duplicates.size()
                                        : set.near_duplicates_of_corpus.size();
}

std::string shift_text(int semitones) {
  return semitones == 0 ? "0" : fmt::format("{:+d}", semitones);
}

std::string factor_text(Quarters duration_factor) {
  return duration_factor == Quarters(1) ? "the same"
                                        : fmt::format("times {}", mixed_number(duration_factor));
}

std::vector<std::string> copy_row(const EvaluationReport& report, std::size_t i) {
  const SetFigures& set = report.figures.sets.front();
  const Piece& piece = report.sets.front().pieces[i];
  const bool any_speed = set.any_speed[i].longest() > set.exact[i].longest();
  const Novelty& novelty = any_speed ? set.any_speed[i] : set.exact[i];
  std::vector<std::string> row = {piece.name,
                                  number_text(100 * set.exact[i].profile.share(kUsualPattern), 1),
                                  fmt::format("{}", novelty.longest())};
  if (!novelty.longest_copy) {
    row.insert(row.end(), {"-", "-", "-", "-", "-"});
    return row;
  }
  const Copy& copy = *novelty.longest_copy;
  const Piece& source = report.corpus.pieces[as_index(copy.source)];
  row.insert(row.end(), {place_text(piece.score, as_index(copy.first_note)), source.name,
                         place_text(source.score, as_index(copy.source_note)),
                         shift_text(copy.semitones), factor_text(copy.duration_factor)});
  return row;
}

bool holds_its_value(const Interval& interval) {
  return !(interval.value < interval.low || interval.value > interval.high);
}

// "0.00053* (0.00062 to 0.00141)" where the interval does not hold its value.
std::string marked_text(const Interval& interval, int most_decimals) {
  std::string text = significant_text(interval, most_decimals);
  return holds_its_value(interval) ? text : text.insert(text.find(' '), 1, '*');
}

Table distance_table(const EvaluationReport& report, Interval DistributionFigures::*distance,
                     int most_decimals) {
  Table table = table_of_sets(report, /*with_corpus=*/false, "distribution");
  bool all_hold = true;
  for (std::size_t i = 0; i < all_distributions().size(); ++i) {
    if (!has_counts(report, i)) {
      continue;
    }
    add_set_row(table, report, false, std::string(all_distributions()[i].title),
                [&](const SetFigures& set) {
                  const Interval& interval = set.distributions[i].*distance;
                  all_hold = all_hold && holds_its_value(interval);
                  return marked_text(interval, most_decimals);
                });
  }
  if (!all_hold) {
    table.note =
        "* The interval does not hold its figure: the samples that it comes from are noisier than "
        "the set that they are drawn from, and noise adds to a distance. Compare such figures with "
        "each other rather than with those of equal sets.";
  }
  return table;
}

int decimals_of(double largest, int most_decimals) {
  constexpr int kDigits = 3;
  const int before_point = largest > 0 ? 1 + as_int(std::floor(std::log10(largest))) : kDigits;
  return std::clamp(kDigits - before_point, 0, most_decimals);
}

// A column of one figure for each set but the corpus.
template <typename FigureOf>
Table table_of_features(const EvaluationReport& report, FigureOf figure_of) {
  Table table = table_of_sets(report, /*with_corpus=*/false, "distances between pieces");
  for (std::size_t i = 0; i < report.figures.sets.front().features.size(); ++i) {
    add_set_row(table, report, false, std::string(report.figures.sets.front().features[i].name),
                [&](const SetFigures& set) {
                  return number_text(figure_of(set.features[i].distance.a), 3);
                });
  }
  return table;
}

}  // namespace

std::string interval_text(const Interval& interval, double factor, int digits) {
  return std::isfinite(interval.value)
             ? fmt::format("{0:.{3}f} ({1:.{3}f} to {2:.{3}f})", factor * interval.value,
                           factor * interval.low, factor * interval.high, digits)
             : "-";
}

std::string significant_text(const Interval& interval, int most_decimals) {
  const double largest =
      std::max({std::abs(interval.value), std::abs(interval.low), std::abs(interval.high)});
  return interval_text(interval, 1, decimals_of(largest, most_decimals));
}

bool has_counts(const EvaluationReport& report, std::size_t i) {
  return std::ranges::any_of(columns_of(report), [&](const SetFigures* set) {
    return set->distributions[i].counts.total() > 0;
  });
}

std::string column_name(const EvaluationReport& report, const SetFigures& set) {
  const bool taken = &set == &report.figures.corpus &&
                     std::ranges::find(report.figures.sets, set.name, &SetFigures::name) !=
                         report.figures.sets.end();
  return taken ? "corpus " + set.name : set.name;
}

std::vector<const SetFigures*> columns_of(const EvaluationReport& report) {
  std::vector<const SetFigures*> columns;
  for (const SetFigures& set : report.figures.sets) {
    columns.push_back(&set);
  }
  columns.push_back(&report.figures.corpus);
  return columns;
}

std::string place_text(const Score& score, std::size_t note) {
  const BarNumbers bars = bar_numbers(score, metre_of(score));
  const Quarters onset = score.notes[note].onset;
  return fmt::format("bar {}, beat {}", bars.at(onset), mixed_number(bars.quarter_at(onset)));
}

QuartersOfPieces quarters_of_pieces(std::span<const Piece> pieces) {
  std::vector<double> lengths;
  for (const Piece& piece : pieces) {
    lengths.push_back(end_of(piece.score).to_double());
  }
  std::ranges::sort(lengths);
  const auto at = [&](double share) {
    return lengths.empty() ? kUndefined
                           : lengths[as_index(std::round(share * as_double(lengths.size() - 1)))];
  };
  return {.tenth = at(0.1), .median = at(0.5), .ninetieth = at(0.9)};
}

Table sets_table(const EvaluationReport& report) {
  Table table{.header = {"set", "pieces", "notes", "a piece", "middle half", "quarters (8 in 10)"}};
  const std::vector<const SetFigures*> columns = columns_of(report);
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const SetFigures* set = columns[i];
    table.rows.push_back(
        {column_name(report, *set), grouped(set->pieces),
         grouped(static_cast<std::uint64_t>(set->notes)), number_text(set->notes_a_piece.median, 0),
         fmt::format("{:.0f} to {:.0f}", set->notes_a_piece.low, set->notes_a_piece.high),
         quarters_text(quarters_of_pieces(i < report.sets.size() ? report.sets[i].pieces
                                                                 : report.corpus.pieces))});
  }
  return table;
}

Table originality_table(const EvaluationReport& report) {
  Table table = table_of_sets(report, /*with_corpus=*/true, "held against the corpus");
  table.caption = "Own patterns and copies, with 95 % intervals";
  for (std::size_t kind = 0; kind < kPatternKinds; ++kind) {
    add_set_row(
        table, report, true,
        fmt::format("own patterns of {} notes, {}, %", kUsualPattern,
                    title_of(static_cast<PatternKind>(kind))),
        [&](const SetFigures& set) { return interval_text(set.novelty[kind].own_share, 100, 1); });
  }
  add_copies(table, report,
             [](const SetFigures& set) { return set.novelty[as_index(PatternKind::kExact)]; });
  note_row(table, "of all pieces: grows with their number");
  add_set_row(
      table, report, true, "pieces of which at least half stands in one corpus piece",
      [&](const SetFigures& set) { return count_text(copies_of_corpus(report, set), set.pieces); });
  table.row_notes.resize(table.rows.size());
  return table;
}

Table copies_table(const EvaluationReport& report, std::size_t most) {
  Table table{.caption = "The longest copied passage of each piece",
              .header = {"piece", "own %", "notes", "in the piece at", "source", "in the source at",
                         "semitones", "durations"}};
  const SetFigures& set = report.figures.sets.front();
  std::vector<std::size_t> order(set.exact.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  const auto longest = [&](std::size_t i) {
    return std::max(set.exact[i].longest(), set.any_speed[i].longest());
  };
  std::ranges::stable_sort(order, std::ranges::greater{}, longest);
  if (order.size() > most) {
    table.caption += fmt::format(", the {} longest", most);
    table.note = fmt::format("And {} more, whose copies are no longer.",
                             counted(order.size() - most, "piece"));
    order.resize(most);
  }
  for (const std::size_t i : order) {
    table.rows.push_back(copy_row(report, i));
  }
  return table;
}

Table divergence_table(const EvaluationReport& report) {
  constexpr int kMostDecimals = 5;
  Table table = distance_table(report, &DistributionFigures::divergence, kMostDecimals);
  table.caption =
      "Jensen-Shannon divergence from the corpus, in bits; 0: alike, 1: nothing in common";
  return table;
}

Table overlap_table(const EvaluationReport& report) {
  Table table = distance_table(report, &DistributionFigures::overlap, 3);
  table.caption = "Overlap area with the corpus; 1: alike, 0: nothing in common";
  return table;
}

Table diversity_table(const EvaluationReport& report) {
  Table table = table_of_sets(report, /*with_corpus=*/true, "held against the others of the set");
  table.caption =
      fmt::format("Each piece against the others of its own set, {} of each, with 95 % intervals",
                  counted(report.figures.pieces_in_self_novelty, "piece"));
  add_set_row(
      table, report, true, fmt::format("own patterns of {} notes, %", kUsualPattern),
      [](const SetFigures& set) { return interval_text(set.self_novelty.own_share, 100, 1); });
  add_copies(table, report, [](const SetFigures& set) { return set.self_novelty; });
  add_set_row(
      table, report, true, "pieces of which at least half stands in one other",
      [](const SetFigures& set) { return count_text(set.near_duplicates.size(), set.pieces); });
  note_row(table, "of all pieces: grows with their number");
  return table;
}

Table near_duplicates_table(const EvaluationReport& report) {
  Table table{.caption = "Near-duplicates", .header = {"piece", "of", "in common %"}};
  const std::span<const Piece> pieces = report.sets.front().pieces;
  const auto add = [&](const NearDuplicate& found, const std::string& of) {
    table.rows.push_back(
        {pieces[as_index(found.piece)].name, of, number_text(100 * found.share, 0)});
  };
  for (const NearDuplicate& found : report.figures.sets.front().near_duplicates_of_corpus) {
    add(found, "corpus: " + report.corpus.pieces[as_index(found.of)].name);
  }
  for (const NearDuplicate& found : report.figures.sets.front().near_duplicates) {
    add(found, pieces[as_index(found.of)].name);
  }
  return table;
}

Table craft_table(const EvaluationReport& report) {
  Table table = table_of_sets(report, /*with_corpus=*/true, "in a hundred");
  table.caption = "Part-writing, of pieces with 3 to 5 voices";
  const auto is_measured = [](const SetFigures* set) { return set->craft_pieces > 0; };
  if (std::ranges::none_of(columns_of(report), is_measured)) {
    return table;
  }
  for (std::size_t i = 0; i < craft_figures().size(); ++i) {
    const CraftFigure& figure = craft_figures()[i];
    add_set_row(table, report, true, std::string(figure.name),
                [&](const SetFigures& set) { return significant_text(set.craft[i], 2); });
    note_row(table, std::string(figure.unit));
  }
  add_set_row(table, report, true, "pieces measured",
              [](const SetFigures& set) { return grouped(set.craft_pieces); });
  table.row_notes.resize(table.rows.size());
  return table;
}

Table metrics_table(const EvaluationReport& report) {
  Table table = table_of_sets(report, /*with_corpus=*/true, "metric");
  table.caption = "Named metrics, mean of the pieces";
  for (std::size_t i = 0; i < all_piece_metrics().size(); ++i) {
    const PieceMetric& metric = all_piece_metrics()[i];
    add_set_row(table, report, true, std::string(metric.name),
                [&](const SetFigures& set) { return significant_text(set.metrics[i], 4); });
    note_row(table, std::string(metric.source));
  }
  return table;
}

Table feature_overlap_table(const EvaluationReport& report) {
  Table table = table_of_features(report, [](const auto& distance) { return distance.overlap; });
  table.caption = "Overlap after Yang and Lerch (mgeval); 1: alike, 0: nothing in common";
  return table;
}

Table feature_divergence_table(const EvaluationReport& report) {
  Table table = table_of_features(report, [](const auto& distance) { return distance.divergence; });
  table.caption = "Divergence after Yang and Lerch (mgeval), in nats; 0: alike";
  return table;
}

std::vector<std::string> conditions(const EvaluationReport& report) {
  std::vector<std::string> sentences;
  if (!report.how_held_out.empty()) {
    sentences.push_back(report.how_held_out);
  }
  sentences.insert(sentences.end(), report.warnings.begin(), report.warnings.end());
  if (!report.has_unseen()) {
    sentences.emplace_back(
        "No human music is known that the model has not seen (--model, --split or --held-out would "
        "tell), so each corpus piece against the others stands for it.");
  }
  sentences.push_back(fmt::format(
      "The corpus's own figures of originality are leave-one-out: each of its pieces against the "
      "others. In brackets: 95 % intervals from {} bootstrap samples of the pieces.",
      report.figures.bootstrap.resamples));
  sentences.push_back(
      fmt::format("Distances of distributions are those of {} of each set, and diversity that of "
                  "{}, drawn with "
                  "the seed {}: both depend on how many are looked at.",
                  counted(report.figures.pieces_in_distances, "piece"),
                  counted(report.figures.pieces_in_self_novelty, "piece"), report.seed));
  return sentences;
}

}  // namespace bachprop
