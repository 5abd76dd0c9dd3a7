#include "bachprop/evaluate/likelihood.h"

#include <gtest/gtest.h>

#include <cmath>

#include "bachprop/model/network.h"

namespace bachprop {
namespace {

using Q = Quarters;

const Dictionaries kDictionaries = {
    .dt = TimeDictionary({0, Q(1, 2), 1}),
    .duration = TimeDictionary({Q(1, 2), 1, 2, 4}),
    .pitch = PitchDictionary(60, 72),
};

Network random_network() {
  Random random{3};
  Network network({.layers = 3, .hidden = 16, .symbols = {4, 5, 14}}, random);
  for (float& parameter : network.parameters()) {
    parameter *= 3;
  }
  return network;
}

TEST(Likelihood, OfAnIndifferentNetworkIsThatOfEqualChances) {
  const Network network({.layers = 3, .hidden = 8, .symbols = {4, 5, 14}});
  const std::vector<std::vector<NoteSymbols>> pieces = {{{0, 1, 2}, {0, 0, 5}, {2, 3, 0}}};
  const Likelihood result = measure_likelihood(network, kDictionaries, pieces).at(0);
  EXPECT_EQ(result.events, 4);
  EXPECT_NEAR(result.log_likelihood.dt, -4 * std::log(4.0), 1e-6);
  EXPECT_NEAR(result.log_likelihood.duration, -4 * std::log(5.0), 1e-6);
  EXPECT_NEAR(result.log_likelihood.pitch, -4 * std::log(14.0), 1e-6);
  EXPECT_NEAR(result.end.dt, -std::log(4.0), 1e-6);
  EXPECT_NEAR(result.end.duration, -std::log(5.0), 1e-6);
  EXPECT_NEAR(result.end.pitch, -std::log(14.0), 1e-6);
  // The first of equally likely symbols is 0.
  EXPECT_EQ(result.correct_dt, 2);
  EXPECT_EQ(result.correct_duration, 1);
  EXPECT_EQ(result.correct_pitch, 1);
}

TEST(Likelihood, OfAComposedPieceIsWhatTheComposerCounted) {
  const Network network = random_network();
  const auto composed = compose(network, kDictionaries, {.pieces = 100, .max_notes = 300});
  ASSERT_TRUE(composed);
  std::vector<std::vector<NoteSymbols>> symbols;
  for (const ComposedPiece& piece : *composed) {
    symbols.push_back(piece.symbols);
  }
  const auto results = measure_likelihood(network, kDictionaries, symbols);
  int compared = 0;
  for (std::size_t i = 0; i < results.size(); ++i) {
    const ComposedPiece& piece = composed->at(i);
    EXPECT_EQ(results[i].events, static_cast<std::int64_t>(piece.symbols.size()) + 1);
    // A piece that T or P ended, not dT, had another dT than START/END in its last event.
    if (std::abs(results[i].log_likelihood.dt - piece.log_likelihood.dt) < 1e-3) {
      EXPECT_NEAR(results[i].log_likelihood.duration, piece.log_likelihood.duration, 1e-3);
      EXPECT_NEAR(results[i].log_likelihood.pitch, piece.log_likelihood.pitch, 1e-3);
      ++compared;
    }
  }
  EXPECT_GT(compared, 10);
}

// A network that sees the music around a note: composing and measuring work the same contexts out.
TEST(Likelihood, OfAPieceThatWasComposedInContextIsWhatTheComposerCounted) {
  const ContextVocabulary vocabulary =
      ContextVocabulary::make(ContextKind::kMusic, kDictionaries).value();
  Random random{4};
  const Network network({.layers = 2,
                         .hidden = 12,
                         .symbols = {4, 5, 14},
                         .context = vocabulary.layers().size(),
                         .readout_hidden = 9,
                         .readout_context = vocabulary.readouts().size(),
                         .anchors = vocabulary.anchor_groups(),
                         .class_anchors = vocabulary.class_anchor_groups(),
                         .lowest_class = vocabulary.lowest_class()},
                        random);
  const auto composed =
      compose(network, kDictionaries, {.pieces = 60, .max_notes = 300},
              {.vocabulary = vocabulary, .metres = {{{0, 3, 4}, 2}, {{0, 6, 8}, 1}}});
  ASSERT_TRUE(composed) << composed.error().message();
  std::vector<std::vector<NoteSymbols>> symbols;
  PieceContexts contexts = {.vocabulary = vocabulary};
  int waltzes = 0;
  for (const ComposedPiece& piece : *composed) {
    symbols.push_back(piece.symbols);
    contexts.metres.push_back(piece.score.time_signatures);
    ASSERT_EQ(piece.score.time_signatures.size(), 1U);
    waltzes += piece.score.time_signatures.front().numerator == 3 ? 1 : 0;
  }
  EXPECT_GT(waltzes, 25) << "of 60, two of three";
  EXPECT_LT(waltzes, 55);
  const auto results = measure_likelihood(network, kDictionaries, symbols, {}, contexts);
  int compared = 0;
  for (std::size_t i = 0; i < results.size(); ++i) {
    const ComposedPiece& piece = composed->at(i);
    // See above.
    if (std::abs(results[i].log_likelihood.dt - piece.log_likelihood.dt) < 1e-3) {
      EXPECT_NEAR(results[i].log_likelihood.duration, piece.log_likelihood.duration, 1e-3);
      EXPECT_NEAR(results[i].log_likelihood.pitch, piece.log_likelihood.pitch, 1e-3);
      ++compared;
    }
  }
  EXPECT_GT(compared, 10);
}

TEST(Likelihood, DoesNotDependOnThePiecesBesideIt) {
  const Network network = random_network();
  std::vector<std::vector<NoteSymbols>> pieces;
  for (int i = 0; i < 130; ++i) {
    pieces.emplace_back(static_cast<std::size_t>(i % 7), NoteSymbols{i % 3, i % 4, i % 13});
  }
  const auto together = measure_likelihood(network, kDictionaries, pieces);
  ASSERT_EQ(together.size(), pieces.size());
  for (std::size_t i = 0; i < pieces.size(); i += 17) {
    const auto alone = measure_likelihood(network, kDictionaries, std::span(pieces).subspan(i, 1));
    EXPECT_EQ(together[i].events, static_cast<std::int64_t>(pieces[i].size()) + 1);
    EXPECT_NEAR(together[i].log_likelihood.sum(), alone[0].log_likelihood.sum(), 1e-4);
  }
}

Likelihood in_orders(const Network& network, const std::vector<NoteSymbols>& piece,
                     ChordOrders orders) {
  const std::vector<std::vector<NoteSymbols>> pieces = {piece};
  return measure_likelihood(network, kDictionaries, pieces, {}, {.chord_orders = orders}).front();
}

// log Pr(dT above 0) after this chord, which is written as it stands.
double log_later(const Network& network, std::vector<NoteSymbols> chord) {
  const Likelihood before = in_orders(network, chord, ChordOrders::kUp);
  chord.push_back({0, 0, 12});
  const Likelihood after = in_orders(network, chord, ChordOrders::kUp);
  const double together =
      (after.log_likelihood.dt - after.end.dt) - (before.log_likelihood.dt - before.end.dt);
  return std::log1p(-std::exp(together));
}

// A piece of one chord: its probability, with that of being complete, is the mean of those in both
// orders; so is that of START/END, which is later than it.
TEST(Likelihood, OfAChordIsTheMeanOfItsOrders) {
  const Network network = random_network();
  const std::vector<NoteSymbols> up = {{0, 1, 3}, {0, 2, 7}, {0, 0, 11}};
  const std::vector<NoteSymbols> down = {{0, 0, 11}, {0, 2, 7}, {0, 1, 3}};
  double chord = 0;
  double end = 0;
  for (const auto& written : {up, down}) {
    const Likelihood one = in_orders(network, written, ChordOrders::kUp);
    const double later = log_later(network, written);
    chord += std::exp(one.log_likelihood.sum() - one.end.sum() + later) / 2;
    end += std::exp(one.end.sum() - later) / 2;
  }
  const Likelihood both = in_orders(network, up, ChordOrders::kBoth);
  EXPECT_NEAR(both.log_likelihood.sum(), std::log(chord) + std::log(end), 1e-4);
  EXPECT_NEAR(both.end.sum(), std::log(end), 1e-4);
  EXPECT_EQ(both.events, 4);
  EXPECT_NEAR(in_orders(network, up, ChordOrders::kDown).log_likelihood.sum(),
              in_orders(network, down, ChordOrders::kUp).log_likelihood.sum(), 1e-4);
}

TEST(Likelihood, WithoutChordsTheOrdersAreOne) {
  const Network network = random_network();
  const std::vector<NoteSymbols> tune = {{0, 1, 3}, {1, 2, 7}, {2, 0, 11}, {1, 1, 5}};
  const Likelihood up = in_orders(network, tune, ChordOrders::kUp);
  const Likelihood both = in_orders(network, tune, ChordOrders::kBoth);
  EXPECT_NEAR(both.log_likelihood.sum(), up.log_likelihood.sum(), 1e-4);
  EXPECT_EQ(both.correct_pitch, up.correct_pitch);
}

TEST(Likelihood, OfNothingIsNothing) {
  EXPECT_TRUE(measure_likelihood(random_network(), kDictionaries, {}).empty());
}

TEST(Likelihood, LeavesUnfinishedPiecesWithoutEventsWhenItIsStopped) {
  const std::vector<std::vector<NoteSymbols>> pieces = {{{0, 0, 0}}, std::vector<NoteSymbols>(50)};
  const auto results = measure_likelihood(random_network(), kDictionaries, pieces,
                                          [](std::int64_t events) { return events < 10; });
  EXPECT_EQ(results[0].events, 2);
  EXPECT_EQ(results[1].events, 0);
}

}  // namespace
}  // namespace bachprop
