#include "bachprop/model/inference.h"

#include <gtest/gtest.h>

#include <vector>

#include "bachprop/base/random.h"
#include "bachprop/model/network.h"
#include "bachprop/nn/cells_test.h"

namespace bachprop {
namespace {

class InferenceOfCells : public testing::TestWithParam<Cell> {
 protected:
  static Network small_network() {
    Random random{4};
    return {{.layers = 2, .hidden = 24, .cell = GetParam(), .symbols = {5, 7, 11}}, random};
  }
};

INSTANTIATE_TEST_SUITE_P(Cells, InferenceOfCells, testing::ValuesIn(kCells), name_of_cell);

// The pitch logits of a row after one more note, the same three choices in all rows.
std::vector<float> pitch_logits_after(Inference& inference, const std::vector<NoteSymbols>& notes,
                                      int row) {
  inference.advance(notes);
  inference.condition_on_dt(std::vector<int>(notes.size(), 2));
  inference.condition_on_duration(std::vector<int>(notes.size(), 3));
  const auto logits = inference.pitch_logits(row);
  return {logits.begin(), logits.end()};
}

const std::vector<NoteSymbols> kNotes = {{0, 1, 2}, {3, 4, 5}, {1, 6, 9}, {2, 2, 2}, {4, 0, 10}};

TEST_P(InferenceOfCells, GivesARowTheSameLogitsWithFewerRowsBesideIt) {
  const Network network = small_network();
  Inference all(network, 5);
  Inference fewer(network, 5);
  (void)pitch_logits_after(all, kNotes, 0);
  (void)pitch_logits_after(fewer, kNotes, 0);
  const std::vector<NoteSymbols> first(kNotes.begin(), kNotes.begin() + 2);
  EXPECT_EQ(pitch_logits_after(fewer, first, 1), pitch_logits_after(all, kNotes, 1));
}

TEST_P(InferenceOfCells, GoesOnInAnotherRowFromACopiedState) {
  const Network network = small_network();
  Inference inference(network, 5);
  Inference moved(network, 5);
  (void)pitch_logits_after(inference, kNotes, 0);
  (void)pitch_logits_after(moved, kNotes, 0);
  moved.copy_state(4, 1);
  const std::vector<NoteSymbols> two = {kNotes[0], kNotes[4]};
  EXPECT_EQ(pitch_logits_after(moved, two, 1), pitch_logits_after(inference, kNotes, 4));
}

TEST_P(InferenceOfCells, BeginsAnewInARowThatWasSetBack) {
  const Network network = small_network();
  Inference inference(network, 5);
  const std::vector<float> first = pitch_logits_after(inference, kNotes, 3);
  const std::vector<float> second = pitch_logits_after(inference, kNotes, 3);
  // Without recurrence the last note is all that counts.
  EXPECT_EQ(first == second, GetParam() == Cell::kFeedForward);
  inference.reset(3);
  EXPECT_EQ(pitch_logits_after(inference, kNotes, 3), first);
}

TEST_P(InferenceOfCells, OfWeightsThatWerePackedBeforeGivesTheSameLogits) {
  const Network network = small_network();
  for (const Precision precision : {Precision::kFloat32, Precision::kBfloat16Weights}) {
    const auto weights = packed_for_inference(network, precision);
    Inference own(network, 5, precision);
    Inference first(network, 5, weights);
    Inference second(network, 5, weights);
    const std::vector<float> expected = pitch_logits_after(own, kNotes, 2);
    EXPECT_EQ(pitch_logits_after(first, kNotes, 2), expected);
    EXPECT_EQ(pitch_logits_after(second, kNotes, 2), expected);
  }
}

}  // namespace
}  // namespace bachprop
