#include "bachprop/model/inference.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "bachprop/base/random.h"
#include "bachprop/model/network.h"

namespace bachprop {
namespace {

Network small_network() {
  Random random{4};
  return {{.layers = 2, .hidden = 24, .symbols = {5, 7, 11}}, random};
}

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

TEST(Inference, GivesARowTheSameLogitsWithFewerRowsBesideIt) {
  const Network network = small_network();
  Inference all(network, 5);
  Inference fewer(network, 5);
  (void)pitch_logits_after(all, kNotes, 0);
  (void)pitch_logits_after(fewer, kNotes, 0);
  const std::vector<NoteSymbols> first(kNotes.begin(), kNotes.begin() + 2);
  EXPECT_EQ(pitch_logits_after(fewer, first, 1), pitch_logits_after(all, kNotes, 1));
}

TEST(Inference, GoesOnInAnotherRowFromACopiedState) {
  const Network network = small_network();
  Inference inference(network, 5);
  Inference moved(network, 5);
  (void)pitch_logits_after(inference, kNotes, 0);
  (void)pitch_logits_after(moved, kNotes, 0);
  moved.copy_state(4, 1);
  const std::vector<NoteSymbols> two = {kNotes[0], kNotes[4]};
  EXPECT_EQ(pitch_logits_after(moved, two, 1), pitch_logits_after(inference, kNotes, 4));
}

}  // namespace
}  // namespace bachprop
