#include "bachprop/arrange/octave_moves.h"

#include <gtest/gtest.h>

namespace bachprop {
namespace {

using Notes = std::vector<Note>;
using Moves = std::vector<OctaveMove>;

// A tenor without regard to ease.
const Instrument kTenor = {.name = "Tenor", .abbreviation = "T.", .lowest = 48, .highest = 67};

Notes quarters(std::initializer_list<int> pitches) {
  Notes notes;
  Quarters onset = 0;
  for (const int pitch : pitches) {
    if (pitch > 0) {
      notes.push_back({onset, 1, pitch});
    }
    onset += 1;
  }
  return notes;
}

TEST(OctaveMoves, LeaveALineInRangeAsItIs) {
  const Notes line = quarters({48, 55, 67});
  const MovedLine moved = move_into_range(line, kTenor, {}, {});
  EXPECT_EQ(moved.notes, line);
  EXPECT_TRUE(moved.moves.empty());
}

TEST(OctaveMoves, TakeALineFarAwayAsAWhole) {
  const MovedLine moved = move_into_range(quarters({72, 74, 0, 76, 77}), kTenor, {}, {});
  EXPECT_EQ(moved.notes, quarters({60, 62, 0, 64, 65}));
  EXPECT_EQ(moved.moves, (Moves{{0, 4, -1, true}}));
}

TEST(OctaveMoves, TakeAPhraseBetweenRests) {
  const Notes line = quarters({50, 52, 53, 55, 57, 0, 46, 47, 50, 0, 60, 59, 57, 55, 53});
  const MovedLine moved = move_into_range(line, kTenor, {}, {});
  EXPECT_EQ(moved.notes, quarters({50, 52, 53, 55, 57, 0, 58, 59, 62, 0, 60, 59, 57, 55, 53}));
  EXPECT_EQ(moved.moves, (Moves{{6, 3, 1, false}}));
}

// To move all 21 costs 42; with a line at 55 above them 84 more, and the note alone 68.
TEST(OctaveMoves, TakeANoteAloneWhereItsPhraseWouldCrossTheLineAbove) {
  Notes line;
  for (int i = 0; i < 20; ++i) {
    line.push_back({i, 1, 50});
  }
  line.push_back({20, 1, 46});
  EXPECT_EQ(move_into_range(line, kTenor, {}, {}).moves, (Moves{{0, 21, 1, true}}));
  const MovedLine moved = move_into_range(line, kTenor, {{0, 21, 55}}, {});
  EXPECT_EQ(moved.moves, (Moves{{20, 1, 1, false}}));
  EXPECT_EQ(moved.notes.back(), (Note{20, 1, 58}));
}

// The bass goes below its range by steps. The leap down before turns into a smaller one up.
TEST(OctaveMoves, BreakAPhraseWhereItLeapsTheOtherWay) {
  const Note above = {0, 40, 62};
  Notes line = quarters({55, 57, 59, 60, 59, 57, 55, 57, 59, 60, 52, 50, 48,
                         47, 48, 50, 55, 57, 59, 60, 59, 57, 55, 57, 59, 60});
  const MovedLine moved = move_into_range(line, kTenor, {above}, {});
  EXPECT_EQ(moved.moves, (Moves{{10, 6, 1, false}}));
}

TEST(OctaveMoves, GoFartherRatherThanCrossTheLineBelow) {
  const Instrument wide = {.name = "Any", .abbreviation = "", .lowest = 60, .highest = 90};
  const Notes line = {{0, 1, 50}};
  EXPECT_EQ(move_into_range(line, wide, {}, {}).notes.front().pitch, 62);
  EXPECT_EQ(move_into_range(line, wide, {}, {{0, 1, 64}}).notes.front().pitch, 74);
}

TEST(OctaveMoves, LeaveOutWhatMeetsItsOwnPitch) {
  const MovedLine moved = move_into_range({{0, 2, 48}, {0, 4, 60}, {0, 2, 72}}, kTenor, {}, {});
  EXPECT_EQ(moved.notes, (Notes{{0, 2, 48}, {0, 4, 60}}));
  EXPECT_EQ(moved.met, (Notes{{0, 2, 60}}));
}

}  // namespace
}  // namespace bachprop
