#include "bachprop/arrange/playability.h"

#include <gtest/gtest.h>

#include "bachprop/arrange/instruments.h"

namespace bachprop {
namespace {

Arrangement part_with(const Part& part, const std::vector<Note>& notes) {
  Arrangement arrangement{.parts = {part}, .notes = {}};
  for (const Note& note : notes) {
    arrangement.notes.push_back({note});
  }
  return arrangement;
}

Part violin() { return parts_for(ArrangementKind::kStringQuartet).front(); }
Part soprano() { return parts_for(ArrangementKind::kSatb).front(); }

TEST(Playability, CountsStepsAndLeapsOfALine) {
  // Up a tone, repeated, up 15 semitones, and after a rest down again.
  const Arrangement line =
      part_with(violin(), {{0, 1, 60}, {1, 1, 62}, {2, 1, 62}, {3, 1, 77}, {5, 1, 60}, {6, 1, 61}});
  const Playability found = playability(line, 0, {});
  EXPECT_EQ(found.notes, 6);
  EXPECT_EQ(found.lowest, 60);
  EXPECT_EQ(found.highest, 77);
  EXPECT_EQ(found.moves, 3);
  EXPECT_EQ(found.steps, 2);
  EXPECT_EQ(found.wide_leaps, (std::vector<HardPlace>{{3, 15}}));
  EXPECT_EQ(hard_places(found, line.parts[0].instrument, BarNumbers(Score(), 0)),
            std::vector<std::string>{"Violin I: 1 leap of more than an octave, bar 1"});
}

// 60 quarters a minute, from 2 on 120.
TEST(Playability, TellsTimesInSeconds) {
  const std::vector<TempoChange> tempos = {{0, 60}, {2, 120}};
  const Playability found = playability(
      part_with(soprano(), {{0, 1, 72}, {1, 2, 74}, {3, 1, 74}, {5, 1, 72}}), 0, tempos);
  EXPECT_DOUBLE_EQ(found.shortest_note, 0.5);
  EXPECT_DOUBLE_EQ(found.fastest_repetition, 1.5);
  EXPECT_DOUBLE_EQ(found.longest_phrase, 2.5);
  EXPECT_EQ(found.longest_phrase_at, Quarters(0));
}

TEST(Playability, KnowsChordsThatBowsAndVoicesCannot) {
  const std::vector<Note> chords = {{0, 1, 55}, {0, 1, 57}, {1, 1, 55}, {1, 1, 64}};
  EXPECT_EQ(playability(part_with(violin(), chords), 0, {}).hard_chords,
            (std::vector<HardPlace>{{0, 0}}));
  const Playability sung = playability(part_with(soprano(), chords), 0, {});
  EXPECT_EQ(sung.divided, 2);
  EXPECT_EQ(sung.not_easy, 3);
}

TEST(Playability, OfAPartThatRestsIsNothing) {
  EXPECT_EQ(playability(part_with(violin(), {}), 0, {}), Playability());
}

}  // namespace
}  // namespace bachprop
