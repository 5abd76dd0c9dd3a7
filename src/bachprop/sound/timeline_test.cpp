#include "bachprop/sound/timeline.h"

#include <gtest/gtest.h>

#include <utility>

#include "bachprop/sound/sound_test.h"

namespace bachprop {
namespace {

Timeline timeline_of(const SmfFile& file) {
  const auto timeline = read_timeline(write_smf(file), "x.mid");
  EXPECT_TRUE(timeline);
  return timeline.value_or(Timeline{});
}

// Kind and first data byte of each message.
std::vector<std::pair<EventKind, int>> outline(const Timeline& timeline) {
  std::vector<std::pair<EventKind, int>> kinds;
  for (const TimedMessage& message : timeline.messages) {
    kinds.emplace_back(message.kind, message.data1);
  }
  return kinds;
}

SmfFile file_of(std::vector<std::vector<Event>> tracks) {
  SmfFile file;
  for (auto& events : tracks) {
    file.tracks.emplace_back().events = std::move(events);
  }
  return file;
}

constexpr auto kOn = EventKind::kNoteOn;
constexpr auto kOff = EventKind::kNoteOff;

TEST(Timeline, CountsSecondsThroughChangesOfTempo) {
  SmfFile file;
  Track& track = file.tracks.emplace_back();
  add_tempo(track, 0, 1'000'000);
  track.events.push_back(channel_event(1, kOn, 0, 60, 80));
  add_tempo(track, 2, 250'000);
  track.events.push_back(channel_event(6, kOff, 0, 60, 0));
  const Timeline timeline = timeline_of(file);
  ASSERT_EQ(timeline.messages.size(), 2);
  EXPECT_DOUBLE_EQ(timeline.messages[0].seconds, 1);
  // Two quarters of 1 s and four of 0.25 s.
  EXPECT_DOUBLE_EQ(timeline.messages[1].seconds, 3);
  EXPECT_DOUBLE_EQ(timeline.end_of_notes, 3);
  EXPECT_EQ(timeline.notes, 1);
}

TEST(Timeline, PlaysAt120WithoutATempo) {
  const Timeline timeline =
      timeline_of(file_of({{channel_event(0, kOn, 0, 60, 80), channel_event(3, kOff, 0, 60, 0)}}));
  EXPECT_DOUBLE_EQ(timeline.end_of_notes, 1.5);
}

TEST(Timeline, CountsSmpteFramesWhateverTheTempo) {
  SmfFile file = file_of({{channel_event(0, kOn, 0, 60, 80)}});
  file.division = SmpteDivision{.frames_per_second = 25, .ticks_per_frame = 40};
  add_tempo(file.tracks[0], 0, 100'000);
  file.tracks[0].events.push_back(channel_event(1, kOff, 0, 60, 0));  // 480 ticks
  EXPECT_DOUBLE_EQ(timeline_of(file).end_of_notes, 0.48);
}

TEST(Timeline, EndsWithTheLastNoteNotWithTheTrack) {
  SmfFile file = file_of({{channel_event(0, kOn, 0, 60, 80), channel_event(2, kOff, 0, 60, 0)}});
  file.tracks[0].end = {100 * kTestTicks};
  EXPECT_DOUBLE_EQ(timeline_of(file).end_of_notes, 1);
}

TEST(Timeline, EndsARepeatedNoteBeforeItBeginsAgainInAnotherTrack) {
  const Timeline timeline =
      timeline_of(file_of({{channel_event(1, kOn, 0, 60, 80), channel_event(2, kOff, 0, 60, 0)},
                           {channel_event(0, kOn, 0, 60, 80), channel_event(1, kOff, 0, 60, 0),
                            channel_event(1, EventKind::kProgram, 0, 40, 0)}}));
  const std::vector<std::pair<EventKind, int>> expected = {
      {kOn, 60}, {kOff, 60}, {EventKind::kProgram, 40}, {kOn, 60}, {kOff, 60}};
  EXPECT_EQ(outline(timeline), expected);
}

TEST(Timeline, EndsAnEmptyNoteAfterItBegan) {
  const Timeline timeline =
      timeline_of(file_of({{channel_event(1, kOn, 0, 60, 80), channel_event(1, kOff, 0, 60, 0)}}));
  const std::vector<std::pair<EventKind, int>> expected = {{kOn, 60}, {kOff, 60}};
  EXPECT_EQ(outline(timeline), expected);
}

TEST(Timeline, EndsAHangingNoteWithItsTrack) {
  SmfFile file = file_of({{channel_event(0, kOn, 0, 60, 80)}});
  file.tracks[0].end = {4 * kTestTicks};
  EXPECT_DOUBLE_EQ(timeline_of(file).end_of_notes, 2);
}

TEST(Timeline, PlaysTracksOfFormat2OneAfterAnother) {
  SmfFile file = file_of({{channel_event(0, kOn, 0, 60, 80), channel_event(1, kOff, 0, 60, 0)},
                          {channel_event(0, kOn, 0, 62, 80), channel_event(1, kOff, 0, 62, 0)}});
  file.format = 2;
  file.tracks[0].end = {2 * kTestTicks};
  const Timeline timeline = timeline_of(file);
  ASSERT_EQ(timeline.messages.size(), 4);
  EXPECT_DOUBLE_EQ(timeline.messages[2].seconds, 1);
  EXPECT_DOUBLE_EQ(timeline.end_of_notes, 1.5);
}

TEST(Timeline, KeepsPercussionAndSystemExclusives) {
  SmfFile file = file_of({{channel_event(0, kOn, 9, 38, 80), channel_event(1, kOff, 9, 38, 0)}});
  Event reset = channel_event(0, EventKind::kSysex, 0, 0, 0);
  reset.payload = 0;
  file.tracks[0].payloads = {std::string("\x7E\x7F\x09\x01\xF7")};  // General MIDI on
  file.tracks[0].events.insert(file.tracks[0].events.begin(), reset);
  const Timeline timeline = timeline_of(file);
  ASSERT_EQ(timeline.messages.size(), 3);
  EXPECT_EQ(timeline.messages[0].payload, "\x7E\x7F\x09\x01");
  EXPECT_EQ(timeline.messages[1].channel, 9);
}

}  // namespace
}  // namespace bachprop
