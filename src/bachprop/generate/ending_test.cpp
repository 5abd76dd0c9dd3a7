#include "bachprop/generate/ending.h"

#include <gtest/gtest.h>

#include <cmath>

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
  // At least one note; then a note goes on with 3/4 (biased 3 / (3 + e^2)) * 2/3 * 39/40.
  EXPECT_NEAR(mean_length(usual), 1 / (1 - 0.4875), 0.25);
  EXPECT_NEAR(mean_length(shorter), 1 / (1 - 0.1877), 0.1);
  for (const ComposedPiece& piece : shorter) {
    // Every dT has a chance of one in four, whatever the bias.
    EXPECT_NEAR(piece.log_likelihood.dt, piece.events * std::log(0.25), 1e-4);
  }
}

TEST(CalibrateEnding, FindsTheBiasThatTheLengthAskedForNeeds) {
  const TrainedModel model = indifferent_model();
  // Half of the pieces end with their first note as it is.
  EXPECT_EQ(calibrate_ending(model, 50, 1).value(), 0);
  EXPECT_GT(calibrate_ending(model, 1, 1).value(), 0);
  EXPECT_EQ(calibrate_ending(model, 1, 1).value(), calibrate_ending(model, 1, 2).value());
}

}  // namespace
}  // namespace bachprop
