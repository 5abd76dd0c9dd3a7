#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <optional>
#include <set>
#include <string_view>
#include <utility>

#include "bachprop/base/numbers.h"
#include "bachprop/report/evaluation_report.h"
#include "bachprop/report/evaluation_tables.h"
#include "bachprop/report/hearing_tables.h"

namespace bachprop {
namespace {

// Categories that nobody uses more often are not drawn.
constexpr double kLeastShownShare = 0.002;

LineSeries profile_of(const SetNovelty& novelty, const std::string& name, bool with_band) {
  LineSeries series{.name = name};
  for (int k = 1; k <= kLongestPattern; ++k) {
    const Quartiles& shares = novelty.profile[as_index(k)];
    series.x.push_back(k);
    series.y.push_back(100 * shares.median);
    if (with_band) {
      series.low.push_back(100 * shares.low);
      series.high.push_back(100 * shares.high);
    }
  }
  return series;
}

// The profile of each set, `profile(set)`, over the length of the patterns.
template <typename Profile>
LineChart profiles(const EvaluationReport& report, std::string title, std::string y_label,
                   const Profile& profile) {
  LineChart chart{
      .title = std::move(title), .x_label = "k, notes of a pattern", .y_label = std::move(y_label)};
  for (const SetFigures* set : columns_of(report)) {
    chart.series.push_back(
        profile_of(profile(*set), column_name(report, *set), /*with_band=*/true));
  }
  return chart;
}

LineChart exact_profiles(const EvaluationReport& report) {
  return profiles(
      report, "Novelty profile: own patterns of k notes, median and quartiles of the pieces",
      "own patterns, %", [](const SetFigures& set) -> const auto& {
        return set.novelty[as_index(PatternKind::kExact)];
      });
}

// The first set and the human one, by kind.
LineChart profiles_by_kind(const EvaluationReport& report) {
  LineChart chart{.title = "The same with coarser patterns, medians; human music dashed",
                  .x_label = "k, notes of a pattern",
                  .y_label = "own patterns, %"};
  const SetFigures& human =
      report.has_unseen() ? report.figures.sets.back() : report.figures.corpus;
  for (std::size_t kind = 0; kind < kPatternKinds; ++kind) {
    const std::string title(title_of(static_cast<PatternKind>(kind)));
    for (const SetFigures* set : {&report.figures.sets.front(), &human}) {
      LineSeries series = profile_of(
          set->novelty[kind], fmt::format("{}, {}", column_name(report, *set), title), false);
      series.colour = as_int(kind);
      series.dashed = set == &human;
      chart.series.push_back(std::move(series));
    }
  }
  return chart;
}

LineChart self_novelty_profiles(const EvaluationReport& report) {
  return profiles(
      report,
      "Auto-novelty: patterns of k notes in no other piece of the set, median and quartiles",
      "patterns in no other piece, %",
      [](const SetFigures& set) -> const auto& { return set.self_novelty; });
}

double category_share(const Histogram& counts, const Quarters& category) {
  const auto found = counts.counts.find(category);
  return found == counts.counts.end() ? 0 : as_double(found->second) / as_double(counts.total());
}

// Times have no next one, all other categories are whole numbers.
bool is_time(DistributionKind kind) {
  return kind == DistributionKind::kDt || kind == DistributionKind::kDuration;
}

// Those that are used, and of whole numbers those between them.
std::set<Quarters> shown_categories(const EvaluationReport& report, std::size_t i) {
  std::set<Quarters> categories;
  for (const SetFigures* set : columns_of(report)) {
    const Histogram& counts = set->distributions[i].counts;
    for (const auto& [category, count] : counts.counts) {
      if (category_share(counts, category) >= kLeastShownShare) {
        categories.insert(category);
      }
    }
  }
  if (!categories.empty() && !is_time(all_distributions()[i].kind)) {
    const std::int64_t last = categories.rbegin()->numerator();
    for (std::int64_t category = categories.begin()->numerator(); category < last; ++category) {
      categories.insert(category);
    }
  }
  return categories;
}

GroupedBarChart distribution_chart(const EvaluationReport& report, std::size_t i) {
  const DistributionInfo& info = all_distributions()[i];
  const std::set<Quarters> categories = shown_categories(report, i);
  GroupedBarChart chart{
      .title = std::string(info.title), .x_label = std::string(info.axis), .y_label = "share, %"};
  for (const Quarters& category : categories) {
    chart.labels.push_back(category_label(info.kind, category));
  }
  for (const SetFigures* set : columns_of(report)) {
    BarSeries& series = chart.series.emplace_back();
    series.name = column_name(report, *set);
    for (const Quarters& category : categories) {
      series.values.push_back(100 * category_share(set->distributions[i].counts, category));
    }
  }
  return chart;
}

// Share of the pieces by length, in bins of equal width up to twice the upper quartile of the
// longest set.
GroupedBarChart lengths_chart(const EvaluationReport& report) {
  constexpr std::size_t kBins = 20;
  double upper = 1;
  for (const SetFigures* set : columns_of(report)) {
    upper = std::max(upper, 2 * set->notes_a_piece.high);
  }
  const auto width = as_index(std::ceil(upper / kBins));
  GroupedBarChart chart{.title = "Notes a piece", .x_label = "notes", .y_label = "pieces, %"};
  for (std::size_t bin = 0; bin < kBins; ++bin) {
    chart.labels.push_back(fmt::format("{} to {}", bin * width, (bin + 1) * width - 1));
  }
  chart.labels.push_back(fmt::format("{} or more", kBins * width));
  const auto add = [&](const PieceSet& set, const SetFigures& figures) {
    BarSeries& series = chart.series.emplace_back();
    series.name = column_name(report, figures);
    series.values.resize(chart.labels.size());
    for (const Piece& piece : set.pieces) {
      const std::size_t bin = std::min(piece.score.notes.size() / width, kBins);
      series.values[bin] += 100 / as_double(set.pieces.size());
    }
  };
  for (std::size_t i = 0; i < report.sets.size(); ++i) {
    add(report.sets[i], report.figures.sets[i]);
  }
  add(report.corpus, report.figures.corpus);
  return chart;
}

// A bar with its interval for each distribution and set.
GroupedBarChart divergence_chart(const EvaluationReport& report) {
  GroupedBarChart chart{.title = "Distance from the corpus",
                        .x_label = "",
                        .y_label = "Jensen-Shannon divergence, bits",
                        .lying = true};
  for (const SetFigures& set : report.figures.sets) {
    chart.series.emplace_back().name = set.name;
  }
  for (std::size_t i = 0; i < all_distributions().size(); ++i) {
    if (!has_counts(report, i)) {
      continue;
    }
    chart.labels.emplace_back(all_distributions()[i].title);
    for (std::size_t set = 0; set < chart.series.size(); ++set) {
      const Interval& divergence = report.figures.sets[set].distributions[i].divergence;
      chart.series[set].values.push_back(divergence.value);
      chart.series[set].low.push_back(divergence.low);
      chart.series[set].high.push_back(divergence.high);
    }
  }
  return chart;
}

// The mean over the distributions that do not depend on the key, as far as there are any: music in
// one voice has no harmonic intervals.
double mean_divergence(const SetFigures& set) {
  double sum = 0;
  int distances = 0;
  for (std::size_t i = 0; i < all_distributions().size(); ++i) {
    const double divergence = set.distributions[i].divergence.value;
    if (std::isfinite(divergence) && !depends_on_key(all_distributions()[i].kind)) {
      sum += divergence;
      ++distances;
    }
  }
  return sum / distances;
}

ScatterPoint point_of(const SetFigures& set) {
  const Interval& own = set.novelty[as_index(PatternKind::kExact)].own_share;
  return {.name = set.name,
          .x = 100 * own.value,
          .y = mean_divergence(set),
          .x_range = Range{100 * own.low, 100 * own.high}};
}

// The number that a name ends in, and what stands before it: "temperature 0.5", "at-10".
struct NumberedName {
  std::string_view before;
  double number = 0;
};

std::optional<NumberedName> numbered(std::string_view name) {
  const std::size_t begin = name.find_last_not_of("0123456789.") + 1;
  NumberedName result{.before = name.substr(0, begin)};
  const char* end = name.data() + name.size();
  const auto parsed = std::from_chars(name.data() + begin, end, result.number);
  return parsed.ec == std::errc() && parsed.ptr == end ? std::optional(result) : std::nullopt;
}

// Whether the generated sets are steps of one scale, in its order; otherwise a line between them
// means nothing.
bool are_steps(const EvaluationReport& report) {
  std::optional<NumberedName> last;
  for (std::size_t i = 0; i < report.generated; ++i) {
    const auto name = numbered(report.figures.sets[i].name);
    if (!name || (last && (name->before != last->before || name->number <= last->number))) {
      return false;
    }
    last = name;
  }
  return report.generated > 1;
}

ScatterChart quality_chart(const EvaluationReport& report) {
  ScatterChart chart{.title = "Quality against originality",
                     .note = "Lower: more like the corpus. Further right: less copied from it.",
                     .x_label = "own patterns of 8 notes, %",
                     .y_label = "mean distance from the corpus, bits",
                     .x_limits = Range{0, 100}};
  ScatterSeries generated{.name = "generated", .joined = are_steps(report)};
  for (std::size_t i = 0; i < report.generated; ++i) {
    generated.points.push_back(point_of(report.figures.sets[i]));
  }
  chart.series.push_back(std::move(generated));
  if (report.has_unseen()) {
    chart.series.push_back(
        {.name = "unseen human music", .points = {point_of(report.figures.sets.back())}});
  }
  return chart;
}

class PageWriter {
 public:
  explicit PageWriter(const EvaluationReport& report) : report_(report) {}

  Report write() {
    page_.title = fmt::format("{}, held against {}", report_.figures.sets.front().name,
                              column_name(report_, report_.figures.corpus));
    page_.contents = true;
    add(Lead{verdict(report_)});
    add(sets_table(report_));
    if (shows_quality()) {
      add(quality_chart(report_));
    }
    write_what_is_heard();
    write_intervals();
    write_originality();
    write_diversity();
    write_listening();
    write_details();
    return std::move(page_);
  }

 private:
  void add(ReportItem item) { page_.items.push_back(std::move(item)); }
  void heading(const char* text, int level = 2) { add(Heading{text, level}); }
  void paragraph(std::string text) { add(Paragraph{std::move(text)}); }

  [[nodiscard]] bool shows_quality() const { return report_.generated > 1 || report_.has_unseen(); }

  void folded(Table table) {
    table.folded = true;
    add(std::move(table));
  }

  void add_distribution(DistributionKind kind) {
    for (std::size_t i = 0; i < all_distributions().size(); ++i) {
      if (all_distributions()[i].kind == kind && has_counts(report_, i)) {
        add(distribution_chart(report_, i));
      }
    }
  }

  // The groups in the order of the table, the first set beside human music against human music.
  [[nodiscard]] GroupedBarChart telling_chart() const {
    const Hearing& hearing = report_.figures.hearing;
    GroupedBarChart chart{.title = "How well passages and pieces are told from human music",
                          .x_label = "",
                          .y_label = "area under the ROC curve: 0.5 not at all, 1 always",
                          .lying = true};
    const auto add_series = [&](const std::string& name, const Telling& telling,
                                Interval Told::*kind) {
      BarSeries& series = chart.series.emplace_back();
      series.name = name;
      const auto add_bar = [&](const Told& told) {
        const Interval& auc = told.*kind;
        series.values.push_back(auc.value);
        series.low.push_back(auc.low);
        series.high.push_back(auc.high);
      };
      add_bar(telling.all);
      std::ranges::for_each(telling.groups, add_bar);
    };
    chart.labels.emplace_back("everything");
    for (const auto& [group, name] : EnumNames<FeatureGroup>::kNames) {
      chart.labels.emplace_back(name);
    }
    const std::string name = report_.figures.sets.front().name;
    add_series(name + ", pieces", hearing.sets.front().told, &Told::whole);
    add_series(name + ", 4 bars", hearing.sets.front().told, &Told::passages);
    add_series("human against human, pieces", hearing.floor, &Told::whole);
    add_series("human against human, 4 bars", hearing.floor, &Told::passages);
    return chart;
  }

  [[nodiscard]] LineChart bars_chart() const {
    LineChart chart{.title = "Bars of the top line that are like the bar k before",
                    .x_label = "k, bars",
                    .y_label = "bars, %"};
    const auto add_series = [&](const SetFigures& set, const HeardSetFigures& heard) {
      LineSeries series{.name = column_name(report_, set)};
      for (std::size_t k = 1; k <= kMostBarsBefore; ++k) {
        series.x.push_back(as_double(k));
        series.y.push_back(100 * heard.like_before.at(k).value);
        series.low.push_back(100 * heard.like_before.at(k).low);
        series.high.push_back(100 * heard.like_before.at(k).high);
      }
      chart.series.push_back(std::move(series));
    };
    for (std::size_t i = 0; i < report_.figures.sets.size(); ++i) {
      add_series(report_.figures.sets[i], report_.figures.hearing.sets[i]);
    }
    add_series(report_.figures.corpus, report_.figures.hearing.corpus);
    return chart;
  }

  void write_what_is_heard() {
    if (report_.figures.hearing.sets.empty()) {
      return;
    }
    heading("What a listener would notice");
    paragraph(
        "A simple classifier learns from most pieces of both sides and is asked of the others "
        "which "
        "are new. It knows nothing but figures of form, keys, lines, chords and rhythm. Where one "
        "group of them alone is enough, that is what gives the new pieces away.");
    if (is_told_apart(report_)) {
      add(telling_chart());
      folded(telling_table(report_));
      add(telling_features_table(report_, kListedFeatures));
    } else {
      paragraph("There are too few pieces for it here.");
    }
    std::vector<std::size_t> ks(kMostBarsBefore);
    std::iota(ks.begin(), ks.end(), std::size_t{1});
    if (Table bars = bars_table(report_, ks); !bars.rows.empty()) {
      add(bars_chart());
      folded(std::move(bars));
    }
    folded(features_table(report_));
  }

  void write_intervals() {
    heading("1. Intervals: does it move like its models?");
    paragraph(fmt::format(
        "How far each distribution of the sets lies from the corpus's. {}",
        report_.has_unseen()
            ? "Unseen human music is not at 0 either: what lies no farther than it is as it should "
              "be."
            : "How far unseen human music would lie is not known here; it would not lie at 0."));
    paragraph(fmt::format(
        "Pitches and pitch classes depend on the keys of the pieces: a model that learns from "
        "transposed copies writes in other keys than its corpus, and differs in them for that "
        "reason alone.{}",
        shows_quality() ? " They do not enter the mean distance in \"Quality against "
                          "originality\"."
                        : ""));
    const Table divergences = divergence_table(report_);
    if (!divergences.note.empty()) {
      paragraph(
          "Where a bar ends before its whisker begins, the interval does not hold the figure: the "
          "samples that it comes from are noisier than the set, and noise adds to a distance.");
    }
    add(divergence_chart(report_));
    for (const DistributionKind kind :
         {DistributionKind::kMelodicTop, DistributionKind::kMelodicBottom,
          DistributionKind::kHarmonicOnBass}) {
      add_distribution(kind);
    }
    folded(divergences);
    folded(overlap_table(report_));
  }

  void write_originality() {
    heading("2. Originality: is it its own?");
    paragraph(
        "A pattern is k notes in a row: their intervals, dT and T, so that a transposed copy is a "
        "copy. It is a piece's own when no piece of the corpus holds it. A piece that copied "
        "everything would lie at 0, random notes near 100; human music lies between.");
    add(exact_profiles(report_));
    add(originality_table(report_));
    add(copies_table(report_, kListedCopies));
    if (report_.sets.front().pieces.size() > kListedCopies) {
      Table all = copies_table(report_, report_.sets.front().pieces.size());
      all.caption = "The longest copied passage of every piece";
      folded(std::move(all));
    }
    add(profiles_by_kind(report_));
  }

  void write_diversity() {
    heading("3. Diversity: do the pieces differ?");
    paragraph("The same, each piece against the others of its own set.");
    add(self_novelty_profiles(report_));
    add(diversity_table(report_));
    const Table duplicates = near_duplicates_table(report_);
    if (duplicates.rows.empty()) {
      paragraph("No piece is a near-duplicate of another or of a corpus piece.");
    } else {
      folded(duplicates);
    }
  }

  void write_listening() {
    heading("4. Human or machine: can listeners tell?");
    paragraph(
        "Only listeners answer this. `bachprop listening-test --human DIR --machine DIR` makes a "
        "blind test that opens in any browser; with --score it says what the answers show.");
  }

  void write_details() {
    heading("Part-writing");
    paragraph(
        "Voices are found from the notes alone, alike for all sets. docs/evaluation.md defines "
        "each "
        "figure.");
    const Table craft = craft_table(report_);
    if (craft.rows.empty()) {
      paragraph("Only pieces with 3 to 5 voices are measured. There is none here.");
    } else {
      add(craft);
    }
    heading("Rhythm, pitch and length");
    add(lengths_chart(report_));
    for (const DistributionKind kind :
         {DistributionKind::kDt, DistributionKind::kDuration, DistributionKind::kPitch,
          DistributionKind::kPitchClass, DistributionKind::kOverFinalBass,
          DistributionKind::kMelodic, DistributionKind::kHarmonicPairs}) {
      add_distribution(kind);
    }
    heading("Metrics of the literature");
    paragraph(
        "As their authors define them. Groove consistency comes close to 1 for any music, since "
        "most "
        "steps of a bar hold no onset; onset overlap is the same without that flaw.");
    add(metrics_table(report_));
    add(feature_overlap_table(report_));
    add(feature_divergence_table(report_));
    heading("How this was measured");
    add(List{conditions(report_)});
  }

  const EvaluationReport& report_;
  Report page_;
};

}  // namespace

Report evaluation_page(const EvaluationReport& report) { return PageWriter(report).write(); }

}  // namespace bachprop
