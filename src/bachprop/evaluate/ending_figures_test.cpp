#include "bachprop/evaluate/ending_figures.h"

#include <gtest/gtest.h>

#include <cmath>

#include "bachprop/evaluate/made_music_test.h"

namespace bachprop {
namespace {

void add_chord(std::vector<Note>& notes, const Quarters& onset, const Quarters& duration,
               const std::vector<int>& pitches) {
  for (const int pitch : pitches) {
    notes.push_back({onset, duration, pitch});
  }
}

const std::vector<int> kTonic = {48, 55, 64, 72};
const std::vector<int> kFourth = {53, 57, 60, 69};
const std::vector<int> kFifth = {43, 55, 62, 71};

// C major: I IV V I, with a last chord of `length` quarters.
std::vector<Note> full_close(const std::vector<int>& last = kTonic, const Quarters& length = 1) {
  std::vector<Note> notes;
  add_chord(notes, 0, 1, kTonic);
  add_chord(notes, 1, 1, kFourth);
  add_chord(notes, 2, 1, kFifth);
  add_chord(notes, 3, length, last);
  return notes;
}

EndingFigures ending_of_notes(std::vector<Note> notes) {
  return ending_of(hear(made_score(std::move(notes))));
}

TEST(Ending, HearsAFullClose) {
  const EndingFigures ending = ending_of_notes(full_close());
  EXPECT_EQ(ending.begins_on_tonic, 1);
  EXPECT_EQ(ending.ends_on_tonic, 1);
  EXPECT_EQ(ending.last_is_first_bass, 1);
  EXPECT_EQ(ending.authentic, 1);
  EXPECT_EQ(ending.root_triad, 1);
  EXPECT_EQ(ending.together, 1);
  EXPECT_EQ(ending.whole_bars, 1);
  EXPECT_EQ(ending.mid_phrase, 0);
  EXPECT_EQ(ending.melody_on_tonic, 1);
  EXPECT_EQ(ending.last_length, 1);
}

TEST(Ending, HearsThatAPieceStopsOnAnotherChord) {
  const EndingFigures ending = ending_of_notes(full_close({53, 57, 60, 69}));
  EXPECT_EQ(ending.ends_on_tonic, 0);
  EXPECT_EQ(ending.last_is_first_bass, 0);
  EXPECT_EQ(ending.authentic, 0);
  EXPECT_EQ(ending.root_triad, 1);
}

TEST(Ending, WantsTheLeadingNoteForAnAuthenticCadence) {
  std::vector<Note> notes = full_close();
  for (Note& note : notes) {
    note.pitch += note.pitch == 71 ? -2 : 0;
  }
  EXPECT_EQ(ending_of_notes(notes).ends_on_tonic, 1);
  EXPECT_EQ(ending_of_notes(notes).authentic, 0);
}

TEST(Ending, TakesASeventhForNoFinalChord) {
  const EndingFigures ending = ending_of_notes(full_close({48, 55, 64, 70}));
  EXPECT_EQ(ending.root_triad, 0);
  EXPECT_EQ(ending.mid_phrase, 1);
}

TEST(Ending, HearsThatVoicesEndRaggedlyOrTooSoon) {
  std::vector<Note> ragged = full_close();
  ragged.back().duration = Quarters(1, 2);
  EXPECT_EQ(ending_of_notes(ragged).together, 0);
  EXPECT_EQ(ending_of_notes(ragged).mid_phrase, 1);
  const EndingFigures brief = ending_of_notes(full_close(kTonic, Quarters(1, 2)));
  EXPECT_EQ(brief.together, 1);
  EXPECT_EQ(brief.mid_phrase, 1);
  EXPECT_EQ(brief.whole_bars, 0);
}

TEST(Ending, CompletesABarWithThePickup) {
  Score score = made_score(full_close());
  for (Note& note : score.notes) {
    note.onset += 1;
  }
  score.notes.insert(score.notes.begin(), {0, 1, 48});
  score.time_signatures = {{0, 1, 4}, {1, 4, 4}};
  EXPECT_EQ(ending_of(hear(score)).whole_bars, 1);
  score.notes.erase(score.notes.end() - 4, score.notes.end());
  EXPECT_EQ(ending_of(hear(score)).whole_bars, 1);  // 1 + 3 quarters
  score.notes.erase(score.notes.end() - 4, score.notes.end());
  EXPECT_EQ(ending_of(hear(score)).whole_bars, 0);
}

TEST(Ending, IsNotANumberWithoutNotes) {
  EXPECT_TRUE(std::isnan(ending_of(hear(Score())).ends_on_tonic));
}

}  // namespace
}  // namespace bachprop
