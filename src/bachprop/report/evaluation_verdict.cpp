#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "bachprop/base/numbers.h"
#include "bachprop/report/evaluation_report.h"
#include "bachprop/report/hearing_tables.h"
#include "bachprop/report/text.h"

namespace bachprop {
namespace {

// From fewer neither "more" nor "less" is concluded: an interval over a handful of pieces says
// little of others of their kind, and that over one piece has no width at all.
constexpr std::size_t kFewestPieces = 5;
constexpr std::int64_t kFewestPatterns = 100;
// With fewer pieces the test has too little power to tell two sets apart.
constexpr std::size_t kTellingPieces = 64;

enum class Order { kBelow, kAlike, kAbove };

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

// Where all pieces are alike, all new for instance, drawing them anew shows no doubt. But of what
// no one of n pieces does, up to 3 of n of their kind may do it still, with a confidence of 95 %
// (Hanley & Lippman-Hand 1983, "If nothing goes wrong, is everything all right?").
Interval with_doubt(const Interval& share, std::size_t pieces) {
  if (share.low < share.high) {
    return share;
  }
  const double doubt = 3 / as_double(pieces);
  return {share.value, std::max(0.0, share.value - doubt), std::min(1.0, share.value + doubt)};
}

std::string in_percent(const Interval& share) {
  return std::isnan(share.value) ? "none" : fmt::format("{:.1f} %", 100 * share.value);
}

// "none is", "1 of 256 is", "3 of 256 are".
std::string so_many(std::size_t some, std::size_t all) {
  return some == 0
             ? "none is"
             : fmt::format("{} of {} {}", grouped(some), grouped(all), some == 1 ? "is" : "are");
}

const SetFigures& generated_of(const EvaluationReport& report) {
  return report.figures.sets.front();
}

// ---- What the new pieces are held against ----

struct Human {
  const SetFigures& figures;
  const char* name;
  // Pieces at least half of which stands in one piece of the corpus, another one for the corpus's
  // own.
  std::size_t near_duplicates;
};

Human human_of(const EvaluationReport& report) {
  if (report.has_unseen()) {
    const SetFigures& unseen = report.figures.sets.back();
    return {unseen, "unseen human music", unseen.near_duplicates_of_corpus.size()};
  }
  const SetFigures& corpus = report.figures.corpus;
  return {corpus, "each piece of the corpus against the others", corpus.near_duplicates.size()};
}

// What the figures of originality rest on.
struct Evidence {
  std::size_t pieces = 0;  // that have a pattern
  std::int64_t patterns = 0;

  [[nodiscard]] bool is_enough() const {
    return pieces >= kFewestPieces && patterns >= kFewestPatterns;
  }
};

Evidence evidence_of(const SetFigures& set) {
  Evidence evidence;
  for (const Novelty& piece : set.exact) {
    const std::int64_t patterns = piece.profile.patterns[kUsualPattern];
    evidence.pieces += patterns > 0 ? 1 : 0;
    evidence.patterns += patterns;
  }
  return evidence;
}

std::string evidence_text(const Evidence& evidence) {
  return fmt::format("{} with {} of {} notes", counted(evidence.pieces, "piece"),
                     counted(static_cast<std::uint64_t>(evidence.patterns), "pattern"),
                     kUsualPattern);
}

// ---- Originality ----

// The worse of two ways to copy: passages here and there, which leave most patterns their own, and
// a piece put together of passages, in which hardly a note is new.
Order order_of_copying(const SetFigures& generated, const SetFigures& human) {
  const auto compare_by = [&](const SetFigures& a, const SetFigures& b,
                              Interval SetNovelty::*share) {
    return compare(with_doubt(a.novelty[as_index(PatternKind::kExact)].*share, a.pieces),
                   with_doubt(b.novelty[as_index(PatternKind::kExact)].*share, b.pieces));
  };
  return std::max(compare_by(human, generated, &SetNovelty::own_share),
                  compare_by(generated, human, &SetNovelty::share_in_copies));
}

std::string copying_text(const EvaluationReport& report) {
  const Human human = human_of(report);
  const Evidence mine = evidence_of(generated_of(report));
  const Evidence theirs = evidence_of(human.figures);
  if (std::isnan(human.figures.novelty[as_index(PatternKind::kExact)].own_share.value)) {
    return fmt::format("Whether they copy more or less than human music cannot be measured, as {}",
                       report.has_unseen()
                           ? fmt::format("no piece of {} has {} notes", human.name, kUsualPattern)
                           : "there is none to hold them against");
  }
  if (!mine.is_enough() || !theirs.is_enough()) {
    return fmt::format("Whether they copy more or less than {} cannot be told from {}{}",
                       human.name, evidence_text(mine.is_enough() ? theirs : mine),
                       mine.is_enough() ? " of that" : "");
  }
  switch (order_of_copying(generated_of(report), human.figures)) {
    case Order::kAbove:
      return fmt::format("They copy more than {}", human.name);
    case Order::kBelow:
      return fmt::format("They copy less than {}", human.name);
    case Order::kAlike:
      break;
  }
  return fmt::format("They copy as much as {}, as far as {} against {} show", human.name,
                     counted(mine.pieces, "piece"), grouped(theirs.pieces));
}

// The longest of all pieces; nothing when no two notes in a row are known.
struct LongestCopy {
  std::size_t piece = 0;
  Copy copy;
};
std::optional<LongestCopy> longest_of(const std::vector<Novelty>& pieces) {
  const auto longest = std::ranges::max_element(pieces, {}, &Novelty::longest);
  if (longest == pieces.end() || !longest->longest_copy) {
    return std::nullopt;
  }
  return LongestCopy{as_index(longest - pieces.begin()), *longest->longest_copy};
}

std::string copy_text(const EvaluationReport& report, const LongestCopy& longest) {
  return fmt::format("{} notes, in {} from {}", longest.copy.notes,
                     report.sets.front().pieces[longest.piece].name,
                     report.corpus.pieces[as_index(longest.copy.source)].name);
}

std::string longest_copies_text(const EvaluationReport& report) {
  const auto exact = longest_of(generated_of(report).exact);
  const auto any_speed = longest_of(generated_of(report).any_speed);
  std::string text = exact ? "the longest exact copy is " + copy_text(report, *exact)
                           : "no two notes in a row are an exact copy";
  if (any_speed && any_speed->copy.notes > (exact ? exact->copy.notes : 0)) {
    text += "; the longest at another speed " + copy_text(report, *any_speed);
  }
  return text;
}

std::string near_duplicates_text(const EvaluationReport& report) {
  const SetFigures& generated = generated_of(report);
  const Human human = human_of(report);
  const std::size_t copies = generated.near_duplicates_of_corpus.size();
  if (copies + human.near_duplicates == 0) {
    return {};
  }
  return fmt::format("; {} mostly a copy of a corpus piece ({}: {} of {})",
                     so_many(copies, generated.pieces), human.name, grouped(human.near_duplicates),
                     grouped(human.figures.pieces));
}

std::string originality_sentence(const EvaluationReport& report) {
  const SetNovelty& novelty = generated_of(report).novelty[as_index(PatternKind::kExact)];
  if (std::isnan(novelty.own_share.value)) {
    return fmt::format(
        "Whether they copy cannot be measured, as none has the {} notes of a "
        "pattern; {}.",
        kUsualPattern, longest_copies_text(report));
  }
  const Human human = human_of(report);
  const SetNovelty& of_human = human.figures.novelty[as_index(PatternKind::kExact)];
  return fmt::format(
      "{}: {} of their patterns of {} notes stand nowhere in the corpus ({}: {}), and {} of their "
      "notes are in copied passages of {} or more ({}); {}{}.",
      copying_text(report), in_percent(novelty.own_share), kUsualPattern, human.name,
      in_percent(of_human.own_share), in_percent(novelty.share_in_copies), kUsualPattern,
      in_percent(of_human.share_in_copies), longest_copies_text(report),
      near_duplicates_text(report));
}

// ---- Intervals and rhythm ----

// The distributions that both sets have and that do not depend on the key, by how far from the
// corpus the new pieces lie.
struct Likeness {
  std::vector<std::size_t> farther;
  std::size_t nearer = 0;
  std::size_t all = 0;                         // that both have
  std::vector<std::string_view> missing = {};  // the titles of those that only the other has

  [[nodiscard]] std::size_t alike() const { return all - farther.size() - nearer; }
};

Likeness likeness_of(const SetFigures& generated, const SetFigures& unseen) {
  Likeness likeness;
  for (std::size_t i = 0; i < all_distributions().size(); ++i) {
    const Interval& mine = generated.distributions[i].divergence;
    const Interval& theirs = unseen.distributions[i].divergence;
    if (depends_on_key(all_distributions()[i].kind) || !std::isfinite(theirs.value)) {
      continue;
    }
    if (!std::isfinite(mine.value)) {
      likeness.missing.emplace_back(all_distributions()[i].title);
      continue;
    }
    ++likeness.all;
    const Order order = compare(mine, theirs);
    likeness.nearer += order == Order::kBelow ? 1 : 0;
    if (order == Order::kAbove) {
      likeness.farther.push_back(i);
    }
  }
  return likeness;
}

// Which of the two has so few, and what to do.
std::string few_pieces_text(const EvaluationReport& report) {
  if (report.figures.pieces_in_distances >= kTellingPieces) {
    return {};
  }
  return generated_of(report).pieces >= kTellingPieces
             ? " (so few show little, but no more unseen human music is given)"
             : " (so few show little: compose more, with bachprop generate -n 256)";
}

// "in 2 farther from the corpus, most of all in ..., in 1 nearer".
std::string unlike_text(const EvaluationReport& report, const Likeness& likeness) {
  const auto in = [&](std::size_t count) {
    return count == likeness.all ? std::string("all lie") : fmt::format("in {} they lie", count);
  };
  std::string text;
  if (!likeness.farther.empty()) {
    const auto divergence = [](const SetFigures& set, std::size_t i) {
      return set.distributions[i].divergence.value;
    };
    const SetFigures& generated = generated_of(report);
    const std::size_t farthest = *std::ranges::max_element(
        likeness.farther, {}, [&](std::size_t i) { return divergence(generated, i); });
    text = fmt::format(
        "{} farther from the corpus, most of all in \"{}\" ({:.3f} bits against {:.3f})",
        in(likeness.farther.size()), all_distributions()[farthest].title,
        divergence(generated, farthest), divergence(report.figures.sets.back(), farthest));
  }
  if (likeness.nearer > 0) {
    text += fmt::format("{}{} nearer to the corpus", text.empty() ? "" : ", ", in(likeness.nearer));
  }
  return text;
}

// Music in one voice has no chords, however like it is otherwise.
std::string missing_text(const Likeness& likeness) {
  return likeness.missing.empty() ? std::string()
                                  : fmt::format("; of \"{}\" they have none, though it has",
                                                fmt::join(likeness.missing, "\", \""));
}

std::string likeness_sentence(const EvaluationReport& report) {
  if (!report.has_unseen()) {
    return "How far intervals and rhythms may lie from the corpus is not known without human music "
           "that the model has not seen.";
  }
  constexpr const char* kMatter = "distributions of rhythm and intervals";
  const Likeness likeness = likeness_of(generated_of(report), report.figures.sets.back());
  const std::size_t pieces = report.figures.pieces_in_distances;
  if (likeness.all == 0) {
    return fmt::format(
        "Whether rhythm and intervals are like those of unseen human music cannot "
        "be measured, as one of the two has none.");
  }
  if (pieces < kFewestPieces) {
    return fmt::format(
        "Whether rhythm and intervals are like those of unseen human music cannot "
        "be told from {} of each; at least {} are needed.",
        counted(pieces, "piece"), kFewestPieces);
  }
  const std::string unlike = unlike_text(report, likeness);
  if (likeness.alike() == 0) {
    return fmt::format(
        "In none of the {} {} are they like unseen human music, with {} pieces of "
        "each: {}{}.",
        likeness.all, kMatter, pieces, unlike, missing_text(likeness));
  }
  return fmt::format(
      "In {} {} they could not be told from unseen human music, with {} pieces of each{}{}{}{}.",
      unlike.empty() ? fmt::format("all {}", likeness.all)
                     : fmt::format("{} of {}", likeness.alike(), likeness.all),
      kMatter, pieces, few_pieces_text(report), unlike.empty() ? "" : "; ", unlike,
      missing_text(likeness));
}

// ---- Diversity ----

// Which of the sets has but one piece: the new one, unless said.
std::string lonely_set(const EvaluationReport& report) {
  if (generated_of(report).pieces < 2) {
    return {};
  }
  return report.figures.corpus.pieces < 2 ? " of the corpus" : " of unseen human music";
}

std::string diversity_text(const EvaluationReport& report) {
  const SetFigures& generated = generated_of(report);
  const Interval& own = generated.self_novelty.own_share;
  const Interval& corpus_own = report.figures.corpus.self_novelty.own_share;
  const std::size_t pieces = report.figures.pieces_in_self_novelty;
  if (pieces < 2) {
    return fmt::format(
        "Whether they repeat each other cannot be measured, as there is only one piece{}",
        lonely_set(report));
  }
  if (std::isnan(own.value) || std::isnan(corpus_own.value)) {
    return fmt::format(
        "Whether they repeat each other cannot be measured, as no piece {}has the "
        "{} notes of a pattern",
        std::isnan(own.value) ? "" : "of the corpus ", kUsualPattern);
  }
  const std::string figures =
      fmt::format("({} of the patterns are in no other piece; of the corpus {})", in_percent(own),
                  in_percent(corpus_own));
  if (pieces < kFewestPieces || !evidence_of(generated).is_enough() ||
      !evidence_of(report.figures.corpus).is_enough()) {
    return fmt::format(
        "Whether they repeat each other more than the corpus's pieces do cannot be "
        "told from {} of each {}",
        counted(pieces, "piece"), figures);
  }
  switch (compare(with_doubt(own, pieces), with_doubt(corpus_own, pieces))) {
    case Order::kBelow:
      return "They repeat each other more than the corpus's pieces do " + figures;
    case Order::kAbove:
      return "They differ from each other more than the corpus's pieces do " + figures;
    case Order::kAlike:
      break;
  }
  return fmt::format(
      "They differ from each other as much as the corpus's pieces do, as far as {} of each show {}",
      counted(pieces, "piece"), figures);
}

std::string diversity_sentence(const EvaluationReport& report) {
  const SetFigures& generated = generated_of(report);
  const std::string repeats =
      generated.pieces < 2
          ? ""
          : fmt::format("; {} mostly a repeat of another",
                        so_many(generated.near_duplicates.size(), generated.pieces));
  return diversity_text(report) + repeats + ".";
}

// ---- Part-writing and endings ----

// Which way of differing from human music is the worse one; of the others neither is.
Order worse_of(std::string_view key) {
  constexpr std::array<std::string_view, 3> kToBeOften = {"ends_on_tonic", "authentic_endings",
                                                          "ends_together"};
  constexpr std::array<std::string_view, 2> kMatterOfTaste = {"leading_notes_to_fifth",
                                                              "plagal_endings"};
  if (std::ranges::find(kMatterOfTaste, key) != kMatterOfTaste.end()) {
    return Order::kAlike;
  }
  return std::ranges::find(kToBeOften, key) != kToBeOften.end() ? Order::kBelow : Order::kAbove;
}

Interval interval_of_share(const Interval& in_a_hundred, std::size_t pieces) {
  return with_doubt({in_a_hundred.value / 100, in_a_hundred.low / 100, in_a_hundred.high / 100},
                    pieces);
}

struct Weakness {
  std::size_t figure = 0;  // of craft_figures()
  double clearness = 0;    // the difference in widths of both intervals together
};

// The figures in which the new pieces are worse, the clearest difference first.
std::vector<Weakness> weaknesses_of(const SetFigures& generated, const SetFigures& human) {
  std::vector<Weakness> found;
  for (std::size_t i = 0; i < craft_figures().size(); ++i) {
    if (!std::isfinite(generated.craft[i].value) || !std::isfinite(human.craft[i].value)) {
      continue;
    }
    const Interval mine = interval_of_share(generated.craft[i], generated.craft_pieces);
    const Interval theirs = interval_of_share(human.craft[i], human.craft_pieces);
    const Order order = compare(mine, theirs);
    if (order != Order::kAlike && order == worse_of(craft_figures()[i].key)) {
      found.push_back({i, std::abs(mine.value - theirs.value) /
                              std::hypot(mine.high - mine.low, theirs.high - theirs.low)});
    }
  }
  std::ranges::stable_sort(found, std::ranges::greater(), &Weakness::clearness);
  return found;
}

// "44", "6.2", "0.07".
std::string few_digits(double in_a_hundred) {
  return fmt::format("{:.{}f}", in_a_hundred, in_a_hundred >= 10 ? 0 : in_a_hundred >= 1 ? 1 : 2);
}

std::string weakness_text(const Weakness& weakness, const SetFigures& generated,
                          const SetFigures& human) {
  const CraftFigure& figure = craft_figures()[weakness.figure];
  return fmt::format("{} {} % of {} ({} %)", figure.name,
                     few_digits(generated.craft[weakness.figure].value), figure.unit,
                     few_digits(human.craft[weakness.figure].value));
}

// Empty where there is nothing to measure.
std::string craft_sentence(const EvaluationReport& report) {
  const SetFigures& generated = generated_of(report);
  const Human human = human_of(report);
  if (generated.craft_pieces == 0 || human.figures.craft_pieces == 0) {
    return {};
  }
  const std::size_t pieces = std::min(generated.craft_pieces, human.figures.craft_pieces);
  if (pieces < kFewestPieces) {
    return fmt::format(
        "Whether part-writing and endings are like those of human music cannot be told from {}.",
        counted(pieces, "piece"));
  }
  const std::vector<Weakness> found = weaknesses_of(generated, human.figures);
  if (found.empty()) {
    return fmt::format(
        "In part-writing and endings they are not to be told from human music, as far as {} "
        "against {} show.",
        counted(generated.craft_pieces, "piece"), grouped(human.figures.craft_pieces));
  }
  constexpr std::size_t kMostNamed = 6;
  std::vector<std::string> named;
  for (std::size_t i = 0; i < std::min(found.size(), kMostNamed); ++i) {
    named.push_back(weakness_text(found[i], generated, human.figures));
  }
  return fmt::format("What tells them most clearly from human music (in brackets): {}{}.",
                     fmt::join(named, ", "),
                     found.size() > kMostNamed
                         ? fmt::format(", and {} more in the table", found.size() - kMostNamed)
                         : "");
}

}  // namespace

std::vector<std::string> verdict(const EvaluationReport& report) {
  const bool told_apart = is_told_apart(report);
  std::vector<std::string> sentences = {notice_sentence(report),
                                        told_apart ? told_sentence(report) : std::string(),
                                        originality_sentence(report),
                                        likeness_sentence(report),
                                        diversity_sentence(report),
                                        craft_sentence(report),
                                        told_apart ? std::string() : told_sentence(report)};
  std::erase(sentences, std::string());
  return sentences;
}

}  // namespace bachprop
