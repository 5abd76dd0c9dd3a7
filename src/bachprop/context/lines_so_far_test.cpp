#include "bachprop/context/lines_so_far.h"

#include <gtest/gtest.h>

namespace bachprop {
namespace {

// A note of a pitch; dT and T do not matter here.
NoteSymbols note_of(int pitch) { return {0, 0, pitch}; }

TEST(LinesSoFar, GoOnInTheOrderOfWriting) {
  LinesSoFar lines;
  lines.begin(ChordOrder::kUpwards);
  lines.pass(0);
  lines.take(note_of(10), 4);
  lines.take(note_of(20), 4);
  lines.take(note_of(30), 8);
  EXPECT_TRUE(lines.waiting().empty());
  lines.pass(4);
  ASSERT_EQ(lines.waiting().size(), 2U);
  EXPECT_EQ(lines.waiting()[0].pitches.front(), 10);
  EXPECT_EQ(lines.place(), 0U);
  lines.take(note_of(12), 8);
  ASSERT_EQ(lines.waiting().size(), 1U);
  EXPECT_EQ(lines.waiting()[0].pitches.front(), 20);
  EXPECT_EQ(lines.place(), 1U) << "below the one that is held";
  lines.take(note_of(21), 8);
  const LineSoFar& last = lines.sounding().back();
  EXPECT_EQ(last.notes, 2U);
  EXPECT_EQ(last.move(0), 1);
}

TEST(LinesSoFar, DownwardsTheHighestGoesOnFirst) {
  LinesSoFar lines;
  lines.begin(ChordOrder::kDownwards);
  lines.pass(0);
  for (const int pitch : {30, 20, 10}) {
    lines.take(note_of(pitch), 4);
  }
  lines.pass(4);
  EXPECT_EQ(lines.waiting().front().pitches.front(), 30);
  lines.take(note_of(28), 8);
  EXPECT_EQ(lines.waiting().front().pitches.front(), 20);
  EXPECT_EQ(lines.place(), 1U);
}

TEST(LinesSoFar, RememberThreeNotes) {
  LinesSoFar lines;
  lines.begin(ChordOrder::kUpwards);
  for (int i = 0; i < 5; ++i) {
    lines.pass(i);
    lines.take(note_of(10 + i * i), i + 1);
  }
  const LineSoFar& line = lines.sounding().back();
  EXPECT_EQ(line.notes, LineSoFar::kNotes);
  EXPECT_EQ(line.pitches, (std::array{26, 19, 14}));
  EXPECT_EQ(line.move(0), 7);
  EXPECT_EQ(line.move(1), 5);
}

TEST(LinesSoFar, ANoteThatStillSoundsIsTakenOver) {
  LinesSoFar lines;
  lines.begin(ChordOrder::kUpwards);
  lines.pass(0);
  lines.take(note_of(10), 8);
  lines.pass(2);
  EXPECT_EQ(lines.sounding().size(), 1U);
  lines.take(note_of(10), 4);
  EXPECT_EQ(lines.sounding().size(), 1U);
  EXPECT_EQ(lines.sounding().back().end, 4);
  lines.begin(ChordOrder::kUpwards);
  EXPECT_TRUE(lines.sounding().empty()) << "nothing is left of the piece before";
}

}  // namespace
}  // namespace bachprop
