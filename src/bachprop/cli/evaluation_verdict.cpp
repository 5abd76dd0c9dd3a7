#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "bachprop/cli/evaluation_report.h"

namespace bachprop {
namespace {

constexpr auto kExact = static_cast<std::size_t>(PatternKind::kExact);

enum class Order { kBelow, kAlike, kAbove };

const char* by_order(Order order, const char* below, const char* alike, const char* above) {
  switch (order) {
    case Order::kBelow:
      return below;
    case Order::kAlike:
      return alike;
    case Order::kAbove:
      break;
  }
  return above;
}

// Alike as far as can be told: the intervals meet, or nearly.
Order compare(const Interval& a, const Interval& b) {
  constexpr double kToBeSeen = 0.0005;  // less is nothing after rounding
  if (std::abs(a.value - b.value) < kToBeSeen) {
    return Order::kAlike;
  }
  if (a.low > b.high) {
    return Order::kAbove;
  }
  return a.high < b.low ? Order::kBelow : Order::kAlike;
}

std::string in_percent(const Interval& share) {
  return std::isnan(share.value) ? "none" : fmt::format("{:.1f} %", 100 * share.value);
}

struct HumanFigures {
  const SetFigures& figures;
  const char* name;
};

HumanFigures human_of(const EvaluationReport& report) {
  if (report.has_unseen()) {
    return {report.figures.sets.back(), "unseen human music"};
  }
  return {report.figures.corpus, "each piece of the corpus against the others"};
}

// Of the longest copy, at another speed if that makes it longer.
std::string longest_copy_text(const EvaluationReport& report) {
  const SetFigures& generated = report.figures.sets.front();
  const auto longest = std::ranges::max_element(generated.any_speed, {}, &Novelty::longest);
  if (longest == generated.any_speed.end() || !longest->longest_copy) {
    return "no two notes in a row stand in it";
  }
  const Copy& copy = *longest->longest_copy;
  const auto piece = static_cast<std::size_t>(longest - generated.any_speed.begin());
  return fmt::format("the longest copy is {} notes, in {} from {}{}", copy.notes,
                     report.sets.front().pieces[piece].name,
                     report.corpus.pieces[static_cast<std::size_t>(copy.source)].name,
                     copy.duration_factor == Quarters(1) ? "" : " at another speed");
}

std::string repeats_text(const SetFigures& generated) {
  const std::size_t copies = generated.near_duplicates_of_corpus.size();
  return copies == 0 ? ""
                     : fmt::format("; {} of {} {} mostly a copy of a corpus piece", copies,
                                   generated.pieces, copies == 1 ? "is" : "are");
}

std::string originality_sentence(const EvaluationReport& report) {
  const Interval& own = report.figures.sets.front().novelty[kExact].own_share;
  const HumanFigures human = human_of(report);
  const Interval& human_own = human.figures.novelty[kExact].own_share;
  const std::string conclusion = by_order(compare(own, human_own), "They copy more than {}",
                                          "They copy as much as {}", "They copy less than {}");
  return fmt::format(
      "{}: {} of their patterns of {} notes stand nowhere in the corpus ({}: {}); {}{}.",
      fmt::format(fmt::runtime(conclusion), human.name), in_percent(own), kUsualPattern, human.name,
      in_percent(human_own), longest_copy_text(report), repeats_text(report.figures.sets.front()));
}

std::string likeness_sentence(const EvaluationReport& report) {
  if (!report.has_unseen()) {
    return "How far intervals and rhythms may lie from the corpus is not known without human music "
           "that the model has not seen.";
  }
  const SetFigures& generated = report.figures.sets.front();
  const SetFigures& unseen = report.figures.sets.back();
  const auto divergence = [](const SetFigures& set, std::size_t i) {
    return set.distributions[i].divergence;
  };
  std::vector<std::size_t> farther;
  std::size_t all = 0;  // that both sets have, and that do not depend on the key
  for (std::size_t i = 0; i < all_distributions().size(); ++i) {
    if (depends_on_key(all_distributions()[i].kind) ||
        !std::isfinite(divergence(generated, i).value) ||
        !std::isfinite(divergence(unseen, i).value)) {
      continue;
    }
    ++all;
    if (compare(divergence(generated, i), divergence(unseen, i)) == Order::kAbove) {
      farther.push_back(i);
    }
  }
  if (farther.empty()) {
    return fmt::format(
        "In all {} distributions of rhythm and intervals they lie as near to the corpus as unseen "
        "human music does.",
        all);
  }
  const std::size_t farthest = *std::ranges::max_element(
      farther, {}, [&](std::size_t i) { return divergence(generated, i).value; });
  return fmt::format(
      "In {} of {} distributions of rhythm and intervals they lie as near to the corpus as unseen "
      "human music does, in the others farther, most of all in \"{}\" ({:.3f} bits against "
      "{:.3f}).",
      all - farther.size(), all, all_distributions()[farthest].title,
      divergence(generated, farthest).value, divergence(unseen, farthest).value);
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
      "; they make {} parallel fifths and {} parallel octaves in a hundred chord changes, human "
      "music {} and {}",
      fifths, octaves, human_fifths, human_octaves);
}

std::string diversity_sentence(const EvaluationReport& report) {
  const SetFigures& generated = report.figures.sets.front();
  const Interval& own = generated.own_kind.own_share;
  const Interval& corpus_own = report.figures.corpus.own_kind.own_share;
  const std::size_t repeats = generated.near_duplicates.size();
  return fmt::format(
      "{} ({} of the patterns are in no other piece; of the corpus {}), and {} mostly a repeat of "
      "another{}.",
      by_order(compare(own, corpus_own), "They repeat each other more than the corpus's pieces do",
               "They differ from each other as much as the corpus's pieces do",
               "They differ from each other more than the corpus's pieces do"),
      in_percent(own), in_percent(corpus_own),
      repeats == 0   ? "none is"
      : repeats == 1 ? fmt::format("1 of {} is", generated.pieces)
                     : fmt::format("{} of {} are", repeats, generated.pieces),
      craft_clause(report));
}

}  // namespace

std::vector<std::string> verdict(const EvaluationReport& report) {
  return {originality_sentence(report), likeness_sentence(report), diversity_sentence(report)};
}

}  // namespace bachprop
