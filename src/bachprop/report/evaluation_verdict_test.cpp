#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "bachprop/report/evaluation_report.h"

namespace bachprop {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr Interval kNone = {kNaN, kNaN, kNaN};
constexpr auto kExact = static_cast<std::size_t>(PatternKind::kExact);
constexpr Interval kHigh = {0.9, 0.88, 0.92};
constexpr Interval kLow = {0.4, 0.38, 0.42};

// Each piece with 50 patterns; as original and diverse as others, and as far from the corpus.
SetFigures figures_of(const std::string& name, std::size_t pieces) {
  SetFigures set;
  set.name = name;
  set.pieces = pieces;
  set.exact.resize(pieces);
  for (Novelty& piece : set.exact) {
    piece.profile.patterns[kUsualPattern] = 50;
  }
  set.any_speed = set.exact;
  set.novelty[kExact].own_share = kHigh;
  set.novelty[kExact].share_in_copies = kLow;
  set.self_novelty.own_share = kHigh;
  set.distributions.resize(all_distributions().size());
  for (DistributionFigures& distribution : set.distributions) {
    distribution.divergence = {0.02, 0.01, 0.03};
  }
  set.craft.resize(craft_figures().size(), kNone);
  return set;
}

// New pieces like unseen human music, as far as their number can show.
struct Situation {
  explicit Situation(std::size_t generated, std::size_t unseen, std::size_t corpus = 200)
      : new_pieces(generated), corpus_pieces(corpus) {
    report.sets.resize(2);
    report.figures.sets = {figures_of("new", generated), figures_of("unseen human music", unseen)};
    report.figures.corpus = figures_of("corpus", corpus);
    report.figures.pieces_in_distances = std::min(generated, unseen);
    report.figures.pieces_in_self_novelty = std::min({generated, unseen, corpus});
    new_pieces.front().name = "new.mid";
    new_pieces.back().name = "last.mid";
    corpus_pieces.front().name = "old.mid";
  }
  void forget_unseen() {
    report.sets.pop_back();
    report.figures.sets.pop_back();
  }
  [[nodiscard]] SetFigures& generated() { return report.figures.sets.front(); }
  [[nodiscard]] SetFigures& unseen() { return report.figures.sets.back(); }
  [[nodiscard]] std::string sentence(std::size_t i) {
    report.corpus.pieces = corpus_pieces;
    report.sets.front().pieces = new_pieces;
    return verdict(report).at(i);
  }
  [[nodiscard]] std::string originality() { return sentence(0); }
  [[nodiscard]] std::string likeness() { return sentence(1); }
  [[nodiscard]] std::string diversity() { return sentence(2); }

  std::vector<Piece> new_pieces;
  std::vector<Piece> corpus_pieces;
  EvaluationReport report;
};

// ---- Intervals and rhythm: 8 distributions do not depend on the key ----

TEST(Verdict, SaysOfHowManyPiecesNoDifferenceCouldBeTold) {
  EXPECT_EQ(Situation(256, 146).likeness(),
            "In all 8 distributions of rhythm and intervals they could not be told from unseen "
            "human music, with 146 pieces of each.");
}

TEST(Verdict, AsksForMorePiecesWhereFewShowNoDifference) {
  EXPECT_THAT(Situation(8, 146).likeness(),
              HasSubstr("with 8 pieces of each (so few show little: compose more, with "
                        "bachprop generate -n 256)"));
  EXPECT_THAT(Situation(256, 63).likeness(), HasSubstr("no more unseen human music"));
  EXPECT_THAT(Situation(64, 64).likeness(), Not(HasSubstr("so few")));
}

std::size_t index_of(DistributionKind kind) { return static_cast<std::size_t>(kind); }

TEST(Verdict, TellsFartherFromNearer) {
  Situation one(100, 100);
  one.generated().distributions[index_of(DistributionKind::kDt)].divergence = {0.5, 0.4, 0.6};
  one.generated().distributions[index_of(DistributionKind::kMelodic)].divergence = {0.2, 0.1, 0.3};
  one.generated().distributions[index_of(DistributionKind::kDuration)].divergence = {0, 0, 0.001};
  EXPECT_THAT(one.likeness(), StartsWith("In 5 of 8 distributions"));
  EXPECT_THAT(one.likeness(), HasSubstr("with 100 pieces of each; in 2 they lie farther from the "
                                        "corpus, most of all in \""));
  EXPECT_THAT(one.likeness(), HasSubstr("(0.500 bits against 0.020), in 1 they lie nearer to the "
                                        "corpus."));
}

TEST(Verdict, SaysThatAllLieFarther) {
  Situation far(8, 100);
  for (DistributionFigures& distribution : far.generated().distributions) {
    distribution.divergence = {0.5, 0.4, 0.6};
  }
  EXPECT_THAT(far.likeness(),
              StartsWith("In none of the 8 distributions of rhythm and intervals are they like "
                         "unseen human music, with 8 pieces of each: all lie farther"));
}

TEST(Verdict, DoesNotJudgeLikenessByAHandfulOfPieces) {
  for (auto [generated, unseen] : {std::pair(1U, 100U), std::pair(100U, 4U)}) {
    Situation few(generated, unseen);
    few.generated().distributions[index_of(DistributionKind::kDt)].divergence = {0.5, 0.5, 0.5};
    EXPECT_THAT(few.likeness(), HasSubstr("cannot be told from ")) << generated;
    EXPECT_THAT(few.likeness(), Not(HasSubstr("farther")));
  }
}

TEST(Verdict, NamesWhatThePiecesHaveNoneOf) {
  Situation situation(100, 100);
  const std::size_t chords = index_of(DistributionKind::kHarmonicOnBass);
  situation.generated().distributions[chords].divergence = kNone;
  EXPECT_THAT(situation.likeness(),
              HasSubstr("In all 7 distributions of rhythm and intervals they could not be told"));
  EXPECT_THAT(situation.likeness(), HasSubstr("of \"Harmonic intervals above the bass\" they have "
                                              "none, though it has"));
  situation.unseen().distributions[chords].divergence = kNone;
  EXPECT_THAT(situation.likeness(), Not(HasSubstr("they have none")));
}

TEST(Verdict, SaysWhenThereIsNothingToCompareRhythmsBy) {
  Situation silent(100, 100);
  for (DistributionFigures& distribution : silent.generated().distributions) {
    distribution.divergence = kNone;
  }
  EXPECT_THAT(silent.likeness(), HasSubstr("cannot be measured"));
}

// ---- Originality ----

TEST(Verdict, TakesTheWorseOfOwnPatternsAndCopiedNotes) {
  Situation one(100, 100);
  EXPECT_THAT(one.originality(), StartsWith("They copy as much as unseen human music, as far as "
                                            "100 pieces against 100 show: 90.0 % of their"));
  one.generated().novelty[kExact].share_in_copies = {0.99, 0.98, 1};
  EXPECT_THAT(one.originality(), StartsWith("They copy more than unseen human music: 90.0 %"));
  EXPECT_THAT(one.originality(), HasSubstr("99.0 % of their notes are in copied passages of 8 or "
                                           "more (40.0 %)"));
  one.generated().novelty[kExact] = {.own_share = {0.99, 0.98, 1}, .share_in_copies = kLow};
  EXPECT_THAT(one.originality(), StartsWith("They copy as much as"));
  one.generated().novelty[kExact].share_in_copies = {0.1, 0.05, 0.15};
  EXPECT_THAT(one.originality(), StartsWith("They copy less than unseen human music"));
  one.generated().novelty[kExact].own_share = {0.1, 0.05, 0.15};
  EXPECT_THAT(one.originality(), StartsWith("They copy more than unseen human music"));
}

TEST(Verdict, ConcludesNothingOfCopyingFromAHandful) {
  const std::string unknown =
      "Whether they copy more or less than unseen human music cannot be "
      "told from ";
  Situation four(4, 100);
  four.generated().novelty[kExact].own_share = {0, 0, 0};
  EXPECT_THAT(four.originality(),
              StartsWith(unknown + "4 pieces with 200 patterns of 8 notes: 0.0 %"));
  EXPECT_THAT(Situation(100, 1).originality(),
              StartsWith(unknown + "1 piece with 50 patterns of 8 notes of that"));
  Situation short_pieces(6, 100);
  for (Novelty& piece : short_pieces.generated().exact) {
    piece.profile.patterns[kUsualPattern] = 1;
  }
  EXPECT_THAT(short_pieces.originality(), StartsWith(unknown + "6 pieces with 6 patterns"));
}

// 3 of 10 more such pieces may be other than these; 3 of 200 are no matter.
TEST(Verdict, DoubtsThatAllAreAlikeBecauseAFewAre) {
  for (const auto& [pieces, found] : {std::pair(10U, "as much as"), std::pair(200U, "more than")}) {
    Situation one(pieces, 200);
    one.generated().self_novelty.own_share = {1, 1, 1};
    EXPECT_THAT(one.diversity(), HasSubstr(found)) << pieces;
  }
  for (const auto& [pieces, found] : {std::pair(10U, "as much as"), std::pair(200U, "less than")}) {
    Situation one(pieces, 200);
    one.generated().novelty[kExact].own_share = {1, 1, 1};
    one.generated().novelty[kExact].share_in_copies = {0, 0, 0};
    one.unseen().novelty[kExact].share_in_copies = {0.1, 0.05, 0.15};
    EXPECT_THAT(one.originality(), HasSubstr(found)) << pieces;
  }
}

TEST(Verdict, SaysWhyCopyingCannotBeMeasured) {
  Situation one(1, 100);
  one.generated().novelty[kExact] = {.own_share = kNone, .share_in_copies = {0, 0, 0}};
  one.unseen().near_duplicates_of_corpus.resize(1);
  EXPECT_EQ(one.originality(),
            "Whether they copy cannot be measured, as none has the 8 notes of a pattern; no two "
            "notes in a row are an exact copy.");
  Situation alone(100, 100, 1);
  alone.forget_unseen();
  alone.report.figures.corpus.novelty[kExact].own_share = kNone;
  EXPECT_THAT(alone.originality(), HasSubstr("cannot be measured"));
}

TEST(Verdict, TellsExactCopiesFromThoseAtAnotherSpeed) {
  Situation one(100, 100);
  one.generated().exact.front().longest_copy = Copy{.notes = 8};
  one.generated().any_speed.front().longest_copy = Copy{.notes = 8};
  EXPECT_THAT(one.originality(),
              HasSubstr("; the longest exact copy is 8 notes, in new.mid from old.mid."));
  one.generated().any_speed.back().longest_copy = Copy{.notes = 9, .duration_factor = 2};
  EXPECT_THAT(one.originality(),
              HasSubstr("; the longest exact copy is 8 notes, in new.mid from old.mid; the longest "
                        "at another speed 9 notes, in last.mid from old.mid."));
}

TEST(Verdict, HoldsNearDuplicatesBesideThoseOfHumanMusic) {
  Situation one(256, 146);
  one.generated().near_duplicates_of_corpus.resize(1);
  one.unseen().near_duplicates_of_corpus.resize(3);
  EXPECT_THAT(one.originality(), HasSubstr("; 1 of 256 is mostly a copy of a corpus piece (unseen "
                                           "human music: 3 of 146)."));
  one.generated().near_duplicates_of_corpus.clear();
  EXPECT_THAT(one.originality(), HasSubstr("; none is mostly a copy of a corpus piece (unseen"));
  one.unseen().near_duplicates_of_corpus.clear();
  EXPECT_THAT(one.originality(), Not(HasSubstr("mostly")));
}

// ---- Diversity ----

TEST(Verdict, SaysOfHowManyPiecesTheyDifferAsMuch) {
  EXPECT_EQ(Situation(256, 146).diversity(),
            "They differ from each other as much as the corpus's pieces do, as far as 146 pieces "
            "of each show (90.0 % of the patterns are in no other piece; of the corpus 90.0 %); "
            "none is mostly a repeat of another.");
}

TEST(Verdict, SaysThatOnePieceHasNoOther) {
  Situation one(1, 100);
  one.generated().self_novelty.own_share = kNone;
  EXPECT_EQ(one.diversity(),
            "Whether they repeat each other cannot be measured, as there is only one piece.");
  EXPECT_THAT(Situation(100, 1).diversity(), HasSubstr("only one piece of unseen human music; none "
                                                       "is mostly a repeat"));
  EXPECT_THAT(Situation(100, 100, 1).diversity(), HasSubstr("only one piece of the corpus"));
}

TEST(Verdict, ConcludesNothingOfRepeatsFromAHandful) {
  Situation three(3, 100);
  three.generated().self_novelty.own_share = {0, 0, 0};
  three.generated().near_duplicates.resize(3);
  EXPECT_EQ(three.diversity(),
            "Whether they repeat each other more than the corpus's pieces do cannot be told from 3 "
            "pieces of each (0.0 % of the patterns are in no other piece; of the corpus 90.0 %); 3 "
            "of 3 are mostly a repeat of another.");
  Situation none(10, 100);
  none.generated().self_novelty.own_share = kNone;
  EXPECT_THAT(none.diversity(), HasSubstr("as no piece has the 8 notes of a pattern"));
}

TEST(Verdict, TellsMoreFromLessDiverse) {
  Situation one(100, 100);
  one.generated().self_novelty.own_share = kLow;
  EXPECT_THAT(one.diversity(), StartsWith("They repeat each other more than"));
  one.generated().self_novelty.own_share = {1, 1, 1};
  EXPECT_THAT(one.diversity(), StartsWith("They differ from each other more than"));
}

// ---- Part-writing and endings ----

void set_craft(SetFigures& set, std::string_view key, Interval in_a_hundred) {
  set.craft_pieces = set.pieces;
  for (std::size_t i = 0; i < craft_figures().size(); ++i) {
    if (craft_figures()[i].key == key) {
      set.craft[i] = in_a_hundred;
    }
  }
}

// Sixteen chorales as they were composed, beside Bach's.
TEST(Verdict, NamesWhatIsWorstTheClearestFirst) {
  Situation one(16, 146);
  set_craft(one.generated(), "ends_on_tonic", {44, 20, 69});
  set_craft(one.unseen(), "ends_on_tonic", {92, 88, 96});
  set_craft(one.generated(), "authentic_endings", {25, 6, 44});
  set_craft(one.unseen(), "authentic_endings", {88, 82, 93});
  set_craft(one.generated(), "out_of_range", {6.2, 4.2, 8.2});
  set_craft(one.unseen(), "out_of_range", {0.07, 0.03, 0.11});
  set_craft(one.generated(), "crossings", {4.4, 0.5, 8.3});
  set_craft(one.unseen(), "crossings", {0.2, 0.1, 0.3});
  EXPECT_EQ(one.sentence(3),
            "What tells them most clearly from human music (in brackets): authentic cadence at the "
            "end 25 % of pieces (88 %), notes out of range 6.2 % of notes (0.07 %), ends on the "
            "tonic 44 % of pieces (92 %), voice crossings 4.4 % of chords (0.20 %).");
}

TEST(Verdict, DoesNotCallWorseWhatIsBetterAlikeOrAMatterOfTaste) {
  Situation one(100, 100);
  set_craft(one.generated(), "parallel_fifths", {0, 0, 0});
  set_craft(one.unseen(), "parallel_fifths", {9, 8, 10});
  set_craft(one.generated(), "ends_on_tonic", {80, 70, 90});
  set_craft(one.unseen(), "ends_on_tonic", {92, 88, 96});
  set_craft(one.generated(), "plagal_endings", {40, 38, 42});
  set_craft(one.unseen(), "plagal_endings", {1, 0, 2});
  EXPECT_EQ(one.sentence(3),
            "In part-writing and endings they are not to be told from human music, as far as 100 "
            "pieces against 100 show.");
}

TEST(Verdict, ConcludesNothingOfPartWritingFromAHandful) {
  Situation few(4, 100);
  set_craft(few.generated(), "crossings", {50, 40, 60});
  set_craft(few.unseen(), "crossings", {0, 0, 0});
  EXPECT_EQ(few.sentence(3),
            "Whether part-writing and endings are like those of human music cannot be told from 4 "
            "pieces.");
}

}  // namespace
}  // namespace bachprop
