#include "bachprop/performance/least_work.h"

#include <gtest/gtest.h>

namespace bachprop {
namespace {

const NetworkShape kPaper = {.layers = 3, .hidden = 128, .symbols = {20, 30, 60}};

// Recurrent 3 * 49,152, layer below 2 * 49,152, readouts 2,960 + 8,580 + 26,640.
TEST(LeastWork, OfThePapersNetworkIs283940MultiplyAddsForward) {
  EXPECT_EQ(forward_multiply_adds(kPaper), 283'940);
}

TEST(LeastWork, OfTrainingThePapersNetworkIsSixOperationsAMultiplyAdd) {
  EXPECT_EQ(training_operations(kPaper), 1'703'640);
  EXPECT_EQ(generation_operations(kPaper), 567'880);
}

TEST(LeastWork, CountsNoContextWhichIsLookedUpToo) {
  NetworkShape with_context = kPaper;
  with_context.context = 250;
  EXPECT_EQ(forward_multiply_adds(with_context), forward_multiply_adds(kPaper));
}

// The readouts of one layer have 5 hidden units; that of P lays weights on two groups.
TEST(LeastWork, CountsTheHiddenUnitsOfReadoutsAndTheWeightsOfIntervals) {
  NetworkShape shape = {.layers = 1, .hidden = 2, .symbols = {3, 3, 3}};
  const double paper = forward_multiply_adds(shape);
  shape.readout_hidden = 5;
  EXPECT_EQ(forward_multiply_adds(shape) - paper, 3 * (5 - 3) * (2 + 3));
  shape.anchors = 1;
  shape.class_anchors = 1;
  EXPECT_EQ(forward_multiply_adds(shape) - paper,
            3 * (5 - 3) * (2 + 3) + 5 * readout_shape(shape, 2).weights());
}

TEST(LeastWork, CountsNoInputTables) {
  const NetworkShape one_layer = {.layers = 1, .hidden = 2, .symbols = {1, 1, 1}};
  EXPECT_EQ(forward_multiply_adds(one_layer), 3 * 4 + 3 * (2 + 1));
}

// Three layers of 2 units: recurrent 3 times, layer below 2 times; readouts of one symbol.
TEST(LeastWork, CountsWhatTheCellMultiplies) {
  const auto layers_of = [](Cell cell) {
    return forward_multiply_adds({.layers = 3, .hidden = 2, .cell = cell, .symbols = {1, 1, 1}}) -
           (1 + 2 + 3) * 2 - 3;
  };
  EXPECT_EQ(layers_of(Cell::kGru), (3 + 2) * 3 * 4);
  EXPECT_EQ(layers_of(Cell::kLstm), (3 + 2) * 4 * 4);
  EXPECT_EQ(layers_of(Cell::kRnn), (3 + 2) * 4);
  EXPECT_EQ(layers_of(Cell::kFeedForward), 2 * 4);
}

}  // namespace
}  // namespace bachprop
