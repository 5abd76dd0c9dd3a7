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

// The plain way: all pieces as far as four times the median, all biases.
double plain_bias(const TrainedModel& model, int median_notes) {
  double best = 0;
  int least = 1'000'000;
  for (int i = 0; i <= 8; ++i) {
    const auto pieces =
        compose(model.network, model.dictionaries, {.pieces = 64, .max_notes = 4 * median_notes},
                {.end_bias = 0.5 * i})
            .value();
    std::vector<std::size_t> lengths;
    for (const ComposedPiece& piece : pieces) {
      lengths.push_back(piece.symbols.size());
    }
    std::ranges::sort(lengths);
    const int median = static_cast<int>(lengths[32]);
    if (std::abs(median - median_notes) < least) {
      least = std::abs(median - median_notes);
      best = 0.5 * i;
    }
    if (median <= median_notes) {
      break;
    }
  }
  return best;
}

TEST(CalibrateEnding, FindsWhatComposingAllPiecesWholeWouldFind) {
  TrainedModel model = indifferent_model();
  for (const float rareness : {0.0F, 4.0F, 9.0F}) {
    for (const ParameterBlock& block : model.network.layout().blocks()) {
      if (block.name.ends_with("output.bias")) {
        model.network.parameters()[block.offset + as_index(block.cols) - 1] = -rareness;
      }
    }
    std::set<double> found;
    for (const int median : {1, 2, 3, 5, 9, 20, 30, 60, 200}) {
      found.insert(calibrate_ending(model, median, 1).value());
      EXPECT_EQ(calibrate_ending(model, median, 1).value(), plain_bias(model, median))
          << median << " notes, " << rareness;
    }
    EXPECT_GT(found.size(), 1U) << rareness;
  }
}

TEST(CalibrateEnding, ThatIsStoppedTakesTheBestOfWhatItTriedToTheEnd) {
  const TrainedModel model = indifferent_model();
  const double whole = calibrate_ending(model, 1, 1).value();
  ASSERT_GT(whole, 0);
  std::set<double> found;
  for (int notes = 0; notes < 60; ++notes) {
    int left = notes;
    const auto bias = calibrate_ending(model, 1, 1, [&] { return left-- > 0; });
    ASSERT_TRUE(bias) << bias.error().message();
    EXPECT_LE(bias->bias, whole);
    EXPECT_EQ(bias->whole, left >= 0) << notes;
    found.insert(bias->bias);
  }
  EXPECT_TRUE(found.contains(0));
  EXPECT_TRUE(found.contains(whole));
}

}  // namespace
}  // namespace bachprop
