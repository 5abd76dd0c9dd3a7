#include "bachprop/evaluate/evaluation.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <set>
#include <vector>

#include "bachprop/base/random.h"
#include "bachprop/score/voices_test.h"

namespace bachprop {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr auto kExact = static_cast<std::size_t>(PatternKind::kExact);

// Notes come from 40 pitches and 6 durations, so that patterns of 8 notes are never alike by
// chance. Every fifth note begins with the one before, above it.
Piece random_piece(int notes, std::uint64_t seed) {
  Random random{seed};
  Piece piece{.name = "random" + std::to_string(seed) + ".mid", .sha256 = {}, .score = {}};
  Quarters end = 0;
  for (int i = 0; i < notes; ++i) {
    if (i % 5 == 4) {
      Note above = piece.score.notes.back();
      above.pitch += 1 + static_cast<int>(random.below(12));
      piece.score.notes.push_back(above);
      continue;
    }
    const Quarters duration(1 + static_cast<int>(random.below(6)), 2);
    piece.score.notes.push_back({end, duration, 40 + static_cast<int>(random.below(40))});
    end += duration;
  }
  return piece;
}

std::vector<Piece> random_pieces(int count, std::uint64_t first_seed, int notes = 60) {
  std::vector<Piece> pieces;
  for (int i = 0; i < count; ++i) {
    pieces.push_back(random_piece(notes + i, first_seed + static_cast<std::uint64_t>(i)));
  }
  return pieces;
}

Evaluation evaluated(const std::vector<Piece>& corpus, const std::vector<PieceSet>& sets,
                     const EvaluationOptions& options = {}) {
  return evaluate({"corpus", corpus}, sets, options);
}

std::vector<double> numbers_of(const SetNovelty& novelty) {
  std::vector<double> numbers = {static_cast<double>(novelty.longest_copy_of_all)};
  for (const Interval& figure :
       {novelty.own_share, novelty.longest_copy, novelty.share_in_copies}) {
    numbers.insert(numbers.end(), {figure.value, figure.low, figure.high});
  }
  for (const Quartiles& shares : novelty.profile) {
    numbers.insert(numbers.end(), {shares.low, shares.median, shares.high});
  }
  return numbers;
}

void append(std::vector<double>& numbers, const std::vector<Interval>& figures) {
  for (const Interval& figure : figures) {
    numbers.insert(numbers.end(), {figure.value, figure.low, figure.high});
  }
}

// Every figure of a set in a row.
std::vector<double> numbers_of(const SetFigures& set) {
  std::vector<double> numbers = numbers_of(set.self_novelty);
  for (const SetNovelty& novelty : set.novelty) {
    std::ranges::copy(numbers_of(novelty), std::back_inserter(numbers));
  }
  for (const DistributionFigures& distribution : set.distributions) {
    append(numbers, {distribution.divergence, distribution.overlap});
  }
  append(numbers, set.metrics);
  append(numbers, set.craft);
  for (const FeatureDistance& feature : set.features) {
    numbers.insert(numbers.end(), {feature.distance.mean_between, feature.distance.a.overlap,
                                   feature.distance.a.divergence});
  }
  for (const NearDuplicate& pair : set.near_duplicates) {
    numbers.push_back(pair.share);
  }
  return numbers;
}

// NaN equals NaN here.
bool same(const std::vector<double>& a, const std::vector<double>& b) {
  return std::ranges::equal(
      a, b, [](double x, double y) { return x == y || (std::isnan(x) && std::isnan(y)); });
}

TEST(Quartiles, LieBetweenRanks) {
  const Quartiles four = quartiles_of({4, 1, 3, 2});
  EXPECT_DOUBLE_EQ(four.low, 1.75);
  EXPECT_DOUBLE_EQ(four.median, 2.5);
  EXPECT_DOUBLE_EQ(four.high, 3.25);
  const Quartiles five = quartiles_of({50, 10, 40, 20, 30});
  EXPECT_DOUBLE_EQ(five.low, 20);
  EXPECT_DOUBLE_EQ(five.median, 30);
  EXPECT_DOUBLE_EQ(five.high, 40);
}

TEST(Quartiles, LeaveOutWhatIsNoNumber) {
  const Quartiles one = quartiles_of({kNaN, 7, kNaN});
  EXPECT_EQ(one.low, 7);
  EXPECT_EQ(one.median, 7);
  EXPECT_EQ(one.high, 7);
  for (const auto& nothing : {std::vector<double>{}, std::vector<double>{kNaN}}) {
    EXPECT_TRUE(std::isnan(quartiles_of(nothing).low));
    EXPECT_TRUE(std::isnan(quartiles_of(nothing).median));
    EXPECT_TRUE(std::isnan(quartiles_of(nothing).high));
  }
}

// Three pieces: 1 of 4 patterns of 8 notes is own, 2 of 4, and one that is too short for any.
TEST(SetNovelty, AddsUpPatternsButTakesQuartilesOfPieces) {
  std::vector<Novelty> pieces(3);
  pieces[0].profile.patterns[8] = 4;
  pieces[0].profile.own[8] = 1;
  pieces[0].longest_copy = Copy{.notes = 10};
  pieces[0].notes_in_copies = 10;
  pieces[0].notes = 11;
  pieces[1].profile.patterns[8] = 12;
  pieces[1].profile.own[8] = 6;
  pieces[1].longest_copy = Copy{.notes = 2};
  pieces[1].notes = 19;
  pieces[2].notes = 2;
  const SetNovelty summary = summary_of(pieces, {});
  EXPECT_DOUBLE_EQ(summary.own_share.value, 7.0 / 16);
  EXPECT_DOUBLE_EQ(summary.share_in_copies.value, 10.0 / 32);
  EXPECT_DOUBLE_EQ(summary.longest_copy.value, 4);
  EXPECT_EQ(summary.longest_copy_of_all, 10);
  EXPECT_DOUBLE_EQ(summary.profile[8].low, 0.3125);
  EXPECT_DOUBLE_EQ(summary.profile[8].median, 0.375);
  EXPECT_DOUBLE_EQ(summary.profile[8].high, 0.4375);
  EXPECT_TRUE(std::isnan(summary.profile[9].median));
}

TEST(SetNovelty, OfNoPiecesHasNoFigures) {
  const SetNovelty nothing = summary_of({}, {});
  EXPECT_TRUE(std::isnan(nothing.own_share.value));
  EXPECT_TRUE(std::isnan(nothing.longest_copy.value));
  EXPECT_EQ(nothing.longest_copy_of_all, 0);
}

TEST(Evaluation, ACorpusAgainstItselfIsAllCopiedAndLiesAtNoDistance) {
  const auto corpus = random_pieces(6, 1);
  const Evaluation evaluation = evaluated(corpus, {{"again", corpus}});
  const SetFigures& again = evaluation.sets.front();
  for (const SetNovelty& novelty : again.novelty) {
    EXPECT_EQ(novelty.own_share, (Interval{0, 0, 0}));
    EXPECT_EQ(novelty.share_in_copies, (Interval{1, 1, 1}));
    for (std::size_t k = 1; k <= kLongestPattern; ++k) {
      EXPECT_EQ(novelty.profile[k].high, 0) << k;
    }
  }
  EXPECT_EQ(again.novelty[kExact].longest_copy_of_all, 65);
  EXPECT_EQ(again.near_duplicates_of_corpus.size(), corpus.size());
  for (const DistributionFigures& distribution : again.distributions) {
    EXPECT_NEAR(distribution.divergence.value, 0, 1e-12);
    EXPECT_NEAR(distribution.overlap.value, 1, 1e-12);
  }
  for (std::size_t i = 0; i < corpus.size(); ++i) {
    EXPECT_EQ(again.exact[i].longest_copy,
              (Copy{.notes = 60 + static_cast<int>(i), .source = static_cast<int>(i)}));
  }
}

TEST(Evaluation, TheCorpussOwnFiguresLeaveEachPieceItselfOut) {
  const auto corpus = random_pieces(6, 1);
  const Evaluation evaluation = evaluated(corpus, {{"others", corpus}});
  EXPECT_EQ(evaluation.corpus.novelty[kExact].own_share.value, 1);
  EXPECT_LT(evaluation.corpus.novelty[kExact].longest_copy_of_all, 5);
  EXPECT_EQ(evaluation.corpus.self_novelty.own_share.value, 1);
  EXPECT_TRUE(evaluation.corpus.near_duplicates.empty());
  EXPECT_TRUE(evaluation.corpus.near_duplicates_of_corpus.empty());
  EXPECT_TRUE(evaluation.corpus.features.empty());
}

// The corpus holds one piece twice: it stands in another piece than itself.
TEST(Evaluation, FindsAPieceThatStandsTwiceInTheCorpus) {
  auto corpus = random_pieces(4, 1);
  corpus.push_back(corpus[2]);
  const Evaluation evaluation = evaluated(corpus, {});
  const auto& pairs = evaluation.corpus.near_duplicates;
  ASSERT_EQ(pairs.size(), 2U);
  EXPECT_EQ(pairs[0].piece, 2);
  EXPECT_EQ(pairs[0].of, 4);
  EXPECT_EQ(pairs[1].piece, 4);
  EXPECT_EQ(pairs[1].of, 2);
  EXPECT_EQ(pairs[0].share, 1);
  EXPECT_EQ(evaluation.corpus.exact[2].longest_copy, (Copy{.notes = 62, .source = 4}));
  EXPECT_LT(evaluation.corpus.exact[1].longest(), 5);
}

TEST(Evaluation, OtherMusicIsItsOwnAndDoesNotRepeatItself) {
  const auto corpus = random_pieces(6, 1);
  const auto others = random_pieces(5, 100);
  const SetFigures set = evaluated(corpus, {{"others", others}}).sets.front();
  EXPECT_EQ(set.novelty[kExact].own_share.value, 1);
  EXPECT_EQ(set.self_novelty.own_share.value, 1);
  EXPECT_TRUE(set.near_duplicates.empty());
  EXPECT_TRUE(set.near_duplicates_of_corpus.empty());
}

// A collapsed model writes new music, but always the same.
TEST(Evaluation, TellsPiecesThatAreAlikeFromPiecesThatAreCopied) {
  const auto corpus = random_pieces(6, 1);
  const std::vector<Piece> collapsed(5, random_piece(60, 100));
  const SetFigures set = evaluated(corpus, {{"collapsed", collapsed}}).sets.front();
  EXPECT_EQ(set.novelty[kExact].own_share.value, 1);
  EXPECT_EQ(set.self_novelty.own_share.value, 0);
  EXPECT_EQ(set.self_novelty.longest_copy_of_all, 60);
  EXPECT_EQ(set.near_duplicates.size(), 5U);
  EXPECT_TRUE(set.near_duplicates_of_corpus.empty());
}

TEST(Evaluation, LooksAtEquallyManyPiecesOfEachSetWhereThatCounts) {
  const auto corpus = random_pieces(6, 1);
  const auto few = random_pieces(4, 100);
  const auto many = random_pieces(9, 200);
  const Evaluation evaluation = evaluated(corpus, {{"few", few}, {"many", many}});
  EXPECT_EQ(evaluation.pieces_in_distances, 4U);
  EXPECT_EQ(evaluation.pieces_in_self_novelty, 4U);
  EXPECT_EQ(evaluation.sets[1].name, "many");
  EXPECT_EQ(evaluation.sets[1].pieces, 9U);
  EXPECT_EQ(evaluation.sets[1].exact.size(), 9U);
  EXPECT_EQ(evaluation.sets[0].notes, 60 + 61 + 62 + 63);
  EXPECT_EQ(evaluated(corpus, {{"many", many}}).pieces_in_self_novelty, 6U);
}

TEST(Evaluation, ASetBesideTheOthersDoesNotChangeTheirFigures) {
  const auto corpus = random_pieces(9, 1);
  const auto first = random_pieces(7, 100);
  const auto unseen = random_pieces(6, 200);
  const auto small = random_pieces(2, 300);
  const Evaluation alone = evaluated(corpus, {{"first", first}, {"unseen", unseen}});
  const Evaluation together =
      evaluated(corpus, {{"first", first}, {"small", small, /*beside=*/true}, {"unseen", unseen}});
  EXPECT_EQ(together.pieces_in_distances, 6U);
  EXPECT_EQ(together.sets[1].pieces_in_distances, 2U);
  EXPECT_EQ(together.sets[1].pieces_in_self_novelty, 2U);
  EXPECT_TRUE(same(numbers_of(together.sets[0]), numbers_of(alone.sets[0])));
  EXPECT_TRUE(same(numbers_of(together.sets[2]), numbers_of(alone.sets[1])));
  EXPECT_TRUE(same(numbers_of(together.corpus), numbers_of(alone.corpus)));
}

TEST(Evaluation, OnePieceIsNoMeasureOfItsOwnKind) {
  const auto one = random_pieces(1, 1);
  const auto many = random_pieces(4, 100);
  const Evaluation evaluation = evaluated(one, {{"one", one}});
  EXPECT_TRUE(std::isnan(evaluation.corpus.novelty[kExact].own_share.value));
  EXPECT_TRUE(std::isnan(evaluation.corpus.self_novelty.own_share.value));
  EXPECT_TRUE(std::isnan(evaluation.sets[0].self_novelty.own_share.value));
  EXPECT_EQ(evaluation.sets[0].novelty[kExact].own_share.value, 0);
  EXPECT_EQ(evaluated(many, {{"many", many}}).sets[0].self_novelty.own_share.value, 1);
}

// Pieces of one voice, of three, of six.
TEST(Evaluation, CountsThePiecesWhosePartWritingIsNotMeasured) {
  std::vector<Piece> pieces(4);
  for (const auto& [piece, voices] : {std::pair(0, 1), std::pair(1, 1), {2, 3}, {3, 6}}) {
    for (int voice = 0; voice < voices; ++voice) {
      pieces[static_cast<std::size_t>(piece)].score.notes.push_back({0, 1, 50 + 5 * voice});
    }
  }
  const SetFigures set = evaluated(pieces, {{"pieces", pieces}}).sets.front();
  EXPECT_EQ(set.craft_pieces, 1U);
  EXPECT_EQ(set.craft_not_measured,
            (std::map<CraftStatus, std::size_t>{{CraftStatus::kTooFewVoices, 2},
                                                {CraftStatus::kTooManyVoices, 1}}));
}

// `count` notes one after another, from `pitch` on by steps of `interval`.
Piece line_of(int count, int pitch, int interval = 0) {
  Piece piece;
  for (int i = 0; i < count; ++i) {
    piece.score.notes.push_back({i, 1, pitch + i * interval});
  }
  return piece;
}

const DistributionFigures& pitches_of(const SetFigures& set) {
  const auto kind =
      std::ranges::find(all_distributions(), DistributionKind::kPitch, &DistributionInfo::kind);
  return set.distributions[static_cast<std::size_t>(kind - all_distributions().begin())];
}

// Four pitches in the corpus and in "many"; two in any two pieces of "many". p = (1/2, 1/2, 0, 0)
// from q = (1/4, 1/4, 1/4, 1/4), with (3/8, 3/8, 1/8, 1/8) in the middle: the divergence is
// (log2(4/3) + (log2(2/3) + log2(2)) / 2) / 2 = 0.311278, the overlap 1/2.
TEST(Evaluation, TakesDistancesOfAsManyPiecesAsTheSmallestSetHas) {
  const std::vector<Piece> many = {line_of(5, 60), line_of(5, 61), line_of(5, 62), line_of(5, 63)};
  const std::vector<Piece> few = {line_of(5, 60), line_of(5, 60)};
  const Evaluation evaluation = evaluated(many, {{"few", few}, {"many", many}});
  const DistributionFigures& drawn = pitches_of(evaluation.sets[1]);
  EXPECT_NEAR(drawn.divergence.value, 0.311278, 1e-6);
  EXPECT_NEAR(drawn.overlap.value, 0.5, 1e-12);
  EXPECT_EQ(drawn.counts.counts.size(), 4U) << "the counts are those of all pieces";
  const DistributionFigures all = pitches_of(evaluated(many, {{"many", many}}).sets[0]);
  EXPECT_NEAR(all.divergence.value, 0, 1e-12);
  EXPECT_NEAR(all.overlap.value, 1, 1e-12);
}

// One piece of "many" is drawn: one with the corpus's pitch or one without, of 3, 4, 6 or 10 notes
// to the corpus's 2.
TEST(Evaluation, DrawsOtherPiecesWithAnotherSeed) {
  const std::vector<Piece> corpus = {line_of(2, 60)};
  const std::vector<Piece> many = {line_of(3, 60), line_of(4, 61), line_of(6, 60), line_of(10, 61)};
  const std::vector<Piece> one = {line_of(2, 60)};
  std::set<double> overlaps;
  std::set<double> notes_apart;
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const SetFigures set =
        evaluated(corpus, {{"one", one}, {"many", many}}, {.seed = seed}).sets[1];
    overlaps.insert(pitches_of(set).overlap.value);
    notes_apart.insert(
        std::ranges::find(set.features, "notes", &FeatureDistance::key)->distance.mean_between);
  }
  EXPECT_EQ(overlaps, (std::set<double>{0, 1}));
  EXPECT_EQ(notes_apart, (std::set<double>{1, 2, 4, 8}));
}

// One of the six pairs that can be drawn of four pieces is of the two that are alike.
TEST(Evaluation, DrawsOtherPiecesOfASetsOwnKindWithAnotherSeed) {
  const std::vector<Piece> many = {line_of(8, 60), line_of(8, 60), line_of(8, 60, 1),
                                   line_of(8, 60, 2)};
  const std::vector<Piece> few = {line_of(8, 60), line_of(8, 60, 1)};
  std::set<double> own;
  for (std::uint64_t seed = 0; seed < 8; ++seed) {
    const Evaluation evaluation = evaluated(few, {{"few", few}, {"many", many}}, {.seed = seed});
    own.insert(evaluation.sets[1].self_novelty.own_share.value);
  }
  EXPECT_EQ(own, (std::set<double>{0, 1}));
}

// Intervals are what the bootstrap gives with that seed.
TEST(Evaluation, SeedsTheBootstrap) {
  std::vector<Piece> pieces;
  std::vector<double> notes;
  for (const int count : {3, 1, 4, 1, 5, 9, 2, 6}) {
    pieces.push_back(line_of(count, 60));
    notes.push_back(count);
  }
  const Evaluation evaluation = evaluated(pieces, {{"set", pieces}}, {.seed = 7});
  EXPECT_EQ(evaluation.bootstrap.seed, 7U);
  const auto metric = std::ranges::find(all_piece_metrics(), "notes", &PieceMetric::key);
  const auto i = static_cast<std::size_t>(metric - all_piece_metrics().begin());
  EXPECT_EQ(evaluation.sets[0].metrics[i], bootstrap_mean(notes, {.seed = 7}));
  EXPECT_NE(bootstrap_mean(notes, {.seed = 7}), bootstrap_mean(notes, {.seed = 1}));
}

// Two of four pieces end on the tonic, the others on the dominant.
TEST(Evaluation, GivesCraftInAHundred) {
  const std::vector<int> tonic = {72, 67, 64, 48};
  const std::vector<int> dominant = {71, 67, 62, 43};
  const Piece ended{.name = "ended", .sha256 = {}, .score = chorale({tonic, dominant, tonic})};
  const Piece open{
      .name = "open", .sha256 = {}, .score = chorale({tonic, dominant, tonic, dominant})};
  const std::vector<Piece> pieces = {ended, open, ended, open};
  const SetFigures set = evaluated(pieces, {{"set", pieces}}).sets[0];
  const auto figure = std::ranges::find(craft_figures(), "ends_on_tonic", &CraftFigure::key);
  const auto i = static_cast<std::size_t>(figure - craft_figures().begin());
  EXPECT_EQ(set.craft_pieces, 4U);
  EXPECT_EQ(set.craft[i].value, 50);
}

void expect_same(const Evaluation& one, const Evaluation& other) {
  EXPECT_TRUE(same(numbers_of(one.corpus), numbers_of(other.corpus)));
  ASSERT_EQ(one.sets.size(), other.sets.size());
  for (std::size_t i = 0; i < one.sets.size(); ++i) {
    EXPECT_TRUE(same(numbers_of(one.sets[i]), numbers_of(other.sets[i])));
  }
}

class EvaluationOfRandomPieces : public testing::Test {
 protected:
  [[nodiscard]] Evaluation run(const EvaluationOptions& options) const {
    return evaluated(corpus_, {{"few", few_}, {"many", many_}}, options);
  }
  std::vector<Piece> corpus_ = random_pieces(8, 1, 20);
  std::vector<Piece> few_ = random_pieces(4, 100, 20);
  std::vector<Piece> many_ = random_pieces(9, 200, 20);
};

TEST_F(EvaluationOfRandomPieces, DoesNotDependOnTheNumberOfThreads) {
  const Evaluation alone = run({.seed = 3, .threads = 1});
  expect_same(alone, run({.seed = 3, .threads = 2}));
  expect_same(alone, run({.seed = 3, .threads = 7}));
}

TEST_F(EvaluationOfRandomPieces, EqualSeedsGiveEqualFiguresAndOthersDoNot) {
  const Evaluation first = run({.seed = 3});
  expect_same(first, run({.seed = 3}));
  const Evaluation other = run({.seed = 4});
  EXPECT_FALSE(same(numbers_of(first.sets[1]), numbers_of(other.sets[1])));
  EXPECT_EQ(first.sets[1].novelty[kExact].own_share.value,
            other.sets[1].novelty[kExact].own_share.value)
      << "the figure itself draws nothing";
}

TEST_F(EvaluationOfRandomPieces, TellsHowFarItIs) {
  std::set<std::size_t> done;
  std::size_t of = 0;
  const std::vector<PieceSet> sets = {{"few", few_}};
  (void)evaluate({"corpus", corpus_}, sets, {.threads = 3},
                 [&](std::size_t parts, std::size_t total) {
                   done.insert(parts);
                   of = total;
                 });
  EXPECT_GT(of, 0U);
  EXPECT_EQ(done.size(), of);
  EXPECT_EQ(*done.rbegin(), of);
}

TEST(Evaluation, HasAFigureForEveryKindAndMetric) {
  const auto corpus = random_pieces(3, 1, 20);
  const SetFigures set = evaluated(corpus, {{"set", corpus}}).sets.front();
  EXPECT_EQ(set.distributions.size(), all_distributions().size());
  EXPECT_EQ(set.metrics.size(), all_piece_metrics().size());
  EXPECT_EQ(set.craft.size(), craft_figures().size());
  EXPECT_FALSE(set.features.empty());
  std::set<std::string_view> keys;
  for (std::size_t kind = 0; kind < kPatternKinds; ++kind) {
    keys.insert(name_of(static_cast<PatternKind>(kind)));
    EXPECT_FALSE(title_of(static_cast<PatternKind>(kind)).empty());
  }
  EXPECT_EQ(keys, (std::set<std::string_view>{"exact", "any_speed", "pitches", "rhythm"}));
}

TEST(Evaluation, OfSetsOfOneShortPieceComesToAnEnd) {
  const std::vector<Piece> corpus = {random_piece(1, 1)};
  const std::vector<Piece> one = {random_piece(1, 2)};
  const std::vector<Piece> none = {Piece{}};
  const Evaluation evaluation = evaluated(corpus, {{"one", one}, {"none", none}});
  EXPECT_TRUE(std::isnan(evaluation.sets[0].novelty[kExact].own_share.value));
  EXPECT_EQ(evaluation.sets[0].exact.front().longest(), 0);
  EXPECT_EQ(evaluation.sets[1].notes, 0);
  EXPECT_TRUE(std::isnan(evaluation.sets[1].novelty[kExact].share_in_copies.value));
}

}  // namespace
}  // namespace bachprop
