#include "bachprop/corpus/augmentation.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "bachprop/score/rhythm.h"
#include "bachprop/score/score_promises.h"

namespace bachprop {
namespace {

using Q = Quarters;

Score score_of(std::vector<Note> notes) {
  Score score;
  score.notes = std::move(notes);
  return score;
}

Piece piece_of(std::vector<Note> notes) {
  return {.name = "a", .sha256 = "", .score = score_of(std::move(notes))};
}

// The factors that a note of this duration can be scaled by.
std::vector<Quarters> durations_of_variants(const Quarters& duration) {
  std::vector<Quarters> durations;
  for (const Piece& piece : rhythm_variants(piece_of({{0, duration, 60}}))) {
    durations.push_back(piece.score.notes[0].duration);
  }
  return durations;
}

TEST(RhythmVariants, OfAQuarterNoteAreAllEleven) {
  EXPECT_EQ(durations_of_variants(1), (std::vector<Q>{Q(1, 8), Q(1, 4), Q(1, 3), Q(1, 2), Q(2, 3),
                                                      1, Q(3, 2), 2, Q(5, 2), 3, 4}));
}

// 1/16 is the shortest, 63 15/16 the longest, and only 16ths and 12ths of a quarter are possible.
TEST(RhythmVariants, KeepOnlyPossibleDurations) {
  EXPECT_EQ(durations_of_variants(Q(1, 16)),
            (std::vector<Q>{Q(1, 16), Q(1, 8), Q(3, 16), Q(1, 4)}));
  EXPECT_EQ(durations_of_variants(Q(1, 3)),
            (std::vector<Q>{Q(1, 12), Q(1, 6), Q(1, 3), Q(1, 2), Q(2, 3), Q(5, 6), 1, Q(4, 3)}));
  EXPECT_EQ(durations_of_variants(40), (std::vector<Q>{5, 10, Q(40, 3), 20, Q(80, 3), 40, 60}));
}

TEST(RhythmVariants, OneImpossibleTimeForbidsAFactor) {
  // The rest of 30 quarters before the second note allows no doubling to above 63.
  const auto variants = rhythm_variants(piece_of({{0, 1, 60}, {30, 1, 62}}));
  ASSERT_FALSE(variants.empty());
  EXPECT_EQ(variants.back().score.notes[1].onset, 60);
  // Chords have dT = 0, which is possible at any factor.
  EXPECT_EQ(rhythm_variants(piece_of({{0, 1, 60}, {0, 1, 64}})).size(), 11U);
}

TEST(RhythmVariants, KeepThePromisesOfAScore) {
  Score score = score_of({{Q(1, 2), 1, 60}, {1, Q(1, 2), 64}, {Q(3, 2), 2, 60}});
  score.voices = {0, 1, 0};
  score.voice_names = {"alto", "soprano"};
  score.tempos = {{0, 90}, {1, 100}};
  score.time_signatures = {{0, 3, 4}};
  score.key_signatures = {{0, -2, true}};
  const auto variants = rhythm_variants({.name = "a", .sha256 = "", .score = score});
  EXPECT_GT(variants.size(), 5U);
  for (const Piece& piece : variants) {
    const Score& variant = piece.score;
    EXPECT_EQ(find_broken_promise(variant), std::nullopt);
    EXPECT_EQ(variant.voices, score.voices);
    EXPECT_EQ(variant.notes.size(), 3U);
  }
}

TEST(RhythmVariants, BeginWithAPickUpOfTheirOwnLength) {
  Piece piece = piece_of({{0, 1, 60}, {1, 4, 62}});
  piece.bars = {{-3, 4, 4}};
  const auto variants = rhythm_variants(piece);
  const auto half = std::ranges::find_if(
      variants, [](const Piece& variant) { return variant.score.notes[1].onset == Q(1, 2); });
  ASSERT_NE(half, variants.end());
  EXPECT_EQ(half->bars, (Metre{{Q(-3, 2), 4, 8}}));
}

TEST(ScaleRhythm, MovesWhatStandsBesideTheNotesAndKeepsTheSpeedOfTheMusic) {
  Score score = score_of({{0, 1, 60}, {4, 1, 62}});
  score.tempos = {{0, 90}, {4, 100}};
  score.key_signatures = {{4, -2, true}};
  const auto twice = scale_rhythm(score, 2);
  ASSERT_TRUE(twice);
  EXPECT_EQ(twice->notes, (std::vector<Note>{{0, 2, 60}, {8, 2, 62}}));
  EXPECT_EQ(twice->tempos, (std::vector<TempoChange>{{0, 180}, {8, 200}}));
  EXPECT_EQ(twice->key_signatures, (std::vector<KeySignature>{{8, -2, true}}));
}

TEST(ScaleRhythm, ABarStaysABar) {
  const auto signature = [](int numerator, int denominator, const Quarters& factor) {
    Score score = score_of({{0, 3, 60}});
    score.time_signatures = {{0, numerator, denominator}};
    const auto signatures = scale_rhythm(score, factor).value().time_signatures;
    return signatures.empty() ? "none"
                              : std::to_string(signatures[0].numerator) + "/" +
                                    std::to_string(signatures[0].denominator);
  };
  EXPECT_EQ(signature(4, 4, Q(1, 2)), "4/8");
  EXPECT_EQ(signature(4, 4, 2), "4/2");
  EXPECT_EQ(signature(6, 8, 4), "6/2");
  EXPECT_EQ(signature(4, 1, 2), "8/1");
  EXPECT_EQ(signature(4, 4, 3), "12/4");
  EXPECT_EQ(signature(4, 4, Q(3, 2)), "12/8");
  EXPECT_EQ(signature(4, 4, Q(5, 2)), "20/8");
  EXPECT_EQ(signature(3, 4, Q(1, 3)), "1/4");
  EXPECT_EQ(signature(3, 4, Q(2, 3)), "2/4");
  EXPECT_EQ(signature(4, 4, Q(1, 3)), "none");
  EXPECT_EQ(signature(4, 64, Q(1, 4)), "none");
}

TEST(MakeRhythmVariants, ItsDictionariesHoldThePiecesAndTheVariantsThatWereAskedFor) {
  Corpus corpus;
  corpus.pieces = {{"a", "x", score_of({{0, 1, 60}, {1, 1, 62}})},
                   {"b", "y", score_of({{0, Q(1, 12), 70}})}};
  corpus.dictionaries = make_dictionaries(corpus.pieces);
  const RhythmVariants variants = make_rhythm_variants(corpus, {true, false});
  ASSERT_EQ(variants.pieces.size(), 2U);
  EXPECT_EQ(variants.pieces[0].size(), 11U);
  EXPECT_EQ(variants.pieces[0][0].name, "a");
  EXPECT_TRUE(variants.pieces[1].empty());
  for (const Piece& variant : variants.pieces[0]) {
    EXPECT_TRUE(encode(variant.score, variants.dictionaries));
  }
  EXPECT_TRUE(encode(corpus.pieces[1].score, variants.dictionaries));
  // Eleven of the scaled piece and 1/12 of the other, whose variants nobody asked for.
  EXPECT_EQ(variants.dictionaries.duration.values().size(), 12U);
  EXPECT_EQ(variants.dictionaries.pitch, corpus.dictionaries.pitch);
}

}  // namespace
}  // namespace bachprop
