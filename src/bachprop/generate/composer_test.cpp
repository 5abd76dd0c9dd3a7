#include "bachprop/generate/composer.h"

#include <fmt/core.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <mutex>
#include <string>

#include "bachprop/analysis/piece_metre.h"
#include "bachprop/analysis/printed_key.h"
#include "bachprop/base/numbers.h"
#include "bachprop/corpus/corpus.h"
#include "bachprop/model/network.h"

namespace bachprop {
namespace {

using Q = Quarters;

const Dictionaries kDictionaries = {
    .dt = TimeDictionary({0, Q(1, 2), 1, 2}),
    .duration = TimeDictionary({Q(1, 2), 1, 2, 4}),
    .pitch = PitchDictionary(60, 72),
};

NetworkShape shape() {
  return {.layers = 3,
          .hidden = 16,
          .symbols = {kDictionaries.dt.size(), kDictionaries.duration.size(),
                      kDictionaries.pitch.size()}};
}

Network random_network() {
  Random random{11};
  Network network(shape(), random);
  for (float& parameter : network.parameters()) {
    parameter *= 3;
  }
  return network;
}

// All parameters zero: every symbol is equally likely.
Network indifferent_network() { return Network(shape()); }

std::vector<ComposedPiece> composed(const Network& network, const ComposeOptions& options) {
  auto pieces = compose(network, kDictionaries, options);
  EXPECT_TRUE(pieces) << pieces.error().message();
  return pieces.value_or(std::vector<ComposedPiece>{});
}

TEST(Composer, ReturnsPiecesInOrderAlsoWhenRowsAreUsedAgain) {
  const auto pieces = composed(random_network(), {.pieces = 150, .max_notes = 50});
  ASSERT_EQ(pieces.size(), 150U);
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    EXPECT_EQ(pieces[i].number, static_cast<int>(i) + 1);
    EXPECT_GE(pieces[i].symbols.size(), 1U);
    EXPECT_EQ(pieces[i].score.notes.size(), pieces[i].symbols.size());
  }
}

TEST(Composer, EqualSeedsGiveEqualPiecesAndOthersDoNot) {
  const ComposeOptions options{.pieces = 20, .seed = 5, .max_notes = 100};
  ComposeOptions other = options;
  other.seed = 6;
  const Network network = random_network();
  const auto first = composed(network, options);
  const auto again = composed(network, options);
  const auto different = composed(network, other);
  bool differs = false;
  for (std::size_t i = 0; i < first.size(); ++i) {
    EXPECT_EQ(first[i].symbols, again[i].symbols);
    EXPECT_EQ(first[i].log_likelihood, again[i].log_likelihood);
    differs = differs || first[i].symbols != different[i].symbols;
  }
  EXPECT_TRUE(differs);
}

void expect_equal(const ComposedPiece& one, const ComposedPiece& other) {
  EXPECT_EQ(one.number, other.number);
  EXPECT_EQ(one.symbols, other.symbols) << "piece " << one.number;
  EXPECT_EQ(one.log_likelihood, other.log_likelihood) << "piece " << one.number;
  EXPECT_EQ(one.score, other.score) << "piece " << one.number;
}

TEST(Composer, GivesTheSamePiecesOnAnyNumberOfThreads) {
  const Network network = random_network();
  ComposeOptions options{.pieces = 150, .seed = 5, .max_notes = 60};
  const auto alone = composed(network, options);
  for (const int threads : {2, 3, 200}) {
    options.threads = threads;
    const auto together = composed(network, options);
    ASSERT_EQ(together.size(), alone.size());
    for (std::size_t i = 0; i < alone.size(); ++i) {
      expect_equal(together[i], alone[i]);
    }
  }
}

TEST(Composer, APieceDoesNotDependOnHowManyAreComposed) {
  const Network network = random_network();
  const auto eight = composed(network, {.pieces = 8, .max_notes = 200});
  const auto many = composed(network, {.pieces = 300, .max_notes = 200});
  expect_equal(composed(network, {.pieces = 1, .max_notes = 200}).front(), eight.front());
  for (std::size_t i = 0; i < eight.size(); ++i) {
    expect_equal(eight[i], many[i]);
  }
}

// The score read back has only values of the dictionaries: nothing was cut short by a repeated
// pitch.
TEST(Composer, EveryTimeDurationAndPitchIsInTheDictionaries) {
  for (const ComposedPiece& piece :
       composed(indifferent_network(), {.pieces = 300, .min_notes = 20, .max_notes = 60})) {
    const auto symbols = encode(piece.score, kDictionaries);
    EXPECT_TRUE(symbols) << piece.number << ": " << symbols.error().message();
    EXPECT_EQ(piece.score.notes.size(), piece.symbols.size());
  }
}

TEST(Composer, LogLikelihoodIsThatOfTheNetworkWhateverTheSamplingOptions) {
  const auto pieces = composed(
      indifferent_network(),
      {.pieces = 20, .sampling = {.temperature = 0.5, .top_k = 3}, .min_notes = 4, .max_notes = 9});
  for (const ComposedPiece& piece : pieces) {
    EXPECT_EQ(piece.events, static_cast<int>(piece.symbols.size()) + (piece.ended ? 1 : 0));
    EXPECT_NEAR(piece.log_likelihood.dt, -piece.events * std::log(5.0), 1e-6);
    EXPECT_NEAR(piece.log_likelihood.duration, -piece.events * std::log(5.0), 1e-6);
    EXPECT_NEAR(piece.log_likelihood.pitch, -piece.events * std::log(14.0), 1e-6);
  }
}

// With every symbol equally likely START/END is one of five dT: n has the mean 5 after the first
// note, which cannot be START/END. Training shows it for T and P only where dT is, too.
TEST(Composer, OnlyDtEndsAPiece) {
  const auto pieces = composed(indifferent_network(), {.pieces = 3000, .max_notes = 1000});
  double notes = 0;
  for (const ComposedPiece& piece : pieces) {
    EXPECT_TRUE(piece.ended);
    notes += static_cast<double>(piece.symbols.size()) / 3000;
  }
  EXPECT_GT(notes, 4.7);
  EXPECT_LT(notes, 5.3);
}

TEST(Composer, NoPieceEndsWhoseDtMayNot) {
  const auto pieces = compose(indifferent_network(), kDictionaries,
                              {.pieces = 100, .max_notes = 60}, {.end_bias = -20})
                          .value();
  for (const ComposedPiece& piece : pieces) {
    EXPECT_EQ(piece.symbols.size(), 60U);
    EXPECT_FALSE(piece.ended);
  }
}

TEST(Composer, DoesNotEndBeforeMinNotesAndMarksPiecesThatReachMaxNotes) {
  int cut = 0;
  for (const ComposedPiece& piece :
       composed(indifferent_network(), {.pieces = 200, .min_notes = 10, .max_notes = 12})) {
    EXPECT_GE(piece.symbols.size(), 10U);
    EXPECT_LE(piece.symbols.size(), 12U);
    EXPECT_TRUE(piece.ended || piece.symbols.size() == 12);
    cut += piece.ended ? 0 : 1;
  }
  EXPECT_GT(cut, 0);
}

TEST(Composer, EndsWhenEveryPitchSounds) {
  const Dictionaries narrow = {.dt = TimeDictionary({Q(1, 4)}),
                               .duration = TimeDictionary({4}),
                               .pitch = PitchDictionary(60, 61)};
  const auto pieces = compose(Network({.layers = 1, .hidden = 4, .symbols = {2, 2, 3}}), narrow,
                              {.pieces = 5, .min_notes = 100});
  ASSERT_TRUE(pieces);
  for (const ComposedPiece& piece : *pieces) {
    EXPECT_EQ(piece.symbols.size(), 2U);
    EXPECT_TRUE(piece.ended);
  }
}

TEST(Composer, GoesOnFromThePrime) {
  const Prime prime = {.symbols = {{0, 1, 0}, {0, 1, 4}, {2, 2, 7}}};
  for (const ComposedPiece& piece :
       composed(random_network(), {.pieces = 4, .min_notes = 8, .prime = prime})) {
    ASSERT_GE(piece.symbols.size(), 8U);
    EXPECT_TRUE(std::equal(prime.symbols.begin(), prime.symbols.end(), piece.symbols.begin()));
    EXPECT_EQ(piece.prime_notes, 3);
    EXPECT_EQ(piece.events, static_cast<int>(piece.symbols.size()) - 3 + (piece.ended ? 1 : 0));
  }
}

TEST(Composer, PutsPiecesIntoTheirFrameWithATitle) {
  Score frame;
  frame.tempos = {{0, 66}};
  frame.key_signatures = {{0, 3, false}};
  const auto composed = compose(random_network(), kDictionaries,
                                {.pieces = 2, .seed = 9, .max_notes = 5}, {.frame = frame});
  ASSERT_TRUE(composed) << composed.error().message();
  const std::vector<ComposedPiece>& pieces = *composed;
  ASSERT_EQ(pieces.size(), 2U);
  EXPECT_EQ(pieces[1].score.title, "Piece 2, seed 9");
  EXPECT_EQ(pieces[1].score.tempos, frame.tempos);
  EXPECT_EQ(pieces[1].score.key_signatures, frame.key_signatures);
}

TEST(FrameFor, TakesTheModelsTempoAndTimeSignature) {
  TrainedModel model;
  model.quarters_per_minute = 88;
  model.time_signature = TimeSignature{0, 3, 4};
  const Score frame = frame_for(model, std::nullopt, std::nullopt);
  EXPECT_EQ(frame.tempos, (std::vector<TempoChange>{{0, 88}}));
  EXPECT_EQ(frame.time_signatures, (std::vector<TimeSignature>{{0, 3, 4}}));
}

TEST(FrameFor, KeepsToTheGivenBeginning) {
  TrainedModel model;
  model.time_signature = TimeSignature{0, 3, 4};
  Prime prime;
  prime.frame.tempos = {{0, 60}, {4, 70}};
  prime.frame.key_signatures = {{0, -2, true}};
  EXPECT_EQ(frame_for(model, prime, std::nullopt), prime.frame);
  const Score faster = frame_for(model, prime, 150);
  EXPECT_EQ(faster.tempos, (std::vector<TempoChange>{{0, 150}}));
  EXPECT_EQ(faster.key_signatures, prime.frame.key_signatures);
}

TrainedModel model_with_habits() {
  TrainedModel model;
  model.network = random_network();
  model.dictionaries = kDictionaries;
  model.quarters_per_minute = 88;
  model.time_signature = TimeSignature{0, 3, 4};
  model.end_bias = 3;
  return model;
}

TEST(ModelsPieces, DrawTheirTemposAsOftenAsPiecesOfTheCorpusHaveThem) {
  TrainedModel model = model_with_habits();
  const auto same = compose(model, {.pieces = 400, .max_notes = 3}).value();
  model.profile.tempos = {{60, 1}, {96, 3}};
  const auto pieces = compose(model, {.pieces = 400, .max_notes = 3}).value();
  std::map<double, int> drawn;
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    ASSERT_EQ(pieces[i].score.tempos.size(), 1U);
    ++drawn[pieces[i].score.tempos.front().quarters_per_minute];
    EXPECT_EQ(pieces[i].symbols, same[i].symbols) << "the notes are drawn from another stream";
  }
  EXPECT_EQ(drawn.size(), 2U);
  EXPECT_NEAR(drawn[60], 100, 30);
  const auto third = compose(model, {.pieces = 1, .first = 3, .max_notes = 3}).value();
  EXPECT_EQ(third.front().score.tempos, pieces[2].score.tempos);
  model.profile.tempos = {{60, 4}};
  EXPECT_EQ(compose(model, {.pieces = 1}).value().front().score.tempos,
            (std::vector<TempoChange>{{0, 88}}))
      << "one tempo is the median as it is";
}

TEST(ModelsPieces, HaveVelocitiesWhereTheModelKnowsThemAndTheSameNotes) {
  TrainedModel model = model_with_habits();
  const auto silent = compose(model, {.pieces = 20}).value();
  model.velocities = {.pieces = 9,
                      .level = 70,
                      .weights = std::vector<double>(kVelocityFeatures + 1),
                      .memory = {0.5, 0, 0},
                      .noise = 5};
  const auto played = compose(model, {.pieces = 20}).value();
  for (std::size_t i = 0; i < played.size(); ++i) {
    EXPECT_TRUE(silent[i].score.velocities.empty());
    EXPECT_EQ(played[i].score.velocities.size(), played[i].score.notes.size());
    EXPECT_EQ(played[i].symbols, silent[i].symbols);
    EXPECT_EQ(played[i].score.notes, silent[i].score.notes);
  }
  const auto third = compose(model, {.pieces = 1, .first = 3}).value();
  EXPECT_EQ(third.front().score.velocities, played[2].score.velocities);
  EXPECT_NE(played[0].score.velocities, played[1].score.velocities);
}

TEST(ModelsPieces, DrawNoTempoWhereOneIsStated) {
  TrainedModel model = model_with_habits();
  model.profile.tempos = {{60, 1}, {96, 3}};
  EXPECT_EQ(compose(model, {.pieces = 1, .quarters_per_minute = 120}).value().front().score.tempos,
            (std::vector<TempoChange>{{0, 120}}));
  Prime prime;
  prime.symbols = {{0, 0, 0}};
  prime.frame.tempos = {{0, 71}};
  EXPECT_EQ(compose(model, {.pieces = 1, .prime = prime}).value().front().score.tempos,
            prime.frame.tempos);
}

TEST(ModelsPieces, HaveTheModelsTempoMetreAndEndingsUnlessTheCallerSaysOtherwise) {
  const TrainedModel model = model_with_habits();
  const auto usual = compose(model, {.pieces = 20}).value();
  EXPECT_EQ(usual.front().score.tempos, (std::vector<TempoChange>{{0, 88}}));
  EXPECT_EQ(usual.front().score.time_signatures, (std::vector<TimeSignature>{{0, 3, 4}}));
  const auto as_calibrated = compose(model, {.pieces = 20, .end_bias = 3}).value();
  const auto longer = compose(model, {.pieces = 20,
                                      .quarters_per_minute = 120,
                                      .time_signature = TimeSignature{0, 2, 2},
                                      .end_bias = -3})
                          .value();
  EXPECT_EQ(longer.front().score.tempos, (std::vector<TempoChange>{{0, 120}}));
  EXPECT_EQ(longer.front().score.time_signatures, (std::vector<TimeSignature>{{0, 2, 2}}));
  const auto notes_of = [](const std::vector<ComposedPiece>& pieces) {
    std::size_t notes = 0;
    for (const ComposedPiece& piece : pieces) {
      notes += piece.symbols.size();
    }
    return notes;
  };
  EXPECT_EQ(notes_of(usual), notes_of(as_calibrated));
  EXPECT_LT(notes_of(usual), notes_of(longer));
}

TEST(ModelsPieces, BeginWithThePickUpsOfTheirCorpusAndSaySo) {
  TrainedModel model = model_with_habits();
  model.metres = {{{0, 3, 4}, 1}, {{-2, 3, 4}, 2}, {{-3, 4, 4}, 1}};
  model.record.options.bars = BarsFrom::kNotes;
  std::map<std::string, int> pickups;
  const auto pieces = compose(model, {.pieces = 400}).value();
  for (const ComposedPiece& piece : pieces) {
    EXPECT_TRUE(piece.score.knows_bars);
    if (piece.score.notes.front().onset > 0) {
      continue;  // a rest makes a pick-up shorter
    }
    const PieceMetre metre = metre_of(piece.score, {.is_composed = true});
    EXPECT_EQ(metre.pickup_from, SheetSource::kScore);
    ++pickups[fmt::format("{}/4 after {}", metre.signatures.front().numerator,
                          metre.pickup.to_string())];
  }
  ASSERT_EQ(pickups.size(), 3U);
  EXPECT_NEAR(pickups["3/4 after 1"], pickups["3/4 after 0"] + pickups["4/4 after 1"], 40);
}

TEST(ModelsPieces, HaveThePickUpsOfTheMetreThatIsAskedFor) {
  TrainedModel model = model_with_habits();
  model.metres = {{{0, 3, 4}, 1}, {{-3, 4, 4}, 1}};
  model.record.options.bars = BarsFrom::kNotes;
  const auto pieces = compose(model, {.pieces = 9, .time_signature = TimeSignature{0, 4, 4}});
  const auto others = compose(model, {.pieces = 9, .time_signature = TimeSignature{0, 6, 8}});
  for (int i = 0; i < 9; ++i) {
    EXPECT_EQ(pieces->at(as_index(i)).score.time_signatures,
              (std::vector<TimeSignature>{{0, 1, 4}, {1, 4, 4}}));
    EXPECT_EQ(others->at(as_index(i)).score.time_signatures,
              (std::vector<TimeSignature>{{0, 6, 8}}));
  }
}

// A model of 0.1.0 learnt with bars that may be a pick-up off: the notes tell where they begin.
TEST(ModelsPieces, OfOlderModelsDoNotKnowTheirBars) {
  TrainedModel model = model_with_habits();
  model.metres = {{{0, 3, 4}, 1}};
  EXPECT_FALSE(compose(model, {.pieces = 1})->front().score.knows_bars);
}

// Pieces in the other mode are composed anew; the others are those of every run.
TEST(ModelsPieces, InAKeyThatIsAskedForAreOfItsMode) {
  TrainedModel model = model_with_habits();
  model.dictionaries.pitch = PitchDictionary(48, 84);
  Random random{5};
  model.network = Network({.layers = 1, .hidden = 8, .symbols = {5, 5, 38}}, random);
  const ComposeOptions usual = {.pieces = 12, .min_notes = 40, .max_notes = 60};
  ComposeOptions in_key = usual;
  in_key.key = KeySignature{0, -1, true};
  std::vector<int> shown;
  const auto before = compose(model, usual).value();
  const auto pieces = compose(model, in_key, {}, [&](const ComposedPiece& piece) {
                        shown.push_back(piece.number);
                      }).value();
  ASSERT_EQ(pieces.size(), 12U);
  EXPECT_EQ(shown.size(), 12U);
  int kept = 0;
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    EXPECT_EQ(pieces[i].number, as_int(i) + 1);
    EXPECT_EQ(printed_key_of(pieces[i].score).key, (Key{2, true}));
    EXPECT_EQ(pieces[i].score.key_signatures, (std::vector<KeySignature>{{0, -1, true}}));
    kept += pieces[i].symbols == before[i].symbols ? 1 : 0;
  }
  EXPECT_GT(kept, 0);
  EXPECT_LT(kept, 12);
}

TEST(ModelsPieces, AfterABeginningKeepItsKey) {
  TrainedModel model = model_with_habits();
  model.profile.notes = {5, 6, 7, 8, 9};
  model.profile.keys = {{{0, 1, false}, 1}};
  Prime prime;
  prime.symbols = {{0, 1, 0}, {0, 1, 4}, {2, 2, 7}};
  const auto pieces = compose(model, {.pieces = 5, .prime = prime}).value();
  for (const ComposedPiece& piece : pieces) {
    EXPECT_EQ(piece.transposed, 0);
    EXPECT_EQ(piece.score.notes.front().pitch, 60);
  }
}

TEST(Composer, ShowsEachPieceAsSoonAsItIsFinished) {
  std::mutex mutex;
  std::map<int, std::vector<NoteSymbols>> shown;
  const auto look = [&](const ComposedPiece& piece) {
    const std::lock_guard lock(mutex);
    shown[piece.number] = piece.symbols;
  };
  int finished = 0;
  const auto watch = [&](const ComposeProgress& progress) {
    const std::lock_guard lock(mutex);
    finished = progress.pieces;
    EXPECT_GE(std::ssize(shown), progress.pieces);
    return true;
  };
  const auto pieces =
      compose(random_network(), kDictionaries, {.pieces = 40, .threads = 2}, {}, watch, look);
  ASSERT_TRUE(pieces) << pieces.error().message();
  EXPECT_GT(finished, 0);
  ASSERT_EQ(shown.size(), 40U);
  for (const ComposedPiece& piece : *pieces) {
    EXPECT_EQ(shown.at(piece.number), piece.symbols);
  }
}

TEST(Composer, KeepsFinishedPiecesWhenItIsStopped) {
  const auto pieces = compose(indifferent_network(), kDictionaries, {.pieces = 100}, {},
                              [](const ComposeProgress& progress) { return progress.pieces < 10; });
  ASSERT_TRUE(pieces);
  EXPECT_GE(pieces->size(), 10U);
  EXPECT_LT(pieces->size(), 100U);
}

TEST(Composer, StopsOnSeveralThreads) {
  const auto pieces =
      compose(indifferent_network(), kDictionaries, {.pieces = 1'000'000, .threads = 3}, {},
              [](const ComposeProgress& progress) { return progress.pieces < 10; });
  ASSERT_TRUE(pieces);
  EXPECT_GE(pieces->size(), 10U);
  EXPECT_LT(pieces->size(), 1'000'000U);
}

TEST(Composer, SaysWhenTheNetworkIsBroken) {
  Network network = random_network();
  std::ranges::fill(network.parameters(), std::numeric_limits<float>::quiet_NaN());
  for (const int threads : {1, 3}) {
    const auto pieces = compose(network, kDictionaries, {.threads = threads});
    ASSERT_FALSE(pieces);
    EXPECT_EQ(pieces.error().message(),
              "the network's outputs are not finite numbers at note 1 of piece 1: its training "
              "went wrong; train it again at a lower learning rate");
  }
}

TEST(Composer, RefusesOptionsOutsideTheirRange) {
  const Network network = indifferent_network();
  EXPECT_EQ(compose(network, kDictionaries, {.pieces = 0}).error().message(),
            "pieces 0 is not a whole number from 1 to 1000000");
  EXPECT_EQ(compose(network, kDictionaries, {.min_notes = 9, .max_notes = 8}).error().message(),
            "min-notes 9: it must be between 1 and max-notes, 8");
  EXPECT_EQ(compose(network, kDictionaries, {.sampling = {.top_k = -1}}).error().message(),
            "top-k -1 is not a whole number from 0 on");
  EXPECT_EQ(compose(network, kDictionaries, {.threads = 0}).error().message(),
            "threads 0 is not a whole number from 1 to 1024");
  const Prime prime = {.symbols = std::vector<NoteSymbols>(8)};
  EXPECT_EQ(compose(network, kDictionaries, {.max_notes = 8, .prime = prime}).error().message(),
            "max-notes 8: the given beginning alone has 8 notes; raise max-notes, or give less of "
            "it with "
            "prime-quarters");
}

}  // namespace
}  // namespace bachprop
