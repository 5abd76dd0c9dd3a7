#include "bachprop/generate/ending.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <vector>

#include "bachprop/base/numbers.h"
#include "bachprop/generate/composer.h"

namespace bachprop {
namespace {

// Ends with one of four equal chances of dT.
TrainedModel indifferent_model() {
  TrainedModel model;
  model.network = Network({.layers = 1, .hidden = 4, .symbols = {4, 3, 40}});
  model.dictionaries = {TimeDictionary({0, Quarters(1, 2), 1}), TimeDictionary({Quarters(1, 2), 1}),
                        PitchDictionary(40, 78)};
  return model;
}

double mean_length(const std::vector<ComposedPiece>& pieces) {
  double notes = 0;
  for (const ComposedPiece& piece : pieces) {
    notes += static_cast<double>(piece.symbols.size());
  }
  return notes / static_cast<double>(pieces.size());
}

TEST(EndBias, MakesPiecesShorterAndLeavesTheLikelihoodAsItWas) {
  const TrainedModel model = indifferent_model();
  const auto usual = compose(model, {.pieces = 400}).value();
  const auto shorter = compose(model, {.pieces = 400, .end_bias = 2}).value();
  const auto longer = compose(model, {.pieces = 400, .end_bias = -2}).value();
  // At least one note; then dT goes on with 3/4, biased 3 / (3 + e^2) or 3 / (3 + e^-2).
  EXPECT_NEAR(mean_length(usual), 4, 0.5);
  EXPECT_NEAR(mean_length(shorter), 1 / (1 - 0.2888), 0.15);
  EXPECT_NEAR(mean_length(longer), 1 / (1 - 0.9568), 4);
  for (const ComposedPiece& piece : shorter) {
    // Every dT has a chance of one in four, whatever the bias.
    EXPECT_NEAR(piece.log_likelihood.dt, piece.events * std::log(0.25), 1e-4);
  }
}

TEST(EndBias, GrowsWithThePieceWhereItsUsualLengthIsKnown) {
  ModelSetting setting;
  setting.end_bias = -1;
  EXPECT_EQ(bias_of_ending(setting, 10), -1);
  EXPECT_EQ(bias_of_ending(setting, 1000), -1);
  setting.usual_notes = 100;
  EXPECT_EQ(bias_of_ending(setting, 100), -1);
  EXPECT_LT(bias_of_ending(setting, 30), -3);
  EXPECT_GT(bias_of_ending(setting, 300), 0);
}

ComposeOptions of_prime(int notes) {
  Prime prime;
  prime.symbols.resize(as_index(notes), {.dt = 1, .duration = 1, .pitch = 1});
  return {.prime = prime};
}

ModelSetting held_to(int fewest, int most) {
  ModelSetting setting;
  setting.min_notes = fewest;
  setting.max_notes = most;
  return setting;
}

TEST(NoteLimits, AreThoseOfTheCorpusUnlessTheyAreStated) {
  const ModelSetting setting = held_to(70, 900);
  const auto usual = limits_of({}, setting).value();
  EXPECT_EQ(usual.fewest, 70);
  EXPECT_EQ(usual.most, 900);
  EXPECT_EQ(limits_of({.min_notes = 5}, setting)->fewest, 5);
  EXPECT_EQ(limits_of({.min_notes = 2000}, setting)->most, 2000);
  EXPECT_EQ(limits_of({.max_notes = 50}, setting)->fewest, 50);
}

TEST(NoteLimits, LeaveAsMuchToComposeAfterABeginningAsWithoutOne) {
  const auto after = limits_of(of_prime(30), held_to(70, 900)).value();
  EXPECT_EQ(after.fewest, 100);
  EXPECT_EQ(after.most, 930);
}

TEST(NoteLimits, ThatLeaveNothingToComposeAreAnError) {
  EXPECT_FALSE(limits_of({.min_notes = 9, .max_notes = 8}, {}));
  ComposeOptions options = of_prime(8);
  options.max_notes = 8;
  EXPECT_FALSE(limits_of(options, {}));
}

// A model whose training pieces had so many notes, and that ends as rarely as stated.
TrainedModel model_of_pieces(int least, int median, double rareness) {
  TrainedModel model = indifferent_model();
  model.profile.notes = {least, least, median, 2 * median, 3 * median};
  for (const ParameterBlock& block : model.network.layout().blocks()) {
    if (block.name.ends_with("output.bias")) {
      model.network.parameters()[block.offset + as_index(block.cols) - 1] =
          -static_cast<float>(rareness);
    }
  }
  return model;
}

std::size_t median_length(const TrainedModel& model, int pieces) {
  std::vector<std::size_t> lengths;
  const auto composed = compose(model, {.pieces = pieces}).value();
  for (const ComposedPiece& piece : composed) {
    lengths.push_back(piece.symbols.size());
  }
  std::ranges::sort(lengths);
  return lengths[lengths.size() / 2];
}

TEST(CalibrateEnding, MakesHalfOfThePiecesLongerThanTheMedianOfTheCorpus) {
  for (const double rareness : {-3.0, 0.0, 4.0, 9.0}) {
    for (const int median : {12, 40, 200}) {
      TrainedModel model = model_of_pieces(median / 3, median, rareness);
      model.end_bias = calibrate_ending(model, 1).value();
      EXPECT_NEAR(as_double(median_length(model, 400)), median, 0.12 * median + 1)
          << rareness << ", bias " << model.end_bias;
    }
  }
}

// The bias of the plain way to the same end: pieces that may end, composed anew with each bias.
TEST(CalibrateEnding, FindsWhatTryingAllBiasesWouldFind) {
  TrainedModel model = model_of_pieces(10, 30, 2);
  const double found = calibrate_ending(model, 1).value();
  double nearest = 0;
  double least = 1000;
  for (double bias = -4; bias <= 4; bias += 0.125) {
    model.end_bias = bias;
    if (const double away = std::abs(as_double(median_length(model, 600)) - 30); away < least) {
      least = away;
      nearest = bias;
    }
  }
  EXPECT_NEAR(found, nearest, 0.4);
}

TEST(CalibrateEnding, DoesNotDependOnTheThreads) {
  const TrainedModel model = model_of_pieces(10, 30, 2);
  EXPECT_EQ(calibrate_ending(model, 1).value(), calibrate_ending(model, 2).value());
}

TEST(CalibrateEnding, ThatIsStoppedTakesThePiecesThatAreDone) {
  const TrainedModel model = model_of_pieces(2, 6, 0);
  const double whole = calibrate_ending(model, 1).value();
  std::set<int> found;
  for (int notes = 0; notes < 60; ++notes) {
    int left = notes;
    const auto bias = calibrate_ending(model, 1, [&] { return left-- > 0; });
    ASSERT_TRUE(bias) << bias.error().message();
    EXPECT_EQ(bias->whole, left >= 0) << notes;
    if (bias->pieces == 0) {
      EXPECT_EQ(bias->bias, 0);
    } else {
      EXPECT_NEAR(bias->bias, whole, 2);
    }
    found.insert(bias->pieces);
  }
  EXPECT_EQ(found, (std::set<int>{0, 16, 32, 48, 64}));
}

}  // namespace
}  // namespace bachprop
