#include "bachprop/sound/loudness.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

namespace bachprop {
namespace {

// The same sine on both channels.
Audio sine(double hertz, double amplitude, double seconds, double phase = 0) {
  Audio audio{.samples_per_second = 48000};
  const auto frames = static_cast<int>(seconds * audio.samples_per_second);
  for (int i = 0; i < frames; ++i) {
    const double angle = 2 * std::numbers::pi * hertz * i / audio.samples_per_second + phase;
    const auto sample = static_cast<float>(amplitude * std::sin(angle));
    audio.samples.insert(audio.samples.end(), {sample, sample});
  }
  return audio;
}

TEST(Loudness, IsThatOfThePublishedTestSignals) {
  // EBU Tech 3341, table 1, cases 1 and 2: stereo sines of 1000 Hz with peaks of -23 and -33 dBFS
  // are at -23.0 and -33.0 LUFS, to 0.1.
  EXPECT_NEAR(measure_loudness(sine(1000, factor_of_decibels(-23), 20)).lufs.value(), -23, 0.1);
  EXPECT_NEAR(measure_loudness(sine(1000, factor_of_decibels(-33), 20)).lufs.value(), -33, 0.1);
}

TEST(Loudness, LeavesOutSilence) {
  Audio audio = sine(1000, factor_of_decibels(-23), 10);
  audio.samples.resize(audio.samples.size() * 2);
  EXPECT_NEAR(measure_loudness(audio).lufs.value(), -23, 0.1);
}

TEST(Loudness, TruePeakIsThatOfTheWaveBetweenTheSamples) {
  // A quarter of the sample rate at 45 degrees: every sample is at 0.5 / sqrt(2), 3 dB below the
  // peak of the wave. EBU Tech 3341 allows +0.2 and -0.4 dB.
  const Audio audio = sine(12000, 0.5, 1, std::numbers::pi / 4);
  EXPECT_NEAR(peak_level(audio.samples), -9.03, 0.01);
  const double true_peak = measure_loudness(audio).true_peak;
  EXPECT_GT(true_peak, -6.4);
  EXPECT_LT(true_peak, -5.8);
}

TEST(Loudness, IsTheSameInWhateverBlocksTheSoundComes) {
  const Audio audio = sine(300, 0.3, 2);
  LoudnessMeter meter(audio.samples_per_second);
  std::span<const float> rest = audio.samples;
  for (std::size_t size = 2; !rest.empty(); size += 130) {
    const auto block = rest.first(std::min(size, rest.size()));
    meter.add(block);
    rest = rest.subspan(block.size());
  }
  EXPECT_EQ(meter.loudness(), measure_loudness(audio));
}

TEST(Loudness, OfAnInstantOrOfSilenceIsNone) {
  EXPECT_FALSE(measure_loudness(sine(1000, 0.5, 0.3)).lufs);
  const Loudness silence = measure_loudness(sine(1000, 0, 2));
  EXPECT_FALSE(silence.lufs);
  EXPECT_EQ(silence.true_peak, -HUGE_VAL);
  EXPECT_EQ(measure_loudness({}), silence);
}

TEST(Normalise, GivesTheGainToTheTarget) {
  const Normalisation louder = normalise({.lufs = -24, .true_peak = -12});
  EXPECT_DOUBLE_EQ(louder.gain, 8);
  EXPECT_FALSE(louder.by_peak);
  const Normalisation softer = normalise({.lufs = -10, .true_peak = 2});
  EXPECT_DOUBLE_EQ(softer.gain, -6);
  EXPECT_FALSE(softer.by_peak);
}

TEST(Normalise, StopsAtThePeak) {
  const Normalisation limited = normalise({.lufs = -24, .true_peak = -5});
  EXPECT_DOUBLE_EQ(limited.gain, 4);
  EXPECT_TRUE(limited.by_peak);
}

TEST(Normalise, GoesByThePeakWithoutALoudness) {
  const Normalisation blip = normalise({.lufs = {}, .true_peak = -13});
  EXPECT_DOUBLE_EQ(blip.gain, 12);
  EXPECT_TRUE(blip.by_peak);
}

TEST(Normalise, LeavesSilence) {
  EXPECT_EQ(normalise({.lufs = {}, .true_peak = -HUGE_VAL}).gain, 0);
  EXPECT_EQ(normalise({.lufs = {}, .true_peak = -80}).gain, 0);
}

}  // namespace
}  // namespace bachprop
