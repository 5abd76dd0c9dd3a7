#include "bachprop/performance/least_work.h"

#include <gtest/gtest.h>

#include <set>
#include <vector>

#include "bachprop/base/numbers.h"
#include "bachprop/context/note_context.h"

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

// Recurrent 24, layer below 12; readouts of 5 hidden units: dT 5 (2 + 3), T 5 (4 + 3),
// P 5 (4 + 4) and 4 weights of intervals.
constexpr NetworkShape kSmall = {.layers = 2,
                                 .hidden = 2,
                                 .symbols = {3, 3, 4},
                                 .readout_hidden = 5,
                                 .readout_context = 15,
                                 .anchors = 1,
                                 .class_anchors = 1};

TEST(LeastWork, CountsOnlyTheWeightsOfIntervalsThatNotesLay) {
  EXPECT_EQ(forward_multiply_adds(kSmall, 4), 24 + 12 + 25 + 35 + 40 + 5 * 4);
  EXPECT_EQ(forward_multiply_adds(kSmall), forward_multiply_adds(kSmall, kIntervals + 12));
  EXPECT_EQ(training_operations(kSmall, 4), 6 * 156);
  EXPECT_EQ(generation_operations(kSmall, 4), 2 * 156);
}

// The recurrence sees all units. Readouts read half of the units with half of theirs: 2.5 (1 + 3),
// 2.5 (2 + 3), 2.5 (2 + 4 + 4).
TEST(LeastWork, LeavesOutWhatDropoutSetsToZero) {
  EXPECT_EQ(forward_multiply_adds(kSmall, 4, 0.5), 24 + 6 + 10 + 12.5 + 25);
  EXPECT_EQ(training_operations(kSmall, 4, 0.5), 6 * 77.5);
}

// Tables 18, recurrent 12, biases 6 + 2; readouts 5, 6 and 7: 56 parameters. Products read 12 and
// three times 2 + 1 of them: 21.
constexpr NetworkShape kTiny = {.layers = 1, .hidden = 2, .symbols = {1, 1, 1}};
// 2 rows of 6, one of 1 and three of 1: 16 elements.
constexpr ContextUse kTinyUse = {.layer_rows = 2, .readout_rows = {0, 1, 3}};

TEST(LeastWork, OfTrainingMovesParametersWeightsRowsAndOutputs) {
  // Parameters and two moments are read and written, the gradient of the weights is read.
  const double update = 4 * (6 * 56 + 21);
  // Read twice, and their gradient written.
  const double weights = 3 * 4 * 21;
  const double outputs = 2 * 4 * (2 + 3);
  EXPECT_EQ(training_bytes_moved(kTiny, {}, 1, {}), update + weights + outputs);
  EXPECT_EQ(training_bytes_moved(kTiny, {}, 10, {}), (update + weights) / 10 + outputs);
  EXPECT_EQ(training_bytes_moved(kTiny, kTinyUse, 1, {}), update + weights + outputs + 3 * 4 * 16);
  EXPECT_EQ(training_bytes_moved(kTiny, {}, 1, {.keeps_average = true}),
            update + weights + outputs + 4 * 2 * 56);
  EXPECT_EQ(training_bytes_moved(kTiny, {}, 1, {.weight_bytes = 2}),
            update + weights + outputs - 2 * 2 * 21);
}

TEST(LeastWork, OfComposingMovesWeightsOnceForAllRows) {
  const double rows = 4 * 16;
  const double state = 2 * 4 * 2;
  EXPECT_EQ(generation_bytes_moved(kTiny, kTinyUse, 1, {}), 4 * 21 + rows + state);
  EXPECT_EQ(generation_bytes_moved(kTiny, kTinyUse, 3, {}), 4 * 7 + rows + state);
  EXPECT_EQ(generation_bytes_moved(kTiny, kTinyUse, 3, {.weight_bytes = 2}), 2 * 7 + rows + state);
}

TEST(LeastWork, KnowsHowMuchMustStayNear) {
  EXPECT_EQ(training_working_set(kTiny, {}), 4 * 4 * 56);
  EXPECT_EQ(training_working_set(kTiny, {.keeps_average = true}), 5 * 4 * 56);
  EXPECT_EQ(generation_working_set(kTiny, {}), 4 * 56);
  EXPECT_EQ(generation_working_set(kTiny, {.weight_bytes = 2}), 2 * 21 + 4 * 35);
}

// dT 0 and 1, T 1, pitches 60 .. 64.
class ContextUseOfNotes : public testing::Test {
 protected:
  [[nodiscard]] ContextUse use_of(const std::vector<EncodedPiece>& pieces,
                                  const NoteGroup& group) const {
    return context_use(shape_, vocabulary_, pieces, group);
  }
  [[nodiscard]] const ContextVocabulary& vocabulary() const { return vocabulary_; }

 private:
  Dictionaries dictionaries_ = {.dt = TimeDictionary({0, 1}),
                                .duration = TimeDictionary({1}),
                                .pitch = PitchDictionary(60, 64)};
  ContextVocabulary vocabulary_ =
      ContextVocabulary::make(ContextKind::kMusic, dictionaries_).value();
  NetworkShape shape_ = {.layers = 1,
                         .hidden = 1,
                         .symbols = {3, 2, 6},
                         .context = vocabulary_.layers().size(),
                         .readout_context = vocabulary_.readouts().size(),
                         .anchors = vocabulary_.anchor_groups(),
                         .class_anchors = vocabulary_.class_anchor_groups(),
                         .lowest_class = vocabulary_.lowest_class()};
};

const EncodedPiece kOneNote = {.notes = {{.dt = 0, .duration = 0, .pitch = 2}}};
// The second begins where the first ends.
const EncodedPiece kTwoNotes = {
    .notes = {{.dt = 0, .duration = 0, .pitch = 2}, {.dt = 1, .duration = 0, .pitch = 4}}};

TEST_F(ContextUseOfNotes, LaysNoIntervalsFromNothing) {
  EXPECT_EQ(use_of({kOneNote}, {}).interval_weights, 0);
}

// From the first note, as the last and as one that has just ended, to five pitches each; from both
// tonics, to twelve classes each.
TEST_F(ContextUseOfNotes, LaysIntervalsFromEachGroupThatHasAnAnchor) {
  EXPECT_EQ(use_of({kTwoNotes}, {}).interval_weights, (0 + 2 * 5 + 2 * 12) / 2.0);
}

TEST_F(ContextUseOfNotes, ReadsEachRowOnceInAGroup) {
  NoteContext context(vocabulary(), {});
  std::vector<int> seen;
  context.append_for_layers(seen);
  const std::set<int> first(seen.begin(), seen.end());
  const double alone = use_of({kOneNote}, {}).layer_rows;
  EXPECT_EQ(alone, as_double(first.size()));
  // The first notes of two pieces side by side see the same.
  EXPECT_EQ(use_of({kOneNote, kOneNote}, {.steps = 1, .rows = 2}).layer_rows, alone / 2);
  EXPECT_EQ(use_of({kOneNote, kOneNote}, {.steps = 2, .rows = 1}).layer_rows, alone / 2);
  EXPECT_EQ(use_of({kOneNote, kOneNote}, {.steps = 1, .rows = 1}).layer_rows, alone);
}

TEST_F(ContextUseOfNotes, TheReadoutOfDurationsReadsNoAnchors) {
  const ContextUse use = use_of({kTwoNotes}, {});
  EXPECT_EQ(use.readout_rows[0], 0);
  EXPECT_EQ(use.readout_rows[2] - use.readout_rows[1], (0 + 2) / 2.0);
}

}  // namespace
}  // namespace bachprop
