// Reported files about who plays, in which key, and when.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "bachprop/base/file_io.h"
#include "bachprop/notation/musicxml.h"
#include "bachprop/notation/sheet.h"
#include "bachprop/score/changes.h"
#include "bachprop/score/midi_score.h"
#include "bachprop/score/rhythm.h"

namespace bachprop {
namespace {

ScoreReading read(const std::string& name) {
  const auto bytes = read_file(std::filesystem::path(BACHPROP_CASES) / name).value();
  return read_score(bytes, name, {.unisons = Unisons::kPerVoice}).value();
}

Sheet sheet_of(const std::string& name) { return make_sheet(read(name).score).value(); }

std::vector<std::string> players(const Sheet& sheet) {
  std::vector<std::string> names;
  for (const Part& part : sheet.arrangement.parts) {
    names.push_back(part.instrument.name);
  }
  return names;
}

using Names = std::vector<std::string>;

TEST(ReportedFile, OfChannelsInOneTrackIsThatOfTwoTracks) {
  const Score one = read("format0_channels.mid").score;
  const Score two = read("format0_channels_as_format1.mid").score;
  EXPECT_EQ(one.notes, two.notes);
  EXPECT_EQ(one.voices, two.voices);
  EXPECT_EQ(one.voice_programs, (std::vector<int>{73, 42}));
  EXPECT_EQ(one.voice_programs, two.voice_programs);
  EXPECT_EQ(one.title, "Two voices");
  EXPECT_EQ(players(sheet_of("format0_channels.mid")), (Names{"Flute", "Cello"}));
  EXPECT_EQ(sheet_of("format0_channels.mid").arrangement.notes,
            sheet_of("format0_channels_as_format1.mid").arrangement.notes);
}

TEST(ReportedFile, OfATransposingInstrumentIsInTheKeyOfMostTracks) {
  EXPECT_EQ(read("key_transposing.mid").score.key_signatures,
            (std::vector<KeySignature>{{0, 0, false}}));
}

TEST(ReportedFile, ThatRepeatsItsKeyDoesNotChangeIt) {
  EXPECT_EQ(read("key_repeated.mid").score.key_signatures,
            (std::vector<KeySignature>{{0, -3, false}}));
  EXPECT_EQ(count_changes(sheet_of("key_repeated.mid").head.key_signatures), 0U);
}

TEST(ReportedFile, ThatIsLateAsAWholeIsThePageOfTheTune) {
  const Score late = read("constant_offset_20.mid").score;
  Score tune = late;
  for (Note& note : tune.notes) {
    note.onset -= Quarters(1, 24);
  }
  const NormalisedRhythm rhythm = normalise_rhythm(late);
  EXPECT_FALSE(rhythm.is_live);
  EXPECT_EQ(rhythm.score.notes, tune.notes);
  const Sheet sheet = sheet_of("constant_offset_20.mid");
  EXPECT_EQ(write_musicxml(sheet.notated), write_musicxml(make_sheet(tune).value().notated));
  EXPECT_EQ(sheet.remarks, (Names{"all notes 1/24 of a quarter earlier"}));
}

TEST(ReportedFile, WithOneLongRestOffTheGridIsNotLive) {
  const NormalisedRhythm rhythm = normalise_rhythm(read("live_0_percent.mid").score);
  EXPECT_FALSE(rhythm.is_live);
  EXPECT_EQ(describe_live(rhythm),
            "0 % of the onsets lie more than 1/96 of a quarter off the grid");
  for (const std::string& remark : sheet_of("live_0_percent.mid").remarks) {
    EXPECT_EQ(remark.find("live"), std::string::npos) << remark;
  }
}

TEST(ReportedFile, OfOneNamedTrackIsForThatInstrument) {
  EXPECT_EQ(read("single_named_track.mid").score.title, "Conductor");
  EXPECT_EQ(players(sheet_of("single_named_track.mid")), (Names{"Flute"}));
}

TEST(ReportedFile, OfThreeViolinsInUnisonGivesEachItsNotes) {
  const Sheet sheet = sheet_of("unison_3.mid");
  EXPECT_EQ(players(sheet), (Names{"Violin 1", "Violin 2", "Violin 3"}));
  EXPECT_EQ(sheet.arrangement.notes.size(), 9U);
  for (int part = 0; part < 3; ++part) {
    EXPECT_EQ(std::ranges::count(sheet.arrangement.notes, part, &PlacedNote::part), 3) << part;
  }
}

TEST(ReportedFile, OfDrumsAloneHasNoNotesForPaper) {
  const ScoreReading reading = read("drums_only.mid");
  EXPECT_TRUE(reading.score.notes.empty());
  EXPECT_GT(reading.counts.percussion_dropped, 0);
}

}  // namespace
}  // namespace bachprop
