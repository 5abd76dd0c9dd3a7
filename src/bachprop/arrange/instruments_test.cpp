#include "bachprop/arrange/instruments.h"

#include <gtest/gtest.h>

namespace bachprop {
namespace {

TEST(Instruments, AreKnownByTheirNames) {
  EXPECT_EQ(instrument_named("Violoncello").sound, "strings.cello");
  EXPECT_EQ(instrument_named("Vln. II").program, 40);
  EXPECT_EQ(instrument_named("VLA").sound, "strings.viola");
  EXPECT_EQ(instrument_named("Bassoon").sound, "wind.reed.bassoon");
  EXPECT_EQ(instrument_named("bass").sound, "voice.bass");
  EXPECT_EQ(instrument_named("Track 7").sound, "keyboard.piano");
  EXPECT_EQ(instrument_named("Vln. II").name, "Vln. II");
  EXPECT_EQ(instrument_named("Vln. II").lowest, kLowestPitch);
}

// The open G and D strings of a violin; a third higher on both; the G string alone; a tenth.
TEST(DoubleStops, LieOnNeighbouringStrings) {
  EXPECT_TRUE(is_double_stop(40, 55, 62));
  EXPECT_TRUE(is_double_stop(40, 66, 59));
  EXPECT_FALSE(is_double_stop(40, 55, 59));
  EXPECT_FALSE(is_double_stop(40, 62, 78));
  EXPECT_FALSE(is_double_stop(40, 69, 70));
  EXPECT_FALSE(is_double_stop(0, 55, 62));
}

TEST(Clef, IsThatWithFewerLedgerLines) {
  const Instrument cello = instrument_named("Cello");
  EXPECT_EQ(clef_for(cello, std::vector<Note>{{0, 1, 72}, {1, 1, 57}}), Clef::kTreble);
  EXPECT_EQ(clef_for(cello, std::vector<Note>{{0, 1, 57}, {1, 1, 52}}), Clef::kBass);
  EXPECT_EQ(clef_for(cello, std::vector<Note>{{0, 1, 60}}), Clef::kTreble);
}

TEST(Clef, OfAViolaOrATenorIsItsOwn) {
  const std::vector<Note> low = {{0, 1, 48}};
  EXPECT_EQ(clef_for(instrument_named("Viola"), low), Clef::kAlto);
  EXPECT_EQ(clef_for(instrument_named("Tenor"), low), Clef::kTrebleOctaveDown);
  EXPECT_EQ(clef_for(instrument_named("Violin II"), low), Clef::kTreble);
}

TEST(Staves, AreTwoForKeyboardsAndHarpsOnly) {
  EXPECT_TRUE(may_have_two_staves(instrument_named("Organ")));
  EXPECT_TRUE(may_have_two_staves(instrument_named("Track 7")));
  EXPECT_TRUE(may_have_two_staves(instrument_named("Harp")));
  EXPECT_FALSE(may_have_two_staves(instrument_named("Viola")));
}

}  // namespace
}  // namespace bachprop
