#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "bachprop/cli/evaluation_report.h"
#include "bachprop/cli/text.h"

namespace bachprop {
namespace {

enum class Order { kBelow, kAlike, kAbove };

// Alike as far as can be told: the intervals meet.
Order compare(const Interval& a, const Interval& b) {
  if (a.low > b.high) {
    return Order::kAbove;
  }
  return a.high < b.low ? Order::kBelow : Order::kAlike;
}

std::string in_percent(const Interval& share) {
  return std::isnan(share.value) ? "none"
                                 : fmt::format("{:.1f} % ({:.1f} to {:.1f})", 100 * share.value,
                                               100 * share.low, 100 * share.high);
}

struct HumanFigures {
  const SetFigures& figures;
  const char* name;
};

HumanFigures human_of(const EvaluationReport& report) {
  if (report.has_unseen()) {
    return {report.figures.sets.back(), "unseen human music"};
  }
  return {report.figures.corpus, "each corpus piece against the others"};
}

std::string longest_copy_text(const EvaluationReport& report) {
  const SetFigures& generated = report.figures.sets.front();
  const auto longest = std::ranges::max_element(generated.exact, {}, &Novelty::longest);
  if (longest == generated.exact.end() || !longest->longest_copy) {
    return "no two notes in a row stand in the corpus";
  }
  const auto piece = static_cast<std::size_t>(longest - generated.exact.begin());
  const auto source = static_cast<std::size_t>(longest->longest_copy->source);
  return fmt::format("the longest copy is {} notes, in {} from {}", longest->longest(),
                     report.sets.front().pieces[piece].name, report.corpus.pieces[source].name);
}

std::string originality_sentence(const EvaluationReport& report) {
  const Interval& own =
      report.figures.sets.front().novelty[static_cast<std::size_t>(PatternKind::kExact)].own_share;
  const HumanFigures human = human_of(report);
  const Interval& human_own =
      human.figures.novelty[static_cast<std::size_t>(PatternKind::kExact)].own_share;
  const char* conclusion = "they copy as much as that does, as far as can be told";
  if (compare(own, human_own) == Order::kAbove) {
    conclusion = "they copy less than that does";
  } else if (compare(own, human_own) == Order::kBelow) {
    conclusion = "they copy more than that does: much of them is recited";
  }
  return fmt::format(
      "Of the patterns of {} notes, {} stand nowhere in the corpus, of {} {}: {}; {}.",
      kUsualPattern, in_percent(own), human.name, in_percent(human_own), conclusion,
      longest_copy_text(report));
}

std::string likeness_sentence(const EvaluationReport& report) {
  const SetFigures& generated = report.figures.sets.front();
  if (!report.has_unseen()) {
    return "How far intervals and rhythms may lie from the corpus is not known without human music "
           "that the model has not seen.";
  }
  const SetFigures& unseen = report.figures.sets.back();
  std::vector<std::string_view> farther;
  for (std::size_t i = 0; i < all_distributions().size(); ++i) {
    if (compare(generated.distributions[i].divergence, unseen.distributions[i].divergence) ==
        Order::kAbove) {
      farther.push_back(all_distributions()[i].title);
    }
  }
  const std::size_t all = all_distributions().size();
  if (farther.empty()) {
    return fmt::format(
        "In none of {} distributions of intervals, rhythm and pitch do they lie farther from the "
        "corpus than unseen human music.",
        all);
  }
  return fmt::format(
      "In {} of {} distributions of intervals, rhythm and pitch they lie no farther from the "
      "corpus "
      "than unseen human music; farther in: {}.",
      all - farther.size(), all, fmt::join(farther, ", "));
}

std::string in_a_hundred(const SetFigures& set, std::string_view key) {
  for (std::size_t i = 0; i < craft_figures().size(); ++i) {
    if (craft_figures()[i].key == key && std::isfinite(set.craft[i].value)) {
      return fmt::format("{:.1f}", set.craft[i].value);
    }
  }
  return {};
}

std::string craft_clause(const EvaluationReport& report) {
  const std::string fifths = in_a_hundred(report.figures.sets.front(), "parallel_fifths");
  const std::string octaves = in_a_hundred(report.figures.sets.front(), "parallel_octaves");
  const SetFigures& human = human_of(report).figures;
  const std::string human_fifths = in_a_hundred(human, "parallel_fifths");
  const std::string human_octaves = in_a_hundred(human, "parallel_octaves");
  if (fifths.empty() || human_fifths.empty()) {
    return {};
  }
  return fmt::format(
      "; in a hundred chord changes there are {} parallel fifths and {} parallel octaves, in human "
      "music {} and {}",
      fifths, octaves, human_fifths, human_octaves);
}

std::string diversity_sentence(const EvaluationReport& report) {
  const SetFigures& generated = report.figures.sets.front();
  const SetFigures& corpus = report.figures.corpus;
  const char* conclusion = "they differ from each other as much as the corpus's pieces do";
  if (compare(generated.own_kind.own_share, corpus.own_kind.own_share) == Order::kAbove) {
    conclusion = "they differ more from each other than the corpus's pieces do";
  } else if (compare(generated.own_kind.own_share, corpus.own_kind.own_share) == Order::kBelow) {
    conclusion = "they repeat each other more than the corpus's pieces do";
  }
  return fmt::format(
      "Held against each other, {} ({} against {}), and {} of {} are mostly a repeat "
      "of another{}.",
      conclusion, in_percent(generated.own_kind.own_share), in_percent(corpus.own_kind.own_share),
      generated.near_duplicates.size(), generated.pieces, craft_clause(report));
}

}  // namespace

std::vector<std::string> verdict(const EvaluationReport& report) {
  return {originality_sentence(report), likeness_sentence(report), diversity_sentence(report)};
}

}  // namespace bachprop
