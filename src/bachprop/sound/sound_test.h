// Small MIDI files, a soundfont and folders for the tests of sound. For tests only.
#pragma once

#include <gtest/gtest.h>
#include <sndfile.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "bachprop/base/file_io.h"
#include "bachprop/midi/smf.h"
#include "bachprop/midi/smf_writer.h"
#include "bachprop/sound/audio.h"

namespace bachprop {

constexpr std::int64_t kTestTicks = 480;  // a quarter

// The soundfont of Debian's package timgm6mb-soundfont, which tools/setup.sh test installs.
inline std::filesystem::path test_soundfont() { return "/usr/share/sounds/sf2/TimGM6mb.sf2"; }

struct PlantedNote {
  double begin = 0;     // quarters
  double duration = 1;  // quarters
  int pitch = 69;
  int velocity = 90;
  int channel = 0;
};

inline Event channel_event(double quarters, EventKind kind, int channel, int data1, int data2) {
  Event event;
  event.time = {static_cast<std::int64_t>(quarters * kTestTicks)};
  event.kind = kind;
  event.channel = static_cast<std::uint8_t>(channel);
  event.data1 = static_cast<std::uint8_t>(data1);
  event.data2 = static_cast<std::uint8_t>(data2);
  return event;
}

// Puts a tempo event into `track`.
inline void add_tempo(Track& track, double at_quarter, int microseconds_per_quarter) {
  Event event =
      channel_event(at_quarter, EventKind::kMeta, 0, static_cast<int>(MetaType::kTempo), 0);
  event.payload = static_cast<std::uint32_t>(track.payloads.size());
  track.payloads.push_back({static_cast<char>(microseconds_per_quarter >> 16),
                            static_cast<char>(microseconds_per_quarter >> 8 & 0xFF),
                            static_cast<char>(microseconds_per_quarter & 0xFF)});
  track.events.push_back(event);
}

// One track; all channels that have notes play `program`. The notes must be in order of time and
// one after another on each channel and pitch.
inline std::vector<std::byte> planted_midi(const std::vector<PlantedNote>& notes, int program = 0,
                                           int microseconds_per_quarter = 500'000) {
  SmfFile file;
  file.division = TicksPerQuarter{kTestTicks};
  Track& track = file.tracks.emplace_back();
  add_tempo(track, 0, microseconds_per_quarter);
  for (const PlantedNote& note : notes) {
    track.events.push_back(channel_event(0, EventKind::kProgram, note.channel, program, 0));
  }
  for (const PlantedNote& note : notes) {
    track.events.push_back(
        channel_event(note.begin, EventKind::kNoteOn, note.channel, note.pitch, note.velocity));
    track.events.push_back(channel_event(note.begin + note.duration, EventKind::kNoteOff,
                                         note.channel, note.pitch, 0));
  }
  std::ranges::stable_sort(track.events, {}, &Event::time);
  return write_smf(file);
}

inline std::vector<std::byte> bytes_of_file(const std::filesystem::path& path) {
  const auto bytes = read_file(path);
  EXPECT_TRUE(bytes);
  return bytes.value_or(std::vector<std::byte>{});
}

// A sound file as it is decoded.
inline Audio read_back(const std::filesystem::path& path) {
  SF_INFO info = {};
  SNDFILE* const file = sf_open(path.c_str(), SFM_READ, &info);
  if (file == nullptr || info.channels != kChannels) {
    ADD_FAILURE() << path << " is no stereo sound file: " << sf_strerror(file);
    return {};
  }
  Audio audio{info.samplerate,
              std::vector<float>(static_cast<std::size_t>(info.frames) * kChannels)};
  EXPECT_EQ(sf_readf_float(file, audio.samples.data(), info.frames), info.frames);
  sf_close(file);
  return audio;
}

// An empty folder for one test.
class SoundFolder : public testing::Test {
 protected:
  void SetUp() override {
    const auto* const test = testing::UnitTest::GetInstance()->current_test_info();
    folder_ = std::filesystem::path(testing::TempDir()) /
              (std::string("bachprop_") + test->test_suite_name() + "_" + test->name());
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  [[nodiscard]] std::ptrdiff_t files() const {
    return std::distance(std::filesystem::directory_iterator(folder_),
                         std::filesystem::directory_iterator());
  }

  std::filesystem::path folder_;
};

}  // namespace bachprop
