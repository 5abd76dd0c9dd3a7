#include "bachprop/arrange/voice_names.h"

#include <gtest/gtest.h>

namespace bachprop {
namespace {

// Four notes around a pitch.
PartLine line(int pitch, const std::string& name = "") {
  return {.name = name,
          .notes = {{0, 1, pitch}, {1, 1, pitch + 2}, {2, 1, pitch - 2}, {3, 1, pitch}}};
}

std::vector<std::string> names_of(const std::vector<PartLine>& lines) {
  std::vector<std::string> names;
  for (const VoiceName& voice : names_of_voices(lines)) {
    names.push_back(voice.name);
  }
  return names;
}

using Names = std::vector<std::string>;

TEST(VoiceNames, OfFourLinesInSingersRegistersAreThoseOfAChoir) {
  EXPECT_EQ(names_of({line(72), line(65), line(58), line(48)}),
            (Names{"Soprano", "Alto", "Tenor", "Bass"}));
  EXPECT_EQ(names_of({line(48), line(72), line(65), line(58)}),
            (Names{"Bass", "Soprano", "Alto", "Tenor"}));
}

TEST(VoiceNames, OfFourLinesThatNobodySingsAreNumbers) {
  EXPECT_EQ(names_of({line(91), line(86), line(80), line(74)}),
            (Names{"Voice 1", "Voice 2", "Voice 3", "Voice 4"}));
  EXPECT_EQ(names_of({line(72), line(65), line(58)}), (Names{"Voice 1", "Voice 2", "Voice 3"}));
}

TEST(VoiceNames, OfATuneOverBlockChords) {
  PartLine chords;
  for (const int onset : {0, 2}) {
    for (const int pitch : {48, 52, 55}) {
      chords.notes.push_back({onset, 2, pitch});
    }
  }
  EXPECT_EQ(names_of({line(72), chords}), (Names{"Melody", "Chords"}));
  EXPECT_EQ(names_of({line(48), line(72)}), (Names{"Left hand", "Right hand"}));
}

TEST(VoiceNames, ThatAreStatedStay) {
  EXPECT_EQ(names_of({line(72, "Cantus"), line(65), line(58), line(48)}),
            (Names{"Cantus", "Voice 2", "Voice 3", "Voice 4"}));
}

TEST(VoiceNames, AreShortenedAsInPlayersParts) {
  EXPECT_EQ(abbreviation_of("Violin II"), "Vln. II");
  EXPECT_EQ(abbreviation_of("violoncello"), "Vc.");
  EXPECT_EQ(abbreviation_of("Soprano"), "S.");
  EXPECT_EQ(abbreviation_of("Voice 3"), "V. 3");
  EXPECT_EQ(abbreviation_of("Bagpipe 2"), "Bag. 2");
  EXPECT_EQ(abbreviation_of("Lute"), "Lute");
  EXPECT_EQ(abbreviation_of("Right hand"), "R.H.");
  EXPECT_EQ(abbreviation_of("ヴァイオリン"), "ヴァイオリン");
  EXPECT_EQ(abbreviation_of(""), "");
}

}  // namespace
}  // namespace bachprop
