#include "bachprop/arrange/arranged_midi.h"

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "bachprop/arrange/arrange.h"
#include "bachprop/midi/smf_reader.h"
#include "bachprop/score/midi_score.h"
#include "bachprop/score/voices_test.h"

namespace bachprop {
namespace {

Arrangement parts_with_programs(const std::vector<int>& programs) {
  Arrangement arrangement;
  for (const int program : programs) {
    const int part = static_cast<int>(arrangement.parts.size());
    arrangement.parts.push_back(
        {{.name = "part", .abbreviation = "p.", .program = program}, {Clef::kTreble}});
    arrangement.notes.push_back({{part, 1, 60}, part});
  }
  return arrangement;
}

// The channel of each track that has notes.
std::vector<int> channels_of(const Arrangement& arrangement) {
  const Result<SmfReading> reading = read_smf(write_arranged_midi(arrangement, {}), "test", {});
  std::vector<int> channels;
  for (const Track& track : reading->file.tracks) {
    for (const Event& event : track.events) {
      if (event.starts_note()) {
        channels.push_back(event.channel);
      }
    }
  }
  return channels;
}

TEST(ArrangedMidi, ReadsBackAsTheScoreThatWasArranged) {
  Score score = chorale({{48, 60, 64, 72}, {43, 59, 62, 74}});
  score.title = "Two chords";
  score.tempos = {{0, 90}};
  score.time_signatures = {{0, 3, 4}};
  score.key_signatures = {{0, -1, true}};
  const Arrangement choir = *arrange(score, ArrangementKind::kSatb);
  Score expected = score;
  expected.voices = {3, 2, 1, 0, 3, 2, 1, 0};
  expected.voice_names = {"Soprano", "Alto", "Tenor", "Bass"};
  EXPECT_EQ(read_score(write_arranged_midi(choir, score), "test")->score.voices, expected.voices);
  EXPECT_EQ(read_score(write_arranged_midi(choir, score), "test")->score.notes, expected.notes);
  EXPECT_EQ(read_score(write_arranged_midi(choir, score), "test")->score.voice_names,
            expected.voice_names);
  EXPECT_EQ(read_score(write_arranged_midi(choir, score), "test")->score.key_signatures,
            expected.key_signatures);
}

TEST(ArrangedMidi, SetsTheProgramBeforeTheNotes) {
  const Result<SmfReading> reading =
      read_smf(write_arranged_midi(parts_with_programs({42}), {}), "test", {});
  const std::vector<Event>& events = reading->file.tracks[1].events;
  ASSERT_EQ(events.size(), 4U);  // name, program, note
  EXPECT_EQ(events[1].kind, EventKind::kProgram);
  EXPECT_EQ(events[1].data1, 42);
}

TEST(ArrangedMidi, GivesEachNoteItsVelocityAndAUnisonThatOfTheLoudest) {
  Arrangement arrangement = parts_with_programs({0});
  arrangement.notes = {{{0, 1, 60}, 0}, {{0, 2, 60}, 0}, {{1, 1, 64}, 0}};
  const std::vector<int> velocities = {50, 70, 90};
  const auto reading = read_smf(write_arranged_midi(arrangement, {}, velocities), "test", {});
  std::map<int, int> of_pitch;
  for (const Event& event : reading->file.tracks[1].events) {
    if (event.starts_note()) {
      of_pitch[event.data1] = event.data2;
    }
  }
  EXPECT_EQ(of_pitch, (std::map<int, int>{{60, 70}, {64, 90}}));
}

TEST(ArrangedMidi, GivesEachOfFifteenPartsAChannelButNotThatOfPercussion) {
  EXPECT_EQ(channels_of(parts_with_programs(std::vector<int>(15, 40))),
            (std::vector<int>{0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12, 13, 14, 15}));
}

TEST(ArrangedMidi, SharesChannelsAmongPartsOfOneProgram) {
  std::vector<int> programs(64);
  for (std::size_t i = 0; i < programs.size(); ++i) {
    programs[i] = static_cast<int>(i % 4);
  }
  const std::vector<int> channels = channels_of(parts_with_programs(programs));
  std::map<int, std::set<int>> programs_of;
  for (std::size_t i = 0; i < programs.size(); ++i) {
    programs_of[channels[i]].insert(programs[i]);
  }
  EXPECT_EQ(programs_of.size(), 15U);
  EXPECT_FALSE(programs_of.contains(9));
  for (const auto& [channel, sounding] : programs_of) {
    EXPECT_EQ(sounding.size(), 1U) << channel;
  }
}

TEST(ArrangedMidi, ManagesMoreProgramsThanChannels) {
  std::vector<int> programs(64);
  for (std::size_t i = 0; i < programs.size(); ++i) {
    programs[i] = static_cast<int>(2 * i);
  }
  const std::vector<int> channels = channels_of(parts_with_programs(programs));
  EXPECT_EQ(std::set<int>(channels.begin(), channels.end()).size(), 15U);
}

}  // namespace
}  // namespace bachprop
