#include "bachprop/notation/dynamics.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

namespace bachprop {
namespace {

std::vector<NotatedBar> bars_of_four(int count) {
  std::vector<NotatedBar> bars;
  for (int i = 0; i < count; ++i) {
    bars.push_back({.start = Quarters(4) * i, .length = 4, .number = i + 1, .time = {0, 4, 4}});
  }
  return bars;
}

PlacedNote placed(Quarters onset, Quarters duration, int pitch) {
  return {.note = {onset, duration, pitch}};
}

// A chord of quarters on each beat of the bars.
std::vector<PlacedNote> chords(int bars) {
  std::vector<PlacedNote> notes;
  for (int i = 0; i < 4 * bars; ++i) {
    for (const int pitch : {48, 60, 64, 72}) {
      notes.push_back(placed(i, 1, pitch));
    }
  }
  return notes;
}

TEST(Dynamics, PutsTheMelodyAboveTheBassAndBothAboveInnerVoices) {
  const std::vector<int> velocities = velocities_of(chords(4), bars_of_four(4), Dynamics::kShaped);
  for (std::size_t i = 0; i < velocities.size(); i += 4) {
    EXPECT_GT(velocities[i + 3], velocities[i]) << i;
    EXPECT_GT(velocities[i], velocities[i + 1]) << i;
    EXPECT_EQ(velocities[i + 1], velocities[i + 2]) << i;
  }
}

TEST(Dynamics, CallsNoInnerNoteMelodyUnderAHeldOne) {
  const std::vector<PlacedNote> notes = {placed(0, 2, 60), placed(0, 2, 72), placed(1, 1, 67),
                                         placed(2, 1, 72)};
  const std::vector<int> velocities = velocities_of(notes, bars_of_four(1), Dynamics::kShaped);
  EXPECT_LT(velocities[2], velocities[3]);
}

TEST(Dynamics, RisesToTheMiddleOfAPhraseAndAccentsTheMetre) {
  const std::vector<int> velocities = velocities_of(chords(4), bars_of_four(4), Dynamics::kShaped);
  const auto melody_at = [&](int quarter) { return velocities[as_index(4 * quarter + 3)]; };
  EXPECT_GT(melody_at(4), melody_at(0)) << "downbeats";
  EXPECT_GT(melody_at(8), melody_at(12));
  EXPECT_GT(melody_at(0), melody_at(1));
  EXPECT_GT(melody_at(6), melody_at(5)) << "the middle of the bar";
  EXPECT_LT(melody_at(15), melody_at(13)) << "beats of the last bar";
}

TEST(Dynamics, StayWithinWhatSoundsAndAreFlatOnRequest) {
  const std::vector<PlacedNote> notes = chords(40);
  const std::vector<int> velocities = velocities_of(notes, bars_of_four(40), Dynamics::kShaped);
  const auto [softest, loudest] = std::ranges::minmax(velocities);
  EXPECT_GE(softest, 60);
  EXPECT_LE(loudest, 100);
  EXPECT_TRUE(velocities_of(notes, bars_of_four(40), Dynamics::kFlat).empty());
}

TEST(Dynamics, CountsAPickUpFromTheBarLineThatFollows) {
  std::vector<NotatedBar> bars = {{.start = 0, .length = 1, .number = 0, .time = {0, 4, 4}},
                                  {.start = 1, .length = 4, .number = 1, .time = {0, 4, 4}}};
  const std::vector<PlacedNote> notes = {placed(0, 1, 60), placed(1, 1, 60), placed(2, 1, 60)};
  const std::vector<int> velocities = velocities_of(notes, bars, Dynamics::kShaped);
  EXPECT_GT(velocities[1], velocities[0]);
  EXPECT_GT(velocities[1], velocities[2]);
}

}  // namespace
}  // namespace bachprop
