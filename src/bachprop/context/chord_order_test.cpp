#include "bachprop/context/chord_order.h"

#include <gtest/gtest.h>

#include "bachprop/base/random.h"
#include "bachprop/context/random_notes_test.h"

namespace bachprop {
namespace {

TEST(ChordOrder, TurnsChordsRoundAndLeavesTheirOnsets) {
  // A chord of three, a single note, a chord of two; dT 0 is symbol 0.
  const std::vector<NoteSymbols> up = {{2, 0, 1}, {0, 1, 5}, {0, 2, 9},
                                       {1, 0, 4}, {2, 1, 3}, {0, 0, 7}};
  const std::vector<NoteSymbols> down = {{2, 2, 9}, {0, 1, 5}, {0, 0, 1},
                                         {1, 0, 4}, {2, 0, 7}, {0, 1, 3}};
  EXPECT_EQ(written_downwards(up, 0), down);
  EXPECT_EQ(written_downwards(down, 0), up);
  EXPECT_EQ(written_downwards(up, -1), up) << "no notes are written together";
  EXPECT_TRUE(written_downwards({}, 0).empty());
}

TEST(ChordOrder, TurnedTwiceIsAsBefore) {
  Random random({3});
  const std::vector<NoteSymbols> notes = random_phrases(10, random);
  EXPECT_NE(written_downwards(notes, 0), notes);
  EXPECT_EQ(written_downwards(written_downwards(notes, 0), 0), notes);
}

TEST(ChordOrder, SaysWhichPitchComesFirst) {
  EXPECT_TRUE(comes_before(3, 4, ChordOrder::kUpwards));
  EXPECT_FALSE(comes_before(3, 4, ChordOrder::kDownwards));
  EXPECT_FALSE(comes_before(4, 4, ChordOrder::kUpwards));
  EXPECT_FALSE(comes_before(4, 4, ChordOrder::kDownwards));
  EXPECT_EQ(orders_of(ChordOrders::kBoth).size(), 2U);
}

}  // namespace
}  // namespace bachprop
