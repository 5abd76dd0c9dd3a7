#include "bachprop/sound/audio_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <cmath>
#include <csignal>

#include "bachprop/base/file_io.h"
#include "bachprop/base/random.h"
#include "bachprop/sound/sound_test.h"

namespace bachprop {
namespace {

using testing::HasSubstr;

class AudioFile : public SoundFolder {};

// Two tones and a little noise.
Audio tones(int frames) {
  Random random({1});
  Audio audio;
  for (int i = 0; i < frames; ++i) {
    const double noise = 0.01 * random.uniform();
    audio.samples.push_back(static_cast<float>(0.4 * std::sin(0.06 * i) + noise));
    audio.samples.push_back(static_cast<float>(0.4 * std::sin(0.09 * i) - noise));
  }
  return audio;
}

double root_mean_square(const Audio& audio) {
  double sum = 0;
  for (const float sample : audio.samples) {
    sum += static_cast<double>(sample) * static_cast<double>(sample);
  }
  return std::sqrt(sum / static_cast<double>(audio.samples.size()));
}

std::string text_of(const std::filesystem::path& path) {
  const std::vector<std::byte> bytes = bytes_of_file(path);
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

TEST_F(AudioFile, AsWavHasTheSamplesRoundedTo16Bits) {
  const Audio audio = {44100, {0.0F, 0.5F, -0.25F, 1.0F, -1.0F, 0.00001F}};
  ASSERT_TRUE(write_audio(folder_ / "x.wav", audio));
  const Audio read = read_back(folder_ / "x.wav");
  // round(32767 x), which libsndfile divides by 32768.
  const std::vector<float> expected = {
      0, 16384 / 32768.F, -8192 / 32768.F, 32767 / 32768.F, -32767 / 32768.F, 0};
  EXPECT_EQ(read.samples, expected);
  EXPECT_EQ(read.samples_per_second, 44100);
  EXPECT_EQ(std::filesystem::file_size(folder_ / "x.wav"), 44 + 3 * 4);
}

TEST_F(AudioFile, AsFlacHasTheSamplesOfTheWav) {
  const Audio audio = tones(20'000);
  ASSERT_TRUE(write_audio(folder_ / "x.wav", audio));
  ASSERT_TRUE(write_audio(folder_ / "x.flac", audio, {.format = AudioFormat::kFlac}));
  EXPECT_EQ(read_back(folder_ / "x.flac").samples, read_back(folder_ / "x.wav").samples);
}

TEST_F(AudioFile, AsOggSoundsTheSame) {
  Audio audio = tones(100'000);
  audio.samples_per_second = 48000;
  ASSERT_TRUE(write_audio(folder_ / "x.ogg", audio, {.format = AudioFormat::kOgg}));
  const Audio read = read_back(folder_ / "x.ogg");
  EXPECT_EQ(read.samples_per_second, 48000);
  EXPECT_EQ(read.frames(), audio.frames());
  EXPECT_NEAR(decibels(root_mean_square(read) / root_mean_square(audio)), 0, 0.1);
  EXPECT_LT(std::filesystem::file_size(folder_ / "x.ogg"), 100'000);
}

TEST_F(AudioFile, OfTheSameSamplesHasTheSameBytes) {
  const Audio audio = tones(30'000);
  for (const AudioFormat format : {AudioFormat::kWav, AudioFormat::kFlac, AudioFormat::kOgg}) {
    const AudioFileOptions options = {.format = format, .tags = {.title = "Title"}};
    ASSERT_TRUE(write_audio(folder_ / "a", audio, options));
    ASSERT_TRUE(write_audio(folder_ / "b", audio, options));
    EXPECT_EQ(bytes_of_file(folder_ / "a"), bytes_of_file(folder_ / "b")) << name_of(format);
  }
}

TEST_F(AudioFile, DoesNotDependOnTheBlocksThatItComesIn) {
  const Audio audio = tones(30'000);
  for (const AudioFormat format : {AudioFormat::kWav, AudioFormat::kFlac, AudioFormat::kOgg}) {
    ASSERT_TRUE(write_audio(folder_ / "whole", audio, {.format = format}));
    auto file = AudioFileWriter::create(folder_ / "parts", {.format = format});
    ASSERT_TRUE(file);
    const std::span<const float> samples = audio.samples;
    ASSERT_TRUE(file->write(samples.first(2)));
    ASSERT_TRUE(file->write(samples.subspan(2, 10'000)));
    ASSERT_TRUE(file->write(samples.subspan(10'002)));
    EXPECT_FALSE(std::filesystem::exists(folder_ / "parts"));
    ASSERT_TRUE(file->finish());
    EXPECT_EQ(bytes_of_file(folder_ / "parts"), bytes_of_file(folder_ / "whole"))
        << name_of(format);
    std::filesystem::remove(folder_ / "parts");
  }
}

TEST_F(AudioFile, CutsOffWhatIsBeyondFullScale) {
  const std::vector<float> samples = {1.5F, -1.5F, 0.5F, 1.0F};
  auto file = AudioFileWriter::create(folder_ / "x.wav", {});
  ASSERT_TRUE(file);
  ASSERT_TRUE(file->write(samples));
  ASSERT_TRUE(file->finish());
  EXPECT_EQ(file->clipped(), 2);
  const std::vector<float> expected = {32767 / 32768.F, -32767 / 32768.F, 16384 / 32768.F,
                                       32767 / 32768.F};
  EXPECT_EQ(read_back(folder_ / "x.wav").samples, expected);
}

TEST_F(AudioFile, CarriesTitleAndArtist) {
  for (const AudioFormat format : {AudioFormat::kWav, AudioFormat::kFlac, AudioFormat::kOgg}) {
    ASSERT_TRUE(
        write_audio(folder_ / "x", tones(1000),
                    {.format = format, .tags = {.title = "Fugue", .artist = "Bach \u00e4"}}));
    EXPECT_THAT(text_of(folder_ / "x"), HasSubstr("Fugue")) << name_of(format);
    EXPECT_THAT(text_of(folder_ / "x"), HasSubstr("Bach \u00e4")) << name_of(format);
  }
}

TEST_F(AudioFile, OfNoSamplesIsAnError) {
  for (const AudioFormat format : {AudioFormat::kWav, AudioFormat::kFlac, AudioFormat::kOgg}) {
    const auto written = write_audio(folder_ / "x", {}, {.format = format});
    ASSERT_FALSE(written);
    EXPECT_EQ(written.error().message(), (folder_ / "x").string() + ": there is no sound to write");
  }
  EXPECT_EQ(files(), 0);
}

TEST_F(AudioFile, ThatWasNotFinishedLeavesNothing) {
  for (const AudioFormat format : {AudioFormat::kWav, AudioFormat::kFlac, AudioFormat::kOgg}) {
    auto file = AudioFileWriter::create(folder_ / "x", {.format = format});
    ASSERT_TRUE(file);
    ASSERT_TRUE(file->write(tones(10'000).samples));
  }
  EXPECT_EQ(files(), 0);
}

TEST_F(AudioFile, InAFolderThatIsNotThereIsAnError) {
  const auto written = write_audio(folder_ / "no" / "x.wav", tones(10));
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().message(),
            (folder_ / "no/x.wav").string() + ": cannot be written: No such file or directory");
}

// Writes with at most so many bytes a file, as on a full disk.
Result<void> write_with_room(const std::filesystem::path& path, AudioFormat format, rlim_t room) {
  const Audio audio = tones(300'000);
  rlimit old = {};
  getrlimit(RLIMIT_FSIZE, &old);
  auto* const old_handler = std::signal(SIGXFSZ, SIG_IGN);
  const rlimit limit = {room, old.rlim_max};
  setrlimit(RLIMIT_FSIZE, &limit);
  auto written = write_audio(path, audio, {.format = format});
  setrlimit(RLIMIT_FSIZE, &old);
  std::signal(SIGXFSZ, old_handler);
  return written;
}

TEST_F(AudioFile, OnAFullDiskIsAnErrorAndLeavesNothing) {
  for (const AudioFormat format : {AudioFormat::kWav, AudioFormat::kFlac, AudioFormat::kOgg}) {
    for (const rlim_t room : {rlim_t{0}, rlim_t{20'000}}) {
      const auto written = write_with_room(folder_ / "x", format, room);
      ASSERT_FALSE(written) << name_of(format) << " with room for " << room;
      EXPECT_EQ(written.error().message(),
                (folder_ / "x").string() + ": cannot be written: File too large");
      EXPECT_EQ(files(), 0);
    }
  }
}

TEST(AudioFormat, HasTheNameOfItsExtension) {
  EXPECT_EQ(bachprop::name_of(AudioFormat::kOgg), "ogg");
  EXPECT_EQ(audio_format_named("flac"), AudioFormat::kFlac);
  EXPECT_EQ(audio_format_named("mp3"), std::nullopt);
}

}  // namespace
}  // namespace bachprop
