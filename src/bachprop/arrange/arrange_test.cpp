#include "bachprop/arrange/arrange.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "bachprop/arrange/staff_voices.h"
#include "bachprop/base/random.h"
#include "bachprop/score/voices_test.h"

namespace bachprop {
namespace {

constexpr std::array kKinds = {ArrangementKind::kNone, ArrangementKind::kSatb,
                               ArrangementKind::kStringQuartet, ArrangementKind::kPiano,
                               ArrangementKind::kLeadSheet};

// Any notes that keep the promises of a score.
Score random_score(std::uint64_t seed) {
  Random random{seed};
  Score score;
  const auto voices = random.below(12);
  std::array<Quarters, 128> ends = {};
  for (std::uint64_t i = 0; i < 1 + random.below(150); ++i) {
    const auto pitch = static_cast<int>(random.below(128));
    Quarters& end = ends[static_cast<std::size_t>(pitch)];
    const Note note = {end + Quarters(static_cast<int>(random.below(40)), 4),
                       Quarters(1 + static_cast<int>(random.below(12)), 4), pitch};
    end = note.onset + note.duration;
    score.notes.push_back(note);
  }
  score = sorted(score);
  for (std::size_t i = 0; voices > 1 && i < score.notes.size(); ++i) {
    score.voices.push_back(static_cast<int>(random.below(voices)));
  }
  score.voice_names.resize(score.voices.empty() ? 0 : voices);
  return score;
}

// Instruments play what they can, on staves of no more than four voices; no staff sounds a pitch
// twice at once.
void expect_promises_kept(const Arrangement& arrangement) {
  std::map<std::tuple<int, int, int>, Quarters> end_of_pitch;
  for (const PlacedNote& placed : arrangement.notes) {
    const Note& note = placed.note;
    const Part& part = arrangement.parts.at(static_cast<std::size_t>(placed.part));
    EXPECT_GE(note.pitch, part.instrument.lowest);
    EXPECT_LE(note.pitch, part.instrument.highest);
    EXPECT_LT(placed.staff, std::ssize(part.staves));
    EXPECT_LT(placed.voice, kMostVoicesOfAStaff);
    Quarters& end = end_of_pitch[{placed.part, placed.staff, note.pitch}];
    EXPECT_GE(note.onset, end);
    end = note.onset + note.duration;
  }
}

TEST(Arrange, KeepsEveryNoteInRangeAndEveryStaffReadable) {
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    SCOPED_TRACE(seed);
    const Score score = random_score(seed);
    for (const ArrangementKind kind : kKinds) {
      const Result<Arrangement> arrangement = arrange(score, kind);
      ASSERT_TRUE(arrangement);
      expect_promises_kept(*arrangement);
      EXPECT_EQ(*arrange(score, kind), *arrangement);
      if (kind == ArrangementKind::kNone) {
        EXPECT_GE(arrangement->notes.size(), score.notes.size());
      }
    }
  }
}

// Voices that meet on one pitch, begin it together, or strike it while another holds it.
Score random_unisons(std::uint64_t seed) {
  Random random{seed};
  Score score;
  const auto voices = 2 + static_cast<int>(random.below(6));
  for (int voice = 0; voice < voices; ++voice) {
    Quarters time = 0;
    for (std::uint64_t i = 0; i < 1 + random.below(20); ++i) {
      const Quarters duration(1 + static_cast<int>(random.below(4)), 2);
      score.notes.push_back({time, duration, 60 + static_cast<int>(random.below(6))});
      score.voices.push_back(voice);
      time += duration;
    }
  }
  std::vector<std::tuple<Quarters, int, int, Quarters>> sorted;
  for (std::size_t i = 0; i < score.notes.size(); ++i) {
    const Note& note = score.notes[i];
    sorted.emplace_back(note.onset, note.pitch, score.voices[i], note.duration);
  }
  std::ranges::sort(sorted);
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    const auto& [onset, pitch, voice, duration] = sorted[i];
    score.notes[i] = {onset, duration, pitch};
    score.voices[i] = voice;
  }
  for (int voice = 0; voice < voices; ++voice) {
    score.voice_names.push_back("part " + std::to_string(voice + 1));
  }
  return score;
}

std::vector<Note> notes_of_voice(const Score& score, int voice) {
  std::vector<Note> notes;
  for (std::size_t i = 0; i < score.notes.size(); ++i) {
    if (score.voices[i] == voice) {
      notes.push_back(score.notes[i]);
    }
  }
  return notes;
}

std::vector<Note> notes_of(const Arrangement& arrangement, int part) {
  std::vector<Note> notes;
  for (const PlacedNote& placed : arrangement.notes) {
    if (placed.part == part) {
      notes.push_back(placed.note);
    }
  }
  return notes;
}

// When something of this pitch class sounds.
Quarters sounding_time(std::vector<Note> notes, int pitch_class) {
  std::erase_if(notes, [&](const Note& note) { return note.pitch % 12 != pitch_class; });
  std::ranges::sort(notes, {}, &Note::onset);
  Quarters time = 0;
  Quarters until = 0;
  for (const Note& note : notes) {
    const Quarters end = note.onset + note.duration;
    time += std::max<Quarters>(end - std::max(until, note.onset), 0);
    until = std::max(until, end);
  }
  return time;
}

TEST(Arrange, TakesScoresInWhichVoicesShareNotes) {
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    SCOPED_TRACE(seed);
    const Score score = random_unisons(seed);
    for (const ArrangementKind kind : kKinds) {
      const Result<Arrangement> arrangement = arrange(score, kind);
      ASSERT_TRUE(arrangement);
      expect_promises_kept(*arrangement);
    }
    const Arrangement stated = *arrange(score, ArrangementKind::kNone);
    for (int voice = 0; std::ssize(stated.parts) > 1 && voice < std::ssize(stated.parts); ++voice) {
      EXPECT_EQ(notes_of(stated, voice), notes_of_voice(score, voice));
    }
    const std::vector<Note> piano = notes_of(*arrange(score, ArrangementKind::kPiano), 0);
    for (int pitch_class = 0; pitch_class < 12; ++pitch_class) {
      EXPECT_EQ(sounding_time(piano, pitch_class), sounding_time(score.notes, pitch_class));
    }
  }
}

using Remarks = std::vector<std::string>;

Arrangement arranged(const Score& score, ArrangementKind kind) {
  Result<Arrangement> arrangement = arrange(score, kind);
  EXPECT_TRUE(arrangement);
  return std::move(*arrangement);
}

std::vector<std::string> names_of(const Arrangement& arrangement) {
  std::vector<std::string> names;
  for (const Part& part : arrangement.parts) {
    names.push_back(part.instrument.name);
  }
  return names;
}

TEST(Satb, GivesFourVoicesToFourSingers) {
  const Arrangement choir =
      arranged(chorale({{48, 60, 64, 72}, {43, 59, 62, 74}}), ArrangementKind::kSatb);
  EXPECT_EQ(names_of(choir), (std::vector<std::string>{"Soprano", "Alto", "Tenor", "Bass"}));
  EXPECT_EQ(notes_of(choir, 0), (std::vector<Note>{{0, 1, 72}, {1, 1, 74}}));
  EXPECT_EQ(notes_of(choir, 2), (std::vector<Note>{{0, 1, 60}, {1, 1, 59}}));
  EXPECT_EQ(choir.parts[2].staves, std::vector<Clef>{Clef::kTrebleOctaveDown});
  EXPECT_EQ(choir.remarks, Remarks());
}

TEST(Satb, SaysWhichNotesMoved) {
  const Arrangement choir =
      arranged(chorale({{36, 60, 64, 72}, {35, 59, 62, 74}}), ArrangementKind::kSatb);
  EXPECT_EQ(notes_of(choir, 3), (std::vector<Note>{{0, 1, 48}, {1, 1, 47}}));
  EXPECT_EQ(choir.remarks, Remarks{"Bass: all 2 notes an octave higher, from bar 1"});
}

// Alto and tenor meet on C in bar 2.
Score chorale_with_a_unison() {
  return chorale({{48, 60, 64, 72},
                  {48, 60, 64, 72},
                  {48, 59, 64, 72},
                  {48, 59, 62, 72},
                  {45, 60, 76},
                  {43, 59, 62, 74},
                  {48, 60, 64, 72}});
}

TEST(Satb, LetsTwoVoicesSingAUnison) {
  const Arrangement choir = arranged(chorale_with_a_unison(), ArrangementKind::kSatb);
  EXPECT_EQ(notes_of(choir, 1)[4], (Note{4, 1, 60}));
  EXPECT_EQ(notes_of(choir, 2)[4], (Note{4, 1, 60}));
  EXPECT_EQ(choir.notes.size(), 28U);
}

TEST(Satb, LeavesOutWhatFourCannotSing) {
  const Arrangement choir = arranged(chorale({{48, 55, 60, 64, 72}}), ArrangementKind::kSatb);
  EXPECT_EQ(choir.notes.size(), 4U);
  EXPECT_EQ(choir.remarks, Remarks{"1 note left out, from bar 1"});
}

TEST(StringQuartet, PlaysDoubleStopsRatherThanLeaveNotesOut) {
  const Arrangement quartet =
      arranged(chorale({{48, 55, 60, 64, 72}}), ArrangementKind::kStringQuartet);
  EXPECT_EQ(quartet.notes.size(), 5U);
  EXPECT_EQ(quartet.remarks.size(), 1U);
  EXPECT_TRUE(quartet.remarks.front().ends_with("1 note in double stops, from bar 1"));
}

TEST(StringQuartet, GivesATuneToTheFirstViolinAndALowOneToTheCello) {
  const Arrangement tune = arranged(chorale({{67}, {69}, {71}}), ArrangementKind::kStringQuartet);
  EXPECT_EQ(notes_of(tune, 0).size(), 3U);
  EXPECT_EQ(tune.parts.size(), 4U);
  const Arrangement low = arranged(chorale({{38}, {40}, {41}}), ArrangementKind::kStringQuartet);
  EXPECT_EQ(notes_of(low, 3).size(), 3U);
  EXPECT_EQ(low.remarks, Remarks());
}

TEST(Piano, HasAStaffForEachHand) {
  const Arrangement piano = arranged(chorale({{48, 64, 67}}), ArrangementKind::kPiano);
  EXPECT_EQ(piano.parts.front().staves, (std::vector<Clef>{Clef::kTreble, Clef::kBass}));
  EXPECT_EQ(piano.notes, (std::vector<PlacedNote>{
                             {{0, 1, 48}, 0, 1, 0}, {{0, 1, 64}, 0, 0, 0}, {{0, 1, 67}, 0, 0, 0}}));
}

TEST(LeadSheet, IsTheHighestLineAndTheChords) {
  const Arrangement sheet =
      arranged(chorale({{48, 60, 64, 72}, {48, 60, 64, 74}, {43, 59, 62, 74}, {43, 59, 62, 71}}),
               ArrangementKind::kLeadSheet);
  EXPECT_EQ(notes_of(sheet, 0),
            (std::vector<Note>{{0, 1, 72}, {1, 1, 74}, {2, 1, 74}, {3, 1, 71}}));
  EXPECT_EQ(sheet.chords, (std::vector<ChordSymbol>{{0, 0, "major", {}}, {2, 7, "major", {}}}));
}

TEST(LeadSheet, HasNoChordBeforeChordsSound) {
  const Arrangement sheet = arranged(chorale({{72}, {74}, {48, 60, 64, 76}, {48, 60, 64, 72}}),
                                     ArrangementKind::kLeadSheet);
  EXPECT_EQ(sheet.chords, (std::vector<ChordSymbol>{{2, 0, "major", {}}}));
}

TEST(LeadSheet, TakesStatedChordsAsTheyAre) {
  Score score = chorale({{48, 52, 55, 79}, {47, 50, 53, 55, 79}});
  score.voices = {1, 1, 1, 0, 1, 1, 1, 1, 0};
  score.voice_names = {"", ""};
  const Arrangement sheet = arranged(score, ArrangementKind::kLeadSheet);
  EXPECT_EQ(notes_of(sheet, 0), (std::vector<Note>{{0, 1, 79}, {1, 1, 79}}));
  EXPECT_EQ(sheet.chords, (std::vector<ChordSymbol>{{0, 0, "major", {}}, {1, 7, "dominant", 11}}));
}

TEST(LeadSheet, OfATuneAloneHasNoChords) {
  EXPECT_TRUE(arranged(chorale({{67}, {64}, {60}}), ArrangementKind::kLeadSheet).chords.empty());
}

TEST(AsStated, HasAPartForEachOf64Voices) {
  Score score;
  for (int voice = 0; voice < 64; ++voice) {
    score.notes.push_back({0, 1, 20 + voice});
    score.voices.push_back(voice);
    score.voice_names.push_back("part " + std::to_string(voice));
  }
  const Arrangement parts = arranged(score, ArrangementKind::kNone);
  EXPECT_EQ(parts.parts.size(), 64U);
  EXPECT_EQ(parts.parts[63].instrument.name, "part 63");
  EXPECT_EQ(notes_of(parts, 63), (std::vector<Note>{{0, 1, 83}}));
  EXPECT_EQ(parts.parts[0].staves, std::vector<Clef>{Clef::kBass});
}

TEST(AsStated, RefusesMoreThan64Parts) {
  Score score;
  for (int voice = 0; voice < 65; ++voice) {
    score.notes.push_back({0, 1, 20 + voice});
    score.voices.push_back(voice);
    score.voice_names.emplace_back();
  }
  const Result<Arrangement> refused = arrange(score, ArrangementKind::kNone);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().message(),
            "65 voices: at most 64 can have a part each; choose an arrangement with fewer parts");
  EXPECT_TRUE(arrange(score, ArrangementKind::kSatb));
}

TEST(AsStated, KeepsANoteThatNoVoiceHas) {
  Score score;
  for (int beat = 0; beat < 60; ++beat) {
    for (const int pitch : {48, 61, 64, 74}) {
      score.notes.push_back({beat, 1, pitch});
    }
  }
  score.notes.push_back({59, 1, 66});
  const Arrangement parts = arranged(sorted(score), ArrangementKind::kNone);
  EXPECT_EQ(parts.parts.size(), 4U);
  EXPECT_EQ(parts.notes.size(), 241U);
  EXPECT_EQ(notes_of(parts, 2).size(), 61U);
}

// The last chord is held under a fifth note, which belongs to the highest voice.
Score fifth_note_at_the_end() {
  Score score;
  const auto add = [&](const Quarters& onset, const Quarters& duration,
                       const std::vector<int>& chord) {
    for (const int pitch : chord) {
      score.notes.push_back({onset, duration, pitch});
    }
  };
  for (int bar = 0; bar < 28; bar += 4) {
    add(bar, 1, {46, 49, 53, 61});
    add(bar + 1, 1, {44, 53, 56, 61});
    add(bar + 2, 1, {42, 49, 58, 63});
    add(bar + 3, 1, {39, 51, 55, 58});
  }
  add(28, 1, {41, 51, 56, 61});
  add(29, 3, {44, 51, 56, 60});
  add(31, 1, {68});
  return sorted(score);
}

TEST(AsStated, GivesANoteAboveAllOthersToTheHighestVoice) {
  const Arrangement parts = arranged(fifth_note_at_the_end(), ArrangementKind::kNone);
  ASSERT_EQ(parts.parts.size(), 4U);
  EXPECT_EQ(parts.notes.size(), 121U);
  EXPECT_EQ(notes_of(parts, 0)[29], (Note{29, 3, 60}));
  EXPECT_EQ(notes_of(parts, 0).back(), (Note{31, 1, 68}));
}

TEST(StringQuartet, ShortensANoteRatherThanGiveTheNextToAnotherPlayer) {
  const Arrangement quartet = arranged(fifth_note_at_the_end(), ArrangementKind::kStringQuartet);
  const std::vector<Note> violin = notes_of(quartet, 0);
  EXPECT_EQ(violin[29], (Note{29, 2, 60}));
  EXPECT_EQ(violin.back(), (Note{31, 1, 68}));
  EXPECT_EQ(quartet.remarks[1], "1 note shortened for others that begin, from bar 8");
}

TEST(AsStated, PrintsAUnisonInBothVoices) {
  const Arrangement choir = arranged(chorale_with_a_unison(), ArrangementKind::kNone);
  ASSERT_EQ(choir.parts.size(), 4U);
  EXPECT_EQ(notes_of(choir, 1)[4], (Note{4, 1, 60}));
  EXPECT_EQ(notes_of(choir, 2)[4], (Note{4, 1, 60}));
  EXPECT_EQ(choir.remarks, Remarks{"Alto: 1 note shared with the part beside it, from bar 2"});
}

TEST(AsStated, PutsTwoTracksWithoutInstrumentsOnThePianosStaves) {
  Score score = chorale({{48, 72}, {43, 74}});
  score.voices = {1, 0, 1, 0};
  score.voice_names = {"", ""};
  const Arrangement hands = arranged(score, ArrangementKind::kNone);
  ASSERT_EQ(names_of(hands), (std::vector<std::string>{"Piano"}));
  EXPECT_EQ(hands.parts.front().staves, (std::vector<Clef>{Clef::kTreble, Clef::kBass}));
  for (const PlacedNote& placed : hands.notes) {
    EXPECT_EQ(placed.staff, placed.note.pitch < 60 ? 1 : 0);
  }
  score.voice_names = {"Flute", "Cello"};
  EXPECT_EQ(names_of(arranged(score, ArrangementKind::kNone)), score.voice_names);
}

TEST(AsStated, PutsATuneOverBlockChordsOnThePianosStaves) {
  Score score;
  for (const int bar : {0, 4, 8, 12}) {
    for (const int pitch : {48, 52, 55}) {
      score.notes.push_back({bar, 4, pitch});
    }
    for (int beat = 0; beat < 4; ++beat) {
      score.notes.push_back({bar + beat, 1, 72 + beat});
    }
  }
  const Arrangement hands = arranged(sorted(score), ArrangementKind::kNone);
  ASSERT_EQ(names_of(hands), (std::vector<std::string>{"Piano"}));
  for (const PlacedNote& placed : hands.notes) {
    EXPECT_EQ(placed.staff, placed.note.pitch < 72 ? 1 : 0);
  }
}

// As above, with an upbeat far below and a chord whose notes do not end together.
TEST(AsStated, PutsATuneOverChordsOfUnevenLengthOnThePianosStaves) {
  Score score = as_score({{3, Quarters(1, 2), 44}, {Quarters(7, 2), Quarters(1, 2), 42}});
  for (const int bar : {4, 8, 12, 16}) {
    for (const int pitch : {48, 52, 55}) {
      score.notes.push_back({bar, bar == 8 && pitch == 55 ? 2 : 4, pitch});
    }
    for (int beat = 0; beat < 4; ++beat) {
      score.notes.push_back({bar + beat, 1, 72 + beat});
    }
  }
  const Arrangement hands = arranged(sorted(score), ArrangementKind::kNone);
  EXPECT_EQ(names_of(hands), (std::vector<std::string>{"Piano"}));
}

TEST(AsStated, GivesTheLeftHandWhatATuneHasFarBelow) {
  Score score;
  for (int bar = 0; bar < 8; ++bar) {
    for (const int pitch : {53, 57, 60}) {
      score.notes.push_back({Quarters(4) * bar, 4, pitch});
    }
    for (int beat = 0; beat < 4; ++beat) {
      score.notes.push_back({4 * bar + beat, 1, bar == 7 && beat == 3 ? 41 : 72 + beat});
    }
  }
  for (const PlacedNote& placed : arranged(sorted(score), ArrangementKind::kNone).notes) {
    EXPECT_EQ(placed.staff, placed.note.pitch < 72 ? 1 : 0);
  }
}

TEST(AsStated, GivesASteadyTextureAStaffForEachVoice) {
  const Arrangement four =
      arranged(chorale({{48, 60, 64, 72}, {43, 59, 62, 74}}), ArrangementKind::kNone);
  EXPECT_EQ(names_of(four), (std::vector<std::string>{"Soprano", "Alto", "Tenor", "Bass"}));
  EXPECT_EQ(names_of(arranged(chorale({{48, 72}, {43, 74}}), ArrangementKind::kNone)),
            std::vector<std::string>{"Piano"});
}

TEST(Arrange, OfNoNotesIsPartsThatRest) {
  for (const ArrangementKind kind : kKinds) {
    const Arrangement nothing = arranged(Score(), kind);
    EXPECT_FALSE(nothing.parts.empty());
    EXPECT_TRUE(nothing.notes.empty());
  }
}

TEST(Arrange, CountsBarsFromAfterThePickup) {
  const Score score = chorale({{67}, {36, 72}, {36, 72}});
  const auto remark = [&](const Quarters& pickup) {
    return arrange(score, ArrangementKind::kSatb, {.pickup = pickup})->remarks.front();
  };
  EXPECT_EQ(remark(0), "Bass: all 2 notes an octave higher, from bar 1");
  EXPECT_EQ(remark(1), "Bass: all 2 notes an octave higher, from bar 1");
  EXPECT_EQ(remark(2), "Bass: all 2 notes an octave higher, from bar 0");
}

TEST(PartBook, HoldsOnePartAndWhatIsSaidOfIt) {
  const Arrangement choir =
      arranged(chorale({{36, 60, 64, 72}, {35, 59, 62, 74}}), ArrangementKind::kSatb);
  const Arrangement bass = part_of(choir, 3);
  EXPECT_EQ(names_of(bass), std::vector<std::string>{"Bass"});
  EXPECT_EQ(notes_of(bass, 0), notes_of(choir, 3));
  EXPECT_EQ(bass.remarks, choir.remarks);
  EXPECT_EQ(part_of(choir, 0).remarks, Remarks());
}

}  // namespace
}  // namespace bachprop
