#include "bachprop/sound/recording.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "bachprop/base/file_io.h"
#include "bachprop/sound/sound_test.h"

namespace bachprop {
namespace {

using testing::HasSubstr;

constexpr int kStrings = 48;
constexpr int kHarpsichord = 6;

class Recorded : public SoundFolder {
 protected:
  [[nodiscard]] std::vector<RecordingFile> three_files(const std::string& name = "x") const {
    return {{folder_ / (name + ".wav"), AudioFormat::kWav},
            {folder_ / (name + ".flac"), AudioFormat::kFlac},
            {folder_ / (name + ".ogg"), AudioFormat::kOgg}};
  }

  Recording recorded(const std::vector<std::byte>& midi, const std::vector<RecordingFile>& files,
                     const RecordingOptions& options = {}) {
    auto recording = record(synthesizer_, midi, "x.mid", files, options);
    EXPECT_TRUE(recording) << (recording ? "" : recording.error().message());
    return recording.value_or(Recording{});
  }

  Synthesizer synthesizer_ = *Synthesizer::open(test_soundfont());
};

// Four chords of four notes.
std::vector<std::byte> chords(int velocity = 80) {
  std::vector<PlantedNote> notes;
  for (const int bass : {48, 53, 55, 48}) {
    const double begin = static_cast<double>(notes.size()) / 4;
    for (const int above : {0, 7, 12, 16}) {
      notes.push_back({begin, 1, bass + above, velocity});
    }
  }
  return planted_midi(notes, kStrings);
}

TEST_F(Recorded, IsAsLoudAsTheTargetSays) {
  for (const double target : {-16.0, -23.0}) {
    const Recording recording =
        recorded(chords(), three_files(), {.loudness = LoudnessTarget{.lufs = target}});
    EXPECT_FALSE(recording.loudness.by_peak);
    EXPECT_EQ(recording.clipped, 0);
    for (const RecordingFile& file : three_files()) {
      const Loudness written = measure_loudness(read_back(file.path));
      EXPECT_NEAR(written.lufs.value(), target, 0.1) << file.path;
    }
    EXPECT_NEAR(recording.loudness.before.lufs.value() + recording.loudness.gain, target, 1e-9);
  }
}

TEST_F(Recorded, StaysBelowThePeakThatTheTargetAllows) {
  // A plucked note is short and has a high peak: too soft, but not cut off.
  const Recording recording =
      recorded(planted_midi({{.duration = 0.25, .pitch = 84}}, kHarpsichord), three_files(),
               {.loudness = LoudnessTarget{.lufs = -6}});
  EXPECT_TRUE(recording.loudness.by_peak);
  EXPECT_EQ(recording.clipped, 0);
  const Loudness written = measure_loudness(read_back(folder_ / "x.wav"));
  EXPECT_NEAR(written.true_peak, -1, 0.01);
  EXPECT_LT(written.lufs.value(), -6);
  EXPECT_LT(measure_loudness(read_back(folder_ / "x.ogg")).true_peak, 0);
}

TEST_F(Recorded, DoesNotClipAChordOf64Notes) {
  std::vector<PlantedNote> notes;
  for (int pitch = 32; pitch < 96; ++pitch) {
    notes.push_back({.duration = 2, .pitch = pitch, .velocity = 127});
  }
  const Recording recording = recorded(planted_midi(notes, kStrings), three_files());
  EXPECT_EQ(recording.clipped, 0);
  EXPECT_LE(measure_loudness(read_back(folder_ / "x.wav")).true_peak, -1 + 0.01);
  EXPECT_TRUE(recording.remarks.empty());
}

TEST_F(Recorded, IsAsTheSoundfontPlaysWithoutATarget) {
  const Recording recording = recorded(chords(), three_files(), {.loudness = std::nullopt});
  EXPECT_EQ(recording.loudness.gain, 0);
  const Loudness written = measure_loudness(read_back(folder_ / "x.wav"));
  EXPECT_NEAR(written.lufs.value(), recording.loudness.before.lufs.value(), 0.01);
}

TEST_F(Recorded, SilenceStaysSilence) {
  SmfFile file;
  file.tracks.emplace_back().events = {channel_event(0, EventKind::kController, 0, 7, 0),
                                       channel_event(0, EventKind::kNoteOn, 0, 60, 90),
                                       channel_event(2, EventKind::kNoteOff, 0, 60, 0)};
  const Recording recording = recorded(write_smf(file), three_files());
  EXPECT_EQ(recording.loudness.gain, 0);
  EXPECT_FALSE(recording.loudness.before.lufs);
  const Audio written = read_back(folder_ / "x.wav");
  EXPECT_EQ(peak_level(written.samples), -HUGE_VAL);
  EXPECT_NEAR(written.seconds(), 1 + kLeastTail, 0.05);
}

TEST_F(Recorded, LastsAsLongAsItSays) {
  const Recording recording = recorded(chords(), three_files());
  EXPECT_DOUBLE_EQ(recording.end_of_notes, 2);
  for (const RecordingFile& file : three_files()) {
    EXPECT_DOUBLE_EQ(read_back(file.path).seconds(), recording.seconds) << file.path;
  }
}

TEST_F(Recorded, IsTheSameEachTimeAndWhetherKeptInMemoryOrNot) {
  recorded(chords(), three_files("a"));
  recorded(chords(), three_files("b"), {.most_seconds_in_memory = 0.5});
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(bytes_of_file(three_files("a")[i].path), bytes_of_file(three_files("b")[i].path));
  }
}

TEST_F(Recorded, ThatIsStoppedLeavesNoFile) {
  for (const double most_seconds : {600.0, 0.0}) {
    for (const double stop_at : {0.2, 0.7}) {
      double last = 0;
      const auto recording = record(synthesizer_, chords(), "x.mid", three_files(),
                                    {.most_seconds_in_memory = most_seconds}, [&](double done) {
                                      EXPECT_GE(done, last);
                                      last = done;
                                      return done < stop_at;
                                    });
      ASSERT_TRUE(recording);
      EXPECT_FALSE(recording->complete);
      EXPECT_GE(last, stop_at);
      EXPECT_EQ(files(), 0);
    }
  }
}

TEST_F(Recorded, WithAnErrorLeavesNoFile) {
  const auto empty = record(synthesizer_, planted_midi({}), "x.mid", three_files());
  ASSERT_FALSE(empty);
  EXPECT_THAT(empty.error().message(), HasSubstr("x.mid: has no notes"));
  auto files_wanted = three_files();
  files_wanted.push_back({folder_ / "no" / "x.wav", AudioFormat::kWav});
  const auto unwritable = record(synthesizer_, chords(), "x.mid", files_wanted);
  ASSERT_FALSE(unwritable);
  EXPECT_THAT(unwritable.error().message(), HasSubstr("no/x.wav: cannot be written"));
  EXPECT_EQ(files(), 0);
}

}  // namespace
}  // namespace bachprop
