#include "bachprop/evaluate/hearing.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <map>

#include "bachprop/evaluate/made_music_test.h"
#include "bachprop/evaluate/planted_faults_test.h"

namespace bachprop {
namespace {

using testing::AnyOf;

constexpr std::size_t kPieces = 30;  // of each set
constexpr std::uint64_t kCorpusSeed = 1;
constexpr std::uint64_t kUnseenSeed = 2;
constexpr std::uint64_t kNewSeed = 3;

Hearing hear_new(const std::vector<Piece>& pieces, int threads = 2) {
  static const std::vector<Piece> corpus_pieces = made_hymns(kPieces, kCorpusSeed);
  static const std::vector<Piece> unseen_pieces = made_hymns(kPieces, kUnseenSeed);
  const PieceSet corpus{"corpus", corpus_pieces};
  const std::vector<PieceSet> sets = {{"new", pieces},
                                      {"unseen", unseen_pieces, /*beside=*/false, /*unseen=*/true}};
  return hear_sets(corpus, sets, {.seed = 1, .threads = threads});
}

template <typename Fault>
std::vector<Piece> hymns_with(const Fault& fault) {
  std::vector<Piece> pieces = made_hymns(kPieces, kNewSeed);
  Random random({9});
  for (Piece& piece : pieces) {
    piece.score = fault(piece.score, random);
  }
  return pieces;
}

template <typename Fault>
FeatureGroup group_named_first(const Fault& fault) {
  const Hearing hearing = hear_new(hymns_with(fault));
  const std::vector<TellingSign> signs = signs_of(hearing, 0);
  EXPECT_FALSE(signs.empty());
  EXPECT_GT(hearing.sets[0].told.all.whole.value, 0.9);
  return signs.empty() ? FeatureGroup::kLength : signs.front().group;
}

TEST(Hearing, TellsMusicOfOneKindApartNoBetterThanItsFloor) {
  const Hearing hearing = hear_new(made_hymns(kPieces, kNewSeed));
  EXPECT_TRUE(signs_of(hearing, 0).empty());
  EXPECT_LT(hearing.sets[0].told.all.whole.low, 0.6);
  EXPECT_LT(hearing.sets[0].told.all.passages.low, 0.6);
}

TEST(Hearing, NamesTheRegisterOfTransposedPiecesFirst) {
  EXPECT_EQ(group_named_first(out_of_range), FeatureGroup::kRegister);
}

TEST(Hearing, NamesTheFormOfPiecesWithShuffledBarsFirst) {
  EXPECT_EQ(group_named_first(with_bars_shuffled), FeatureGroup::kForm);
}

// What is cut off is the end, and the length is another.
TEST(Hearing, NamesTheEndOfPiecesThatLackTheirLastBarsFirst) {
  EXPECT_THAT(group_named_first([](const Score& score, Random& /*random*/) {
                return without_last_bars(score, 2);
              }),
              AnyOf(FeatureGroup::kEnding, FeatureGroup::kLength));
}

TEST(Hearing, NamesTheChordsOfPiecesWithAVoiceOutOfStepFirst) {
  EXPECT_THAT(group_named_first([](const Score& score, Random& /*random*/) {
                return with_voice_shifted(score, 1);
              }),
              AnyOf(FeatureGroup::kHarmony, FeatureGroup::kDissonance));
}

TEST(Hearing, NamesTheChordsOrTheKeyOfWrongNotesFirst) {
  EXPECT_THAT(group_named_first(with_wrong_notes),
              AnyOf(FeatureGroup::kHarmony, FeatureGroup::kDissonance, FeatureGroup::kTurns,
                    FeatureGroup::kKey));
}

TEST(Hearing, DoesNotDependOnTheThreads) {
  const std::vector<Piece> pieces = hymns_with(with_wrong_notes);
  const Hearing one = hear_new(pieces, 1);
  const Hearing three = hear_new(pieces, 3);
  EXPECT_EQ(one.sets[0].told.all.whole, three.sets[0].told.all.whole);
  EXPECT_EQ(one.sets[0].told.all.passages, three.sets[0].told.all.passages);
  ASSERT_EQ(one.sets[0].features.size(), all_features().size());
  for (std::size_t i = 0; i < all_features().size(); ++i) {
    const Interval& a = one.sets[0].features[i];
    const Interval& b = three.sets[0].features[i];
    EXPECT_TRUE(a == b || (std::isnan(a.value) && std::isnan(b.value))) << all_features()[i].key;
  }
}

TEST(Hearing, SaysSoWhereThereAreTooFewPieces) {
  const Hearing hearing = hear_new(made_hymns(kFewestToldApart - 1, kNewSeed));
  EXPECT_FALSE(hearing.sets[0].told.is_measured());
  EXPECT_EQ(hearing.pieces_told_apart, kFewestToldApart - 1);
  EXPECT_TRUE(std::isfinite(hearing.sets[0].features.front().value));
}

TEST(Hearing, TellsFromTheCorpusWhereNothingUnseenIsKnown) {
  const std::vector<Piece> corpus = made_hymns(2 * kPieces, kCorpusSeed);
  const std::vector<Piece> pieces = hymns_with(out_of_range);
  const std::vector<PieceSet> sets = {{"new", pieces}};
  const Hearing hearing = hear_sets({"corpus", corpus}, sets, {});
  EXPECT_FALSE(hearing.has_unseen);
  EXPECT_EQ(hearing.pieces_told_apart, kPieces);
  EXPECT_GT(hearing.sets[0].told.all.whole.value, 0.9);
  EXPECT_TRUE(hearing.floor.is_measured());
  EXPECT_LT(hearing.floor.all.whole.low, 0.6);
}

TEST(Hearing, TakesPiecesWithoutNotesAndWithoutBars) {
  std::vector<Piece> pieces(3);
  pieces[1].score = made_score({{0, 1, 60}});
  pieces[2].score = made_score(quarters_of({60, 62, 64}));
  const Hearing hearing = hear_new(pieces);
  EXPECT_FALSE(hearing.sets[0].told.is_measured());
}

TEST(Hearing, CountsTheBarsThatComeBack) {
  const Hearing hearing = hear_new(made_hymns(kPieces, kNewSeed));
  // The second strain is the first: of some 17 bars 4 or a little fewer, of 13 that have one 4
  // before.
  EXPECT_GT(hearing.sets[0].like_before[4].value, 0.15);
  EXPECT_LT(hearing.sets[0].like_before[4].value, 0.35);
  EXPECT_LT(hearing.sets[0].like_before[2].value, 0.1);
  EXPECT_GT(hearing.corpus.like_before[8].value, 0.02);
}

TEST(Features, HaveKeysOfTheirOwnAndWords) {
  std::map<std::string_view, int> keys;
  FeatureGroup last = FeatureGroup::kForm;
  for (const FeatureInfo& feature : all_features()) {
    EXPECT_EQ(++keys[feature.key], 1) << feature.key;
    EXPECT_FALSE(feature.more.empty() && feature.less.empty()) << feature.key;
    EXPECT_FALSE(feature.definition.empty()) << feature.key;
    EXPECT_LE(last, feature.group) << feature.key;
    last = feature.group;
    EXPECT_EQ(find_feature(feature.key), &feature);
  }
  EXPECT_EQ(find_feature("beauty"), nullptr);
}

TEST(Features, FindWordsThatFitTheFigures) {
  const FeatureInfo& feature = *find_feature("bars_stood_before");
  EXPECT_EQ(words_for(feature, 0.6, 0.5), "too many bars come back");
  EXPECT_EQ(words_for(feature, 0.4, 0.5), "bars come back too seldom");
  EXPECT_EQ(words_for(feature, 0.03, 0.5), "bars hardly ever come back");
}

TEST(Features, DoNotDependOnTheKeyApartFromRegisterAndSignature) {
  Random random({4});
  const Score score = made_hymn(random);
  Score higher = score;
  for (Note& note : higher.notes) {
    note.pitch += 5;
  }
  const HeardMusic here = hear(score);
  const HeardMusic there = hear(higher);
  const CorpusHabits habits;
  const std::vector<double> a = features_of(here, habits);
  const std::vector<double> b = features_of(there, habits);
  for (std::size_t i = 0; i < a.size(); ++i) {
    const FeatureInfo& feature = all_features()[i];
    const bool absolute = feature.group == FeatureGroup::kRegister ||
                          feature.group == FeatureGroup::kKey || std::isnan(a[i]);
    EXPECT_TRUE(absolute || a[i] == b[i]) << feature.key << " " << a[i] << " " << b[i];
  }
}

}  // namespace
}  // namespace bachprop
