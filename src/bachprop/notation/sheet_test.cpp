#include "bachprop/notation/sheet.h"

#include <gtest/gtest.h>

#include "bachprop/midi/smf_reader.h"
#include "bachprop/notation/musicxml.h"
#include "bachprop/score/common_offset.h"
#include "bachprop/score/midi_score.h"

namespace bachprop {
namespace {

using Q = Quarters;

// C D E F, G A B c in quarters, over bass notes of a bar.
Score scale() {
  Score score;
  constexpr int kPitches[] = {60, 62, 64, 65, 67, 69, 71, 72};
  for (int i = 0; i < 8; ++i) {
    if (i % 4 == 0) {
      score.notes.push_back({i, 4, 48});
    }
    score.notes.push_back({i, 1, kPitches[i]});
  }
  return score;
}

TEST(Sheet, SaysWhereKeyAndMetreCameFrom) {
  const auto found = make_sheet(scale());
  ASSERT_TRUE(found) << found.error().message();
  EXPECT_EQ(found->head.key_signatures, (std::vector<KeySignature>{{0, 0, false}}));
  EXPECT_EQ(found->key_from, SheetSource::kNotes);
  EXPECT_EQ(found->time_from, SheetSource::kNotes);

  Score stating = scale();
  stating.time_signatures = {{0, 2, 2}};
  stating.key_signatures = {{0, -1, true}};
  const auto stated = make_sheet(stating);
  ASSERT_TRUE(stated);
  EXPECT_EQ(stated->head.time_signatures, stating.time_signatures);
  EXPECT_EQ(stated->head.key_signatures, stating.key_signatures);
  EXPECT_EQ(stated->key_from, SheetSource::kScore);
  EXPECT_EQ(stated->time_from, SheetSource::kScore);

  const auto asked = make_sheet(stating, {.time = TimeSignature{0, 3, 4},
                                          .pickup = Q(1),
                                          .key = KeySignature{0, 3, false},
                                          .quarters_per_minute = 90,
                                          .title = "T",
                                          .composer = "C"});
  ASSERT_TRUE(asked);
  EXPECT_EQ(asked->head.time_signatures, (std::vector<TimeSignature>{{0, 3, 4}}));
  EXPECT_EQ(asked->head.pickup, Q(1));
  EXPECT_EQ(asked->head.key_signatures, (std::vector<KeySignature>{{0, 3, false}}));
  EXPECT_EQ(asked->head.tempos, (std::vector<TempoChange>{{0, 90}}));
  EXPECT_EQ(asked->notated.title, "T");
  EXPECT_EQ(asked->notated.composer, "C");
  EXPECT_EQ(asked->pickup_from, SheetSource::kOptions);
}

// Programs that know no key state C major.
TEST(Sheet, DoesNotBelieveAStatedCMajor) {
  Score score = scale();
  for (Note& note : score.notes) {
    note.pitch += 2;
  }
  score.key_signatures = {{0, 0, false}};
  const auto sheet = make_sheet(score);
  ASSERT_TRUE(sheet);
  EXPECT_EQ(sheet->head.key_signatures, (std::vector<KeySignature>{{0, 2, false}}));
  EXPECT_EQ(sheet->key_from, SheetSource::kNotes);
}

TEST(Sheet, AShortFirstBarIsAPickup) {
  Score score = scale();
  score.time_signatures = {{0, 1, 4}, {1, 3, 4}};
  const auto sheet = make_sheet(score);
  ASSERT_TRUE(sheet);
  EXPECT_EQ(sheet->head.time_signatures, (std::vector<TimeSignature>{{0, 3, 4}}));
  EXPECT_EQ(sheet->head.pickup, Q(1));
  EXPECT_EQ(sheet->pickup_from, SheetSource::kScore);
  EXPECT_EQ(sheet->notated.bars.front().length, Q(1));
}

TEST(Sheet, MovesWhatWasPlayedAndSaysSo) {
  Score score = scale();
  for (std::size_t i = 0; i < score.notes.size(); ++i) {
    score.notes[i].onset += Q(static_cast<std::int64_t>(i % 3) + 1, 97);
  }
  const auto sheet = make_sheet(score);
  ASSERT_TRUE(sheet) << sheet.error().message();
  ASSERT_FALSE(sheet->remarks.empty());
  EXPECT_NE(sheet->remarks.front().find("moved"), std::string::npos) << sheet->remarks.front();
}

TEST(Sheet, DegenerateScoresAreReadableOrTold) {
  const auto none = make_sheet(Score());
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().message(), "no notes");

  Score score;
  score.notes = {{0, Q(1, 1000), 0}};
  EXPECT_TRUE(make_sheet(score));
  score.notes = {{1000, Q(1, 16), 127}};
  EXPECT_TRUE(make_sheet(score));
  score.notes = {{1000000, 1, 60}};
  const auto late = make_sheet(score);
  ASSERT_FALSE(late);
  EXPECT_NE(late.error().message().find("too much music for one score"), std::string::npos);
  score.notes.clear();
  for (int pitch = 0; pitch < 128; ++pitch) {
    score.notes.push_back({0, 4, pitch});
  }
  for (const ArrangementKind kind :
       {ArrangementKind::kNone, ArrangementKind::kSatb, ArrangementKind::kStringQuartet,
        ArrangementKind::kPiano, ArrangementKind::kLeadSheet}) {
    const auto cluster = make_sheet(score, {.arrangement = kind});
    ASSERT_TRUE(cluster) << cluster.error().message();
    EXPECT_FALSE(write_musicxml(cluster->notated).empty());
  }
}

// MusicXML has no octave below 0.
TEST(Sheet, WritesWhatIsTooLowAnOctaveHigher) {
  Score score;
  score.notes = {{0, 1, 3}, {0, 1, 15}, {1, 1, 60}};
  const auto sheet = make_sheet(score);
  ASSERT_TRUE(sheet);
  EXPECT_EQ(sheet->score.notes, (std::vector<Note>{{0, 1, 15}, {1, 1, 60}}));
  ASSERT_EQ(sheet->remarks.size(), 1U);
  EXPECT_EQ(sheet->remarks.front(), "1 note too low to be written, an octave higher");
  EXPECT_EQ(write_musicxml(sheet->notated).find("<octave>-"), std::string::npos);
}

TEST(Sheet, ALowNoteLeavesTheTimesOfTheOthers) {
  Score score;
  score.notes = {{0, 1, 5}, {0, {1, 8}, 60}, {{1, 8}, {7, 8}, 62}, {1, 1, 64}};
  const auto sheet = make_sheet(score);
  ASSERT_TRUE(sheet);
  EXPECT_EQ(sheet->score.notes,
            (std::vector<Note>{{0, 1, 17}, {0, {1, 8}, 60}, {{1, 8}, {7, 8}, 62}, {1, 1, 64}}));
  EXPECT_EQ(sheet->remarks,
            (std::vector<std::string>{"1 note too low to be written, an octave higher"}));
}

TEST(Sheet, SaysByHowMuchAllNotesWereLate) {
  Score score = scale();
  for (Note& note : score.notes) {
    note.onset += Q(1, 24);
  }
  const auto sheet = make_sheet(score);
  ASSERT_TRUE(sheet);
  EXPECT_EQ(sheet->offset, Q(1, 24));
  EXPECT_EQ(sheet->score.notes, scale().notes);
  EXPECT_EQ(sheet->remarks, (std::vector<std::string>{"all notes 1/24 of a quarter earlier"}));

  // An offset that only shows once times are rounded.
  score = scale();
  for (std::size_t i = 0; i < score.notes.size(); ++i) {
    score.notes[i].onset += Q(1, 12) + Q(static_cast<std::int64_t>(i % 3), 300);
  }
  ASSERT_EQ(common_offset(score), 0);
  const auto rounded = make_sheet(score);
  ASSERT_TRUE(rounded);
  EXPECT_EQ(rounded->offset, Q(1, 12));
  EXPECT_EQ(rounded->score.notes, scale().notes);
  ASSERT_FALSE(rounded->remarks.empty());
  EXPECT_EQ(rounded->remarks.front(), "all notes 1/12 of a quarter earlier");
}

TEST(Sheet, TheArrangementSoundsWithItsInstruments) {
  const auto sheet = make_sheet(scale(), {.arrangement = ArrangementKind::kStringQuartet});
  ASSERT_TRUE(sheet) << sheet.error().message();
  const auto bytes = write_arranged_midi(*sheet);
  const auto file = read_smf(bytes, "");
  ASSERT_TRUE(file);
  ASSERT_EQ(file->file.tracks.size(), 5U);
  int programs = 0;
  for (const Track& track : file->file.tracks) {
    for (const Event& event : track.events) {
      if (event.kind == EventKind::kProgram) {
        ++programs;
        EXPECT_GE(event.data1, 40);  // General MIDI's violin, viola and cello
        EXPECT_LE(event.data1, 42);
      }
    }
  }
  EXPECT_GE(programs, 2);
  EXPECT_EQ(read_score(bytes, "")->score.notes.size(), sheet->arrangement.notes.size());
}

TEST(Sheet, ALongRestStaysAsLongWhereTimesAreRounded) {
  Score score = scale();
  for (Note& note : score.notes) {
    note.duration -= Q(1, 480);
  }
  score.notes.push_back({200, 1, 60});
  const auto sheet = make_sheet(score);
  ASSERT_TRUE(sheet) << sheet.error().message();
  EXPECT_EQ(sheet->score.notes.back(), (Note{200, 1, 60}));
  EXPECT_EQ(sheet->score.notes.front().duration, Q(4));
  ASSERT_FALSE(sheet->remarks.empty());
  EXPECT_EQ(sheet->remarks.front().find("times rounded: "), 0U) << sheet->remarks.front();
}

TEST(Sheet, LeavesOutBarsThatBeginBetweenTheBeats) {
  Score score = scale();
  score.time_signatures = {{0, 4, 4}, {Q(11, 48) + 3, 3, 4}};
  const auto sheet = make_sheet(score);
  ASSERT_TRUE(sheet) << sheet.error().message();
}

TEST(Sheet, APartIsASheetOfItsOwn) {
  const auto sheet = make_sheet(scale(), {.arrangement = ArrangementKind::kSatb});
  ASSERT_TRUE(sheet);
  const NotatedScore part = part_sheet(*sheet, 1);
  EXPECT_EQ(part.title, "Alto");
  ASSERT_EQ(part.parts.size(), 1U);
  EXPECT_EQ(part.bars, sheet->notated.bars);
  EXPECT_EQ(part.parts.front().bars.front().lines.front().symbols,
            sheet->notated.parts.at(1).bars.front().lines.front().symbols);
}

// Three quarters of rest and an upbeat, as programs write it that know no shorter bar.
TEST(Sheet, APickupStandsInABarOfItsOwnWithoutTheRestsBeforeIt) {
  Score score = scale();
  for (Note& note : score.notes) {
    note.onset += 3;
  }
  score.time_signatures = {{0, 4, 4}};
  score.tempos = {{0, 60}, {2, 90}};
  const auto sheet = make_sheet(score);
  ASSERT_TRUE(sheet);
  EXPECT_EQ(sheet->pickup_from, SheetSource::kScore);
  const std::vector<NotatedBar>& bars = sheet->notated.bars;
  ASSERT_EQ(bars.size(), 3U);
  EXPECT_EQ(bars[0].start, Q(3));
  EXPECT_EQ(bars[0].length, Q(1));
  EXPECT_EQ(bars[0].number, 0);
  EXPECT_EQ(bars[0].tempos, (std::vector<TempoChange>{{3, 90}}));
  EXPECT_EQ(bars[1].start, Q(4));
  EXPECT_EQ(bars[2].length, Q(3));
  EXPECT_EQ(sheet->score.notes.front().onset, Q(3));
}

// A tune that ends two bars before its accompaniment.
TEST(Sheet, HasTheBarsOfTheScoreWhateverTheArrangementLeavesOut) {
  Score score = scale();
  for (const int bar : {8, 12}) {
    for (const int pitch : {48, 52, 55}) {
      score.notes.push_back({bar, 4, pitch});
    }
  }
  score.time_signatures = {{0, 4, 4}};
  for (const ArrangementKind kind :
       {ArrangementKind::kNone, ArrangementKind::kSatb, ArrangementKind::kStringQuartet,
        ArrangementKind::kPiano, ArrangementKind::kLeadSheet}) {
    const auto sheet = make_sheet(score, {.arrangement = kind});
    ASSERT_TRUE(sheet);
    EXPECT_EQ(sheet->notated.bars.size(), 4U);
    EXPECT_EQ(part_sheet(*sheet, 0).bars.size(), 4U);
  }
}

// As networks compose that have learnt from recordings: on 1/48 of a quarter, but unreadable.
TEST(Sheet, ShowsNothingThatNobodyCouldRead) {
  Score score;
  for (int i = 0; i < 32; ++i) {
    score.notes.push_back({Q(i) + Q(i % 5, 16) + Q(i % 3, 12), Q(1, 3), 60 + i % 7});
  }
  const auto usual = make_sheet(score);
  ASSERT_TRUE(usual) << usual.error().message();
  for (const Note& note : usual->score.notes) {
    EXPECT_EQ(12 % note.onset.denominator(), 0) << note.onset.to_string();
  }
  ASSERT_FALSE(usual->remarks.empty());
  EXPECT_NE(usual->remarks.front().find("moved to times that can be read"), std::string::npos);
  const auto coarse = make_sheet(score, {.grid = RhythmGrid{8, false}});
  ASSERT_TRUE(coarse);
  for (const Note& note : coarse->score.notes) {
    EXPECT_EQ(2 % note.onset.denominator(), 0);
  }
}

TEST(Sheet, KeepsTheBarsOfPercussion) {
  Score score = scale();
  score.time_signatures = {{0, 4, 4}};
  EXPECT_EQ(make_sheet(score, {.has_percussion = true})->head.pickup, Q(0));
}

TEST(Sheet, KeysThatAreStatedAgainAreNoChanges) {
  Score score = scale();
  score.key_signatures = {{0, -3, false}, {4, -3, false}, {6, -3, false}, {7, 0, false}};
  EXPECT_EQ(make_sheet(score)->head.key_signatures,
            (std::vector<KeySignature>{{0, -3, false}, {7, 0, false}}));
}

// A file of the arrangement is read with the bars that are printed.
TEST(Sheet, TheMidiOfAnArrangementStatesItsPickup) {
  Score score = scale();
  score.time_signatures = {{0, 4, 4}};
  const auto sheet = make_sheet(score, {.pickup = Q(1)});
  ASSERT_TRUE(sheet);
  const auto read = read_score(write_arranged_midi(*sheet), "");
  ASSERT_TRUE(read);
  EXPECT_EQ(read->score.time_signatures, (std::vector<TimeSignature>{{0, 1, 4}, {1, 4, 4}}));
  EXPECT_EQ(metre_of(read->score).pickup, Q(1));
}

TEST(KeyNames, GoToSignaturesAndBack) {
  for (const bool minor : {false, true}) {
    for (int sharps = -7; sharps <= 7; ++sharps) {
      const KeySignature signature = {0, sharps, minor};
      EXPECT_EQ(key_signature_named(key_name(signature)), signature) << key_name(signature);
    }
  }
  EXPECT_EQ(key_name({0, -3, true}), "C minor");
  EXPECT_EQ(key_name({0, 6, false}), "F sharp major");
  EXPECT_EQ(key_name({0, -2, false}), "B flat major");
}

TEST(KeyNames, AreReadAsPeopleWriteThem) {
  EXPECT_EQ(key_signature_named("g"), (KeySignature{0, 1, false}));
  EXPECT_EQ(key_signature_named("Bb"), (KeySignature{0, -2, false}));
  EXPECT_EQ(key_signature_named("b minor"), (KeySignature{0, 2, true}));
  EXPECT_EQ(key_signature_named("F#m"), (KeySignature{0, 3, true}));
  EXPECT_EQ(key_signature_named("E-flat Major"), (KeySignature{0, -3, false}));
  EXPECT_EQ(key_signature_named("CM"), (KeySignature{0, 0, false}));
  for (const char* wrong : {"", "H minor", "G dorian", "G# major", "minor", "Fb", "C##"}) {
    EXPECT_FALSE(key_signature_named(wrong)) << wrong;
  }
}

}  // namespace
}  // namespace bachprop
