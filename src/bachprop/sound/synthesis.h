// From MIDI to sound, without an audio device and faster than it sounds, with FluidSynth.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "bachprop/base/result.h"
#include "bachprop/sound/audio.h"

namespace bachprop {

struct SynthesisOptions {
  int samples_per_second = 44100;  // 8000 .. 96000
  // FluidSynth's, in the amounts that synthesis.cpp states; off for a dry sound.
  bool reverb = true;
  bool chorus = true;
  // Longer sound is an error: a damaged file can claim months.
  double most_seconds = 4 * 3600;
};

// After the last note-off the sound goes on until 0.1 s of it lie 60 dB below the loudest sample of
// the piece. That takes at least kLeastTail, and at most kMostTail seconds, the last of which fades
// out.
constexpr double kLeastTail = 0.5;
constexpr double kMostTail = 8;

struct SynthesisProgress {
  double seconds = 0;     // of music that is done
  double of_seconds = 0;  // from the first tick to the last note-off
};

// Called some ten times for each second of music; when it returns false, synthesis stops.
using WatchSynthesis = std::function<bool(const SynthesisProgress&)>;

struct Synthesis {
  double end_of_notes = 0;  // seconds from the first tick to the last note-off
  std::int64_t frames = 0;  // given to the sink, the tail included
  bool complete = true;     // false: `watch` stopped it
  // The things FluidSynth warned of, an instrument that the soundfont lacks for instance; each
  // once.
  std::vector<std::string> remarks = {};
};

// A soundfont, ready to play. One piece after another, all equal to those of a new Synthesizer; not
// for two threads at once, but each thread can have its own. FluidSynth's log, which is one for the
// process, is taken over: nothing is printed.
class Synthesizer {
 public:
  // The error names the file and what to do.
  [[nodiscard]] static Result<Synthesizer> open(const std::filesystem::path& soundfont,
                                                SynthesisOptions options = {});
  Synthesizer(Synthesizer&&) noexcept;
  Synthesizer& operator=(Synthesizer&&) noexcept;
  Synthesizer(const Synthesizer&) = delete;
  Synthesizer& operator=(const Synthesizer&) = delete;
  ~Synthesizer();

  [[nodiscard]] const SynthesisOptions& options() const;
  [[nodiscard]] const std::filesystem::path& soundfont() const;

  // Plays a MIDI file with the instruments that its program changes name, a piano where there are
  // none, and channel 10 as percussion. From the first tick, so that a rest at the beginning is
  // heard. `sink` gets at most 4096 frames at a time; memory does not grow with the piece. A
  // message takes effect within 64 frames after its time (1.5 ms). Equal bytes and options give
  // equal samples. An error when `midi` is no MIDI file, has no notes or is too long, and the
  // sink's own; `name` begins it.
  [[nodiscard]] Result<Synthesis> play(std::span<const std::byte> midi, std::string_view name,
                                       const AudioSink& sink, const WatchSynthesis& watch = {});

 private:
  struct State;
  explicit Synthesizer(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// A piece as a whole, in memory: 21 MB a minute. Longer ones than kMostSecondsInMemory are an
// error.
constexpr double kMostSecondsInMemory = 600;
[[nodiscard]] Result<Audio> synthesise(std::span<const std::byte> midi, std::string_view name,
                                       const std::filesystem::path& soundfont,
                                       SynthesisOptions options = {});

}  // namespace bachprop
