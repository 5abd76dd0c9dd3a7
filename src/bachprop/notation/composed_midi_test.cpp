#include "bachprop/notation/composed_midi.h"

#include <gtest/gtest.h>

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "bachprop/midi/smf_reader.h"
#include "bachprop/notation/musicxml.h"
#include "bachprop/score/midi_score.h"
#include "bachprop/score/rhythm.h"
#include "bachprop/score/voices_test.h"

namespace bachprop {
namespace {

// Four voices, sixteen chords, without anything stated but the notes.
Score new_chorale() {
  const int chords[4][4] = {{48, 60, 64, 72}, {53, 60, 65, 69}, {43, 59, 62, 67}, {48, 55, 64, 72}};
  Score score;
  for (int i = 0; i < 16; ++i) {
    for (const int pitch : chords[i % 4]) {
      score.notes.push_back({i, 1, pitch});
    }
  }
  score.title = "Piece 1";
  score.tempos = {{0, 96}};
  return score;
}

Score read_back(const Score& score, ArrangementKind kind) {
  const auto sheet = make_sheet(score, {.arrangement = kind});
  EXPECT_TRUE(sheet) << sheet.error().message();
  const auto reading = read_score(write_composed_midi(score, *sheet), "test");
  EXPECT_TRUE(reading) << reading.error().message();
  EXPECT_TRUE(reading->repairs.empty());
  return reading->score;
}

TEST(ComposedMidi, HasExactlyTheNotesWhateverTheArrangement) {
  // Too low and too high for a choir and for strings: they play these in other octaves.
  Score score = new_chorale();
  for (std::size_t i = 0; i < score.notes.size(); i += 5) {
    score.notes[i].pitch += i % 2 == 0 ? -24 : 24;
  }
  const Score wide = sorted(score);
  for (const ArrangementKind kind :
       {ArrangementKind::kNone, ArrangementKind::kSatb, ArrangementKind::kStringQuartet,
        ArrangementKind::kPiano, ArrangementKind::kLeadSheet}) {
    const Score read = read_back(wide, kind);
    EXPECT_EQ(read.notes, wide.notes) << static_cast<int>(kind);
    EXPECT_EQ(read.title, "Piece 1");
    EXPECT_EQ(read.tempos, wide.tempos);
    EXPECT_TRUE(read.time_signatures.empty()) << "a metre that was found is not stated";
  }
}

// The second and third voice meet on one note in every fourth chord, and the metre is stated.
TEST(ComposedMidi, MakesTheSameSheetAgain) {
  Score score = new_chorale();
  std::erase_if(score.notes, [](const Note& note) { return note.onset > 3 && note.pitch == 59; });
  score.time_signatures = {{0, 4, 4}};
  const SheetOptions composed = {.is_composed = true};
  const Sheet first = make_sheet(score, composed).value();
  const auto bytes = write_composed_midi(score, first);
  const Score read = read_score(bytes, "test", {.unisons = Unisons::kPerVoice})->score;
  EXPECT_EQ(read.voice_names, (std::vector<std::string>{"Soprano", "Alto", "Tenor", "Bass"}));
  EXPECT_EQ(write_musicxml(make_sheet(read)->notated), write_musicxml(first.notated));
  Score edited = read;
  edited.is_composed = false;
  EXPECT_NE(write_musicxml(make_sheet(edited)->notated), write_musicxml(first.notated));
}

TEST(ComposedMidi, BeginsWhereItWasComposedToBegin) {
  Score score = new_chorale();
  for (Note& note : score.notes) {
    note.onset += Quarters(1, 3);
  }
  const Sheet sheet = make_sheet(score, {.is_composed = true}).value();
  EXPECT_EQ(sheet.offset, Quarters(0));
  const Score read = read_score(write_composed_midi(score, sheet), "test")->score;
  const NormalisedRhythm rhythm = normalise_rhythm(read);
  EXPECT_EQ(rhythm.offset, Quarters(0));
  EXPECT_EQ(rhythm.score.notes, score.notes);
  Score edited = read;
  edited.is_composed = false;
  EXPECT_EQ(normalise_rhythm(edited).offset, Quarters(1, 3));
}

// The pitches of each velocity.
std::map<int, std::set<int>> pitches_by_velocity(const std::vector<std::byte>& midi) {
  std::map<int, std::set<int>> pitches;
  const auto reading = read_smf(midi, "test", {});
  EXPECT_TRUE(reading);
  for (const Track& track : reading->file.tracks) {
    for (const Event& event : track.events) {
      if (event.starts_note()) {
        pitches[event.data2].insert(event.data1);
      }
    }
  }
  return pitches;
}

TEST(ComposedMidi, IsShapedOrFlatWithTheSameNotes) {
  const Score score = new_chorale();
  const Sheet sheet = make_sheet(score, {.is_composed = true}).value();
  const auto shaped = write_composed_midi(score, sheet);
  const auto flat = write_composed_midi(score, sheet, Dynamics::kFlat);
  EXPECT_EQ(pitches_by_velocity(flat).size(), 1U);
  const auto pitches = pitches_by_velocity(shaped);
  EXPECT_GT(pitches.size(), 5U);
  EXPECT_GE(*pitches.rbegin()->second.begin(), 67) << "the loudest notes are the soprano's";
  const Score read = read_score(shaped, "test")->score;
  EXPECT_EQ(read.notes, score.notes);
  EXPECT_TRUE(read.is_composed) << "dynamics leave the mark as it is";
}

TEST(ComposedMidi, HasTheVelocitiesThatTheScoreStatesUnlessItIsFlat) {
  Score score = new_chorale();
  for (const Note& note : score.notes) {
    score.velocities.push_back(static_cast<std::uint8_t>(note.pitch + 1));
  }
  const Sheet sheet = make_sheet(score, {.is_composed = true}).value();
  for (const auto& [velocity, pitches] : pitches_by_velocity(write_composed_midi(score, sheet))) {
    EXPECT_EQ(pitches, std::set<int>{velocity - 1});
  }
  EXPECT_EQ(pitches_by_velocity(write_composed_midi(score, sheet, Dynamics::kFlat)).size(), 1U);
}

TEST(ComposedMidi, GivesEachNoteToItsPlayer) {
  const Score read = read_back(new_chorale(), ArrangementKind::kStringQuartet);
  EXPECT_EQ(read.voice_names,
            (std::vector<std::string>{"Violin I", "Violin II", "Viola", "Cello"}));
  for (std::size_t i = 0; i < read.notes.size(); ++i) {
    EXPECT_EQ(read.voices[i], 3 - static_cast<int>(i % 4)) << i;
  }
}

TEST(ComposedMidi, GivesLateNotesToTheirPlayersToo) {
  Score late = new_chorale();
  for (Note& note : late.notes) {
    note.onset += Quarters(1, 3);
  }
  const Score read = read_back(late, ArrangementKind::kSatb);
  EXPECT_EQ(read.notes, late.notes);
  EXPECT_EQ(read.voice_names, (std::vector<std::string>{"Soprano", "Alto", "Tenor", "Bass"}));
}

TEST(ComposedMidi, StatesTheKeyThatTheSheetHasUnlessTheScoreStatesOne) {
  EXPECT_EQ(read_back(new_chorale(), ArrangementKind::kNone).key_signatures,
            (std::vector<KeySignature>{{0, 0, false}}));
  Score score = new_chorale();
  score.key_signatures = {{0, -1, false}};
  EXPECT_EQ(read_back(score, ArrangementKind::kNone).key_signatures, score.key_signatures);
}

TEST(ComposedMidi, NotesThatNoPlayerHasKeepATrackOfTheirOwn) {
  const Score read = read_back(new_chorale(), ArrangementKind::kLeadSheet);
  ASSERT_EQ(read.voice_names.size(), 2U);
  EXPECT_EQ(read.voice_names[1], "Other notes");
}

}  // namespace
}  // namespace bachprop
