#include "bachprop/notation/clef_changes.h"

#include <gtest/gtest.h>

#include <string>

#include "bachprop/notation/notate.h"

namespace bachprop {
namespace {

using Clefs = std::vector<Clef>;

// The clefs of a staff with four quarters of one pitch in each bar.
Clefs clefs_of(const std::string& sound, Clef own, const std::vector<int>& pitches,
               const std::string& name = "Part") {
  Arrangement arrangement;
  arrangement.parts = {{{.name = name, .abbreviation = {}, .sound = sound}, {own}}};
  Quarters time = 0;
  for (const int pitch : pitches) {
    for (int beat = 0; beat < 4; ++beat, time += 1) {
      arrangement.notes.push_back({{time, 1, pitch}, 0, 0, 0});
    }
  }
  ScoreHead head;
  head.time_signatures = {{0, 4, 4}};
  head.key_signatures = {{0, 0, false}};
  const NotatedScore score = notate(arrangement, head).value();
  return clefs_of_bars(arrangement.parts.front(), 0, score.parts.front().bars);
}

TEST(LedgerLines, AreNoneOnTheStaffAndOneAtMiddleC) {
  constexpr SpelledPitch kC4 = {Step::kC, 0, 4};
  EXPECT_EQ(ledger_lines(kC4, Clef::kTreble), 1);
  EXPECT_EQ(ledger_lines(kC4, Clef::kBass), 1);
  EXPECT_EQ(ledger_lines(kC4, Clef::kAlto), 0);
  EXPECT_EQ(ledger_lines({Step::kD, 0, 4}, Clef::kTreble), 0);
  EXPECT_EQ(ledger_lines({Step::kA, 0, 3}, Clef::kTreble), 2);
  EXPECT_EQ(ledger_lines({Step::kC, 0, 6}, Clef::kTreble), 2);
  EXPECT_EQ(ledger_lines({Step::kC, 0, 2}, Clef::kBass), 2);
  EXPECT_EQ(ledger_lines({Step::kC, 0, 3}, Clef::kTrebleOctaveDown), 1);
}

TEST(ClefChanges, SpareAPianistManyLedgerLines) {
  EXPECT_EQ(clefs_of("keyboard.piano", Clef::kBass, {48, 76, 76, 48}),
            (Clefs{Clef::kBass, Clef::kTreble, Clef::kTreble, Clef::kBass}));
}

TEST(ClefChanges, StandAtTheBeginningToo) {
  EXPECT_EQ(clefs_of("", Clef::kTreble, {40, 72, 72}),
            (Clefs{Clef::kBass, Clef::kTreble, Clef::kTreble}));
}

TEST(ClefChanges, AreNoneForALedgerLineOrTwo) {
  EXPECT_EQ(clefs_of("keyboard.piano", Clef::kBass, {48, 64, 48}), Clefs(3, Clef::kBass));
}

TEST(ClefChanges, AreThoseThatPlayersRead) {
  EXPECT_EQ(clefs_of("strings.cello", Clef::kBass, {48, 72}), (Clefs{Clef::kBass, Clef::kTenor}));
  EXPECT_EQ(clefs_of("strings.viola", Clef::kAlto, {60, 84}), (Clefs{Clef::kAlto, Clef::kTreble}));
  EXPECT_EQ(clefs_of("strings.violin", Clef::kTreble, {72, 55}), Clefs(2, Clef::kTreble));
  EXPECT_EQ(clefs_of("voice.bass", Clef::kBass, {48, 72}), Clefs(2, Clef::kBass));
}

TEST(ClefChanges, AreNoneForSingersWhomAKeyboardPlays) {
  const std::vector<int> low = {72, 48, 48};
  for (const char* singers : {"Alto", "Soprano 2"}) {
    EXPECT_EQ(clefs_of("keyboard.piano", Clef::kTreble, low, singers), Clefs(3, Clef::kTreble));
  }
  for (const char* others : {"Bassoon", "Alto Saxophone", "Bass Guitar"}) {
    EXPECT_EQ(clefs_of("", Clef::kTreble, low, others).back(), Clef::kBass) << others;
  }
}

}  // namespace
}  // namespace bachprop
