#include "bachprop/sound/synthesis.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <complex>
#include <fstream>
#include <numbers>
#include <thread>

#include "bachprop/base/file_io.h"
#include "bachprop/sound/sound_test.h"

namespace bachprop {
namespace {

using testing::HasSubstr;

constexpr int kHarpsichord = 6;
constexpr int kStrings = 48;
constexpr int kTrumpet = 56;
// An instrument of this soundfont that is in tune: its flute, program 73, is 13 cents sharp.
constexpr int kViolin = 40;
constexpr int kRecorder = 74;
constexpr int kSquareWave = 80;

Audio sound_of(const std::vector<std::byte>& midi, SynthesisOptions options = {}) {
  auto audio = synthesise(midi, "x.mid", test_soundfont(), options);
  EXPECT_TRUE(audio) << (audio ? "" : audio.error().message());
  return audio.value_or(Audio{});
}

Synthesizer opened(SynthesisOptions options = {}) {
  auto synthesizer = Synthesizer::open(test_soundfont(), options);
  EXPECT_TRUE(synthesizer) << (synthesizer ? "" : synthesizer.error().message());
  return *std::move(synthesizer);
}

// Left and right together, from `begin` seconds on, every fourth frame of the mean of four.
std::vector<double> mono(const Audio& audio, double begin, double seconds) {
  std::vector<double> samples;
  const auto first = static_cast<std::size_t>(begin * audio.samples_per_second) * kChannels;
  const auto end = first + static_cast<std::size_t>(seconds * audio.samples_per_second) * kChannels;
  for (std::size_t i = first; i + 8 <= std::min(end, audio.samples.size()); i += 8) {
    double sum = 0;
    for (std::size_t j = i; j < i + 8; ++j) {
      sum += static_cast<double>(audio.samples[j]);
    }
    samples.push_back(sum);
  }
  return samples;
}

// The strength of one frequency, under a Hann window.
double strength(const std::vector<double>& samples, double samples_per_second, double hertz) {
  const auto size = static_cast<double>(samples.size());
  const std::complex<double> turn =
      std::polar(1.0, -2 * std::numbers::pi * hertz / samples_per_second);
  const std::complex<double> slow_turn = std::polar(1.0, 2 * std::numbers::pi / size);
  std::complex<double> phase = 1;
  std::complex<double> slow = 1;
  std::complex<double> sum = 0;
  for (const double sample : samples) {
    sum += sample * (1 - slow.real()) * phase;
    phase *= turn;
    slow *= slow_turn;
  }
  return std::abs(sum);
}

double strongest_frequency(const Audio& audio) {
  const std::vector<double> samples = mono(audio, 0.5, 1);
  double best = 0;
  double best_strength = -1;
  for (int half_hertz = 2 * 100; half_hertz <= 2 * 1000; ++half_hertz) {
    const double here = strength(samples, audio.samples_per_second / 4.0, half_hertz / 2.0);
    if (here > best_strength) {
      best = half_hertz / 2.0;
      best_strength = here;
    }
  }
  return best;
}

// When the sound first comes within 40 dB of its loudest sample after `begin`, in seconds.
double onset_after(const Audio& audio, double begin) {
  const auto first = static_cast<std::size_t>(begin * audio.samples_per_second) * kChannels;
  const std::span<const float> samples = std::span(audio.samples).subspan(first);
  const double threshold = factor_of_decibels(peak_level(samples) - 40);
  for (std::size_t i = 0; i < samples.size(); ++i) {
    if (std::abs(static_cast<double>(samples[i])) > threshold) {
      const std::size_t frame = (first + i) / kChannels;
      return static_cast<double>(frame) / audio.samples_per_second;
    }
  }
  return -1;
}

TEST(Synthesis, PlaysTheA4At440Hertz) {
  for (const int program : {kViolin, kRecorder, kSquareWave}) {
    EXPECT_NEAR(strongest_frequency(sound_of(planted_midi({{.duration = 4}}, program))), 440, 1)
        << "program " << program;
  }
}

TEST(Synthesis, LastsAsLongAsTheNotesAndATail) {
  for (const int beats_a_minute : {40, 97, 120, 208}) {
    const int tempo = 60'000'000 / beats_a_minute;
    const double quarter = tempo * 1e-6;
    const auto midi =
        planted_midi({{.duration = 1}, {.begin = 2, .duration = 1.5}}, kHarpsichord, tempo);
    Synthesizer synthesizer = opened();
    Audio audio;
    const auto synthesis = synthesizer.play(midi, "x.mid", [&](std::span<const float> samples) {
      audio.samples.insert(audio.samples.end(), samples.begin(), samples.end());
      return Result<void>();
    });
    ASSERT_TRUE(synthesis);
    EXPECT_NEAR(synthesis->end_of_notes, 3.5 * quarter, 1e-9);
    EXPECT_EQ(static_cast<std::size_t>(synthesis->frames), audio.frames());
    EXPECT_GE(audio.seconds(), 3.5 * quarter + kLeastTail);
    EXPECT_LE(audio.seconds(), 3.5 * quarter + kMostTail + 0.05);
    EXPECT_TRUE(synthesis->complete);
  }
}

TEST(Synthesis, BeginsEachNoteAtItsTime) {
  for (const int beats_a_minute : {40, 97, 120, 208}) {
    const int tempo = 60'000'000 / beats_a_minute;
    // Dry: the first note has died away when the second begins.
    const Audio audio =
        sound_of(planted_midi({{.begin = 1, .duration = 0.25}, {.begin = 6}}, kHarpsichord, tempo),
                 {.reverb = false, .chorus = false});
    const double quarter = tempo * 1e-6;
    EXPECT_NEAR(onset_after(audio, 0), quarter, 0.01) << beats_a_minute;
    EXPECT_NEAR(onset_after(audio, 5.5 * quarter), 6 * quarter, 0.01) << beats_a_minute;
  }
}

TEST(Synthesis, EndsInSilence) {
  const Audio audio = sound_of(planted_midi({{.duration = 2}}, kStrings));
  const std::span<const float> all = audio.samples;
  EXPECT_LT(peak_level(all.last(std::size_t{2} * 441)), peak_level(all) - 60);
  EXPECT_EQ(all.back(), 0);
}

TEST(Synthesis, FadesOutWhatWouldRingForLong) {
  SmfFile file;
  Track& track = file.tracks.emplace_back();
  track.events = {channel_event(0, EventKind::kProgram, 0, 16, 0),  // an organ
                  channel_event(0, EventKind::kController, 0, 64, 127),
                  channel_event(0, EventKind::kNoteOn, 0, 60, 100),
                  channel_event(1, EventKind::kNoteOff, 0, 60, 0)};
  const Audio audio = sound_of(write_smf(file));
  EXPECT_NEAR(audio.seconds(), 0.5 + kMostTail, 0.05);
  EXPECT_LT(std::abs(audio.samples.back()), 1e-4F);
  const std::span<const float> before_fade =
      std::span(audio.samples).first(std::size_t{2} * 44100 * 7);
  EXPECT_GT(peak_level(before_fade.last(4410)), -40);
}

TEST(Synthesis, PlaysTheInstrumentsThatTheProgramsName) {
  const auto second_harmonic = [](int program) {
    const auto samples = mono(sound_of(planted_midi({{.duration = 4}}, program)), 0.5, 1);
    return decibels(strength(samples, 11025, 880) / strength(samples, 11025, 440));
  };
  EXPECT_GT(second_harmonic(kTrumpet), second_harmonic(kRecorder) + 30);
}

TEST(Synthesis, PlaysEachChannelWithItsOwnInstrument) {
  SmfFile file;
  Track& track = file.tracks.emplace_back();
  track.events = {channel_event(0, EventKind::kProgram, 0, kTrumpet, 0),
                  channel_event(0, EventKind::kProgram, 1, kRecorder, 0),
                  channel_event(0, EventKind::kNoteOn, 1, 69, 90),
                  channel_event(4, EventKind::kNoteOff, 1, 69, 0)};
  EXPECT_EQ(sound_of(write_smf(file)).samples,
            sound_of(planted_midi({{.duration = 4, .channel = 1}}, kRecorder)).samples);
}

TEST(Synthesis, IsTheSameEachTime) {
  const auto midi = planted_midi({{.pitch = 60}, {.pitch = 64}, {.pitch = 67}}, kStrings);
  const Audio first = sound_of(midi);
  EXPECT_EQ(sound_of(midi).samples, first.samples);
  // Also from a synthesizer that has played something else and was stopped in the middle.
  Synthesizer used = opened();
  const auto other = planted_midi({{.duration = 8, .pitch = 40}}, kTrumpet);
  const auto stopped = used.play(
      other, "y.mid", [](std::span<const float>) { return Result<void>(); },
      [](const SynthesisProgress&) { return false; });
  ASSERT_TRUE(stopped);
  EXPECT_FALSE(stopped->complete);
  std::vector<float> samples;
  ASSERT_TRUE(used.play(midi, "x.mid", [&](std::span<const float> block) {
    samples.insert(samples.end(), block.begin(), block.end());
    return Result<void>();
  }));
  EXPECT_EQ(samples, first.samples);
}

TEST(Synthesis, DoesNotDependOnOthersBesideIt) {
  const auto midi_of = [](int i) {
    return planted_midi({{.duration = 2, .pitch = 60 + i}, {.begin = 2, .pitch = 65 + i}},
                        kStrings + i);
  };
  std::vector<Audio> together(4);
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&, i] { together[static_cast<std::size_t>(i)] = sound_of(midi_of(i)); });
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  for (int i = 0; i < 4; ++i) {
    EXPECT_EQ(together[static_cast<std::size_t>(i)].samples, sound_of(midi_of(i)).samples);
  }
}

TEST(Synthesis, HasTheSampleRateThatIsAskedFor) {
  const auto midi = planted_midi({{.duration = 4}}, kRecorder);
  const Audio audio = sound_of(midi, {.samples_per_second = 48000});
  EXPECT_EQ(audio.samples_per_second, 48000);
  EXPECT_NEAR(strongest_frequency(audio), 440, 1);
  EXPECT_GE(audio.seconds(), 2 + kLeastTail);
  EXPECT_LE(audio.seconds(), 2 + kMostTail);
}

TEST(Synthesis, TellsHowFarItIsAndStopsWhenToldTo) {
  const auto midi = planted_midi({{.duration = 8}});
  std::vector<double> seen;
  std::int64_t frames = 0;
  const auto synthesis = opened().play(
      midi, "x.mid",
      [&](std::span<const float> samples) {
        frames += std::ssize(samples) / kChannels;
        return Result<void>();
      },
      [&](const SynthesisProgress& progress) {
        EXPECT_DOUBLE_EQ(progress.of_seconds, 4);
        seen.push_back(progress.seconds);
        return progress.seconds < 1;
      });
  ASSERT_TRUE(synthesis);
  EXPECT_FALSE(synthesis->complete);
  EXPECT_EQ(synthesis->frames, frames);
  ASSERT_GE(seen.size(), 5);
  EXPECT_TRUE(std::ranges::is_sorted(seen));
  EXPECT_NEAR(seen.back(), 1, 0.1);
}

TEST(Synthesis, PassesOnTheErrorOfItsSink) {
  const auto synthesis =
      opened().play(planted_midi({{}}), "x.mid",
                    [](std::span<const float>) -> Result<void> { return fail("disk is full"); });
  ASSERT_FALSE(synthesis);
  EXPECT_EQ(synthesis.error().message(), "disk is full");
}

TEST(Synthesis, OfNoNotesIsAnError) {
  const auto audio = synthesise(planted_midi({}), "x.mid", test_soundfont());
  ASSERT_FALSE(audio);
  EXPECT_EQ(audio.error().message(), "x.mid: has no notes, so there is nothing to hear");
}

TEST(Synthesis, OfABrokenMidiFileIsAnError) {
  const auto audio = synthesise(as_bytes_of("not MIDI"), "x.mid", test_soundfont());
  ASSERT_FALSE(audio);
  EXPECT_THAT(audio.error().message(), HasSubstr("x.mid: is not a MIDI file"));
}

TEST(Synthesis, OfHoursIsAnErrorBeforeItBegins) {
  const auto midi = planted_midi({{.begin = 0}, {.begin = 36'000}});  // 5 hours
  bool played = false;
  const auto synthesis = opened().play(midi, "x.mid", [&](std::span<const float>) {
    played = true;
    return Result<void>();
  });
  ASSERT_FALSE(synthesis);
  EXPECT_EQ(synthesis.error().message(),
            "x.mid: would sound for 5.0 hours, more than the 4.0 hours that are played");
  EXPECT_FALSE(played);
  const auto audio = synthesise(planted_midi({{}, {.begin = 1500}}), "x.mid", test_soundfont());
  ASSERT_FALSE(audio);
  EXPECT_EQ(audio.error().message(),
            "x.mid: would sound for 13 minutes, more than the 10 minutes that are played");
}

class BrokenSoundfont : public SoundFolder {};

TEST_F(BrokenSoundfont, IsAnErrorAndPrintsNothing) {
  const auto bytes = read_file(test_soundfont());
  ASSERT_TRUE(bytes);
  ASSERT_TRUE(write_file(folder_ / "text.sf2", "This is text."));
  ASSERT_TRUE(write_file(folder_ / "cut.sf2", std::span(*bytes).first(100'000)));
  testing::internal::CaptureStderr();
  const auto missing = Synthesizer::open(folder_ / "none.sf2");
  const auto text = Synthesizer::open(folder_ / "text.sf2");
  const auto cut = Synthesizer::open(folder_ / "cut.sf2");
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
  ASSERT_FALSE(missing);
  ASSERT_FALSE(text);
  ASSERT_FALSE(cut);
  EXPECT_THAT(missing.error().message(), HasSubstr("none.sf2: there is no such soundfont"));
  EXPECT_THAT(text.error().message(), HasSubstr("text.sf2: cannot be read as a soundfont"));
  EXPECT_THAT(cut.error().message(), HasSubstr("is 100000 bytes long where its head says 5969788"));
  for (const auto* opened : {&missing, &text, &cut}) {
    EXPECT_THAT(opened->error().message(), HasSubstr("--soundfont"));
    EXPECT_THAT(opened->error().message(), HasSubstr("timgm6mb-soundfont"));
  }
}

}  // namespace
}  // namespace bachprop
