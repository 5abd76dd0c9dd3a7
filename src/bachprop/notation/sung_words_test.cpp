#include "bachprop/notation/sung_words.h"

#include <gtest/gtest.h>

#include <string>

#include "bachprop/notation/musicxml.h"
#include "bachprop/notation/sheet.h"

namespace bachprop {
namespace {

// A melody of quarters over a bass of eighths.
Score song() {
  Score score;
  score.voice_names = {"Melody", "Bass"};
  for (int beat = 0; beat < 8; ++beat) {
    score.notes.push_back({beat, {1, 2}, 48});
    score.voices.push_back(1);
    score.notes.push_back({beat, 1, 72 + beat % 3});
    score.voices.push_back(0);
    score.notes.push_back({Quarters(2 * beat + 1, 2), {1, 2}, 50});
    score.voices.push_back(1);
  }
  score.time_signatures = {{0, 4, 4}};
  score.lyrics = {{0, "Twin", LyricEnd::kSyllable}, {1, "kle", LyricEnd::kWord},
                  {2, "lit", LyricEnd::kSyllable},  {3, "tle", LyricEnd::kWord},
                  {4, "star", LyricEnd::kLine},     {5, "e", LyricEnd::kSyllable},
                  {6, "la", LyricEnd::kSyllable},   {7, "no", LyricEnd::kVerse}};
  return score;
}

// "Melody: Twin- kle lit- ..." by part and voice.
std::string words_of(const NotatedScore& score) {
  std::string text;
  for (const NotatedPart& part : score.parts) {
    for (const PartBar& bar : part.bars) {
      for (const Line& line : bar.lines) {
        for (const Symbol& symbol : line.symbols) {
          if (symbol.syllable) {
            text += part.part.instrument.name + ":" + symbol.syllable->text + " ";
          }
        }
      }
    }
  }
  return text;
}

std::size_t count(const std::string& text, const std::string& what) {
  std::size_t found = 0;
  for (std::size_t i = text.find(what); i != std::string::npos; i = text.find(what, i + 1)) {
    ++found;
  }
  return found;
}

TEST(SetWords, PutsWordsUnderTheVoiceThatSingsThem) {
  const auto sheet = make_sheet(song()).value();
  EXPECT_EQ(words_of(sheet.notated),
            "Melody:Twin Melody:kle Melody:lit Melody:tle Melody:star Melody:e Melody:la "
            "Melody:no ");
}

TEST(SetWords, SaysInMusicXmlWhereAWordGoesOn) {
  const std::string xml = write_musicxml(make_sheet(song()).value().notated);
  EXPECT_EQ(count(xml, "<syllabic>begin</syllabic>"), 3U);
  EXPECT_EQ(count(xml, "<syllabic>middle</syllabic>"), 1U);
  EXPECT_EQ(count(xml, "<syllabic>end</syllabic>"), 3U);
  EXPECT_EQ(count(xml, "<syllabic>single</syllabic>"), 1U);
  EXPECT_EQ(count(xml, "<text>star</text>"), 1U);
}

TEST(SetWords, LeavesWordsOutWhereTheyAreNotWanted) {
  const auto sheet = make_sheet(song(), {.lyrics = false}).value();
  EXPECT_EQ(words_of(sheet.notated), "");
}

TEST(SetWords, PutsASyllableBesideANoteUnderTheNearest) {
  Score score = song();
  score.lyrics[2].onset = Quarters(17, 8);
  EXPECT_TRUE(words_of(make_sheet(score).value().notated).find("Melody:lit Melody:tle") !=
              std::string::npos);
}

TEST(SetWords, SaysHowManySyllablesNoNoteIsNear) {
  Score score = song();
  score.lyrics.push_back({20, "coda", LyricEnd::kWord});
  const auto sheet = make_sheet(score).value();
  ASSERT_FALSE(sheet.remarks.empty());
  EXPECT_EQ(sheet.remarks.back(), "1 syllable left out: no note is near");
}

TEST(SetWords, LeavesOutWordsThatNoVoiceSings) {
  Score score = song();
  score.lyrics.clear();
  for (int i = 0; i < 8; ++i) {
    score.lyrics.push_back({Quarters(4 * i + 1, 4) + Quarters(i, 16), "la", LyricEnd::kWord});
  }
  const auto sheet = make_sheet(score).value();
  EXPECT_EQ(words_of(sheet.notated), "");
  EXPECT_EQ(sheet.remarks.back(), "the words left out: no voice has notes where they are sung");
}

TEST(SetWords, TakesTheAuthorFromTheScore) {
  Score score = song();
  score.composer = "J. Taylor";
  EXPECT_EQ(make_sheet(score).value().head.composer, "J. Taylor");
  EXPECT_EQ(make_sheet(score, {.composer = "N. N."}).value().head.composer, "N. N.");
}

}  // namespace
}  // namespace bachprop
