#include "bachprop/sound/synthesis.h"

#include <fluidsynth.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <fstream>
#include <mutex>
#include <optional>
#include <utility>

#include "bachprop/base/check.h"
#include "bachprop/base/numbers.h"
#include "bachprop/base/try.h"
#include "bachprop/sound/timeline.h"

namespace bachprop {
namespace {

namespace fs = std::filesystem;

// Far below full scale, so that loud chords stay within it even before levels are set. Samples are
// floats: what lies beyond is not cut off here.
constexpr double kGain = 0.5;
// FluidSynth 2.3's own reverb and chorus, stated because other versions have others.
constexpr double kRoomSize = 0.2;
constexpr double kReverbDamping = 0;
constexpr double kReverbWidth = 0.5;
constexpr double kReverbLevel = 0.9;
constexpr int kChorusVoices = 3;
constexpr double kChorusLevel = 2;
constexpr double kChorusHertz = 0.3;
constexpr double kChorusDepth = 8;  // milliseconds
// A chord of 64 notes in stereo takes 128, those that still ring not counted.
constexpr int kPolyphony = 512;

constexpr std::size_t kSynthesisFrames = 4096;
constexpr std::size_t kTailBlockFrames = 1024;
constexpr float kTailLevel = 1e-3F;     // -60 dB
constexpr float kNothingHeard = 1e-6F;  // FluidSynth's reverb of silence is not quite zero
constexpr double kQuietSeconds = 0.1;
constexpr double kFadeSeconds = 1;

// The messages of FluidSynth on this thread; nowhere while there is none.
thread_local std::vector<std::string>* log_of_thread = nullptr;

void take_log(int level, const char* message, void* /*data*/) {
  if (log_of_thread == nullptr || level > FLUID_WARN) {
    return;
  }
  if (std::ranges::find(*log_of_thread, message) == log_of_thread->end()) {
    log_of_thread->emplace_back(message);
  }
}

// Collects the thread's log while it lives.
class LogCapture {
 public:
  explicit LogCapture(std::vector<std::string>& log) { log_of_thread = &log; }
  LogCapture(const LogCapture&) = delete;
  LogCapture& operator=(const LogCapture&) = delete;
  ~LogCapture() { log_of_thread = nullptr; }
};

void take_over_log() {
  static std::once_flag once;
  std::call_once(once, [] {
    for (const int level : {FLUID_PANIC, FLUID_ERR, FLUID_WARN, FLUID_INFO, FLUID_DBG}) {
      fluid_set_log_function(level, take_log, nullptr);
    }
  });
}

struct Delete {
  void operator()(fluid_settings_t* settings) const { delete_fluid_settings(settings); }
  void operator()(fluid_synth_t* synth) const { delete_fluid_synth(synth); }
};
using Settings = std::unique_ptr<fluid_settings_t, Delete>;
using Synth = std::unique_ptr<fluid_synth_t, Delete>;

// Held where threads meet in FluidSynth. The first synth sets up tables of the whole process
// without a lock, and the samples of a soundfont are one cache for all synths.
std::mutex& shared_state() {
  static std::mutex mutex;
  return mutex;
}

Settings make_settings(const SynthesisOptions& options) {
  const std::lock_guard lock(shared_state());
  Settings made(new_fluid_settings());
  check(made != nullptr, "FluidSynth has memory for its settings");
  fluid_settings_t* const settings = made.get();
  fluid_settings_setnum(settings, "synth.sample-rate", options.samples_per_second);
  fluid_settings_setnum(settings, "synth.gain", kGain);
  fluid_settings_setint(settings, "synth.polyphony", kPolyphony);
  fluid_settings_setint(settings, "synth.cpu-cores", 1);
  fluid_settings_setint(settings, "synth.lock-memory", 0);
  fluid_settings_setint(settings, "synth.threadsafe-api", 0);
  fluid_settings_setint(settings, "synth.dynamic-sample-loading", 1);
  fluid_settings_setint(settings, "synth.reverb.active", options.reverb ? 1 : 0);
  fluid_settings_setnum(settings, "synth.reverb.room-size", kRoomSize);
  fluid_settings_setnum(settings, "synth.reverb.damp", kReverbDamping);
  fluid_settings_setnum(settings, "synth.reverb.width", kReverbWidth);
  fluid_settings_setnum(settings, "synth.reverb.level", kReverbLevel);
  fluid_settings_setint(settings, "synth.chorus.active", options.chorus ? 1 : 0);
  fluid_settings_setint(settings, "synth.chorus.nr", kChorusVoices);
  fluid_settings_setnum(settings, "synth.chorus.level", kChorusLevel);
  fluid_settings_setnum(settings, "synth.chorus.speed", kChorusHertz);
  fluid_settings_setnum(settings, "synth.chorus.depth", kChorusDepth);
  return made;
}

Synth make_synth(fluid_settings_t* settings) {
  const std::lock_guard lock(shared_state());
  Synth synth(new_fluid_synth(settings));
  check(synth != nullptr, "FluidSynth has memory for a synth");
  return synth;
}

// A new synth that shares the soundfont with the one that loaded it, which keeps the piano's
// samples in memory for the next piece. One that has already played would not do: reverb and chorus
// keep some of their state through a reset.
class Stage {
 public:
  Stage(fluid_settings_t* settings, fluid_sfont_t* soundfont)
      : soundfont_(soundfont), synth_(make_synth(settings)) {
    const std::lock_guard lock(shared_state());
    check(fluid_synth_add_sfont(synth_.get(), soundfont_) != FLUID_FAILED,
          "FluidSynth takes a soundfont");
    fluid_synth_program_reset(synth_.get());
  }
  Stage(const Stage&) = delete;
  Stage& operator=(const Stage&) = delete;
  ~Stage() {
    const std::lock_guard lock(shared_state());
    // Samples are given back only when no voice sounds any more, the soundfont only when the synth
    // does not own it.
    fluid_synth_all_sounds_off(synth_.get(), -1);
    constexpr int kFrames = 256;
    std::array<float, std::size_t{kFrames}* kChannels> unheard = {};
    fluid_synth_write_float(synth_.get(), kFrames, unheard.data(), 0, kChannels, unheard.data(), 1,
                            kChannels);
    fluid_synth_remove_sfont(synth_.get(), soundfont_);
  }

  [[nodiscard]] fluid_synth_t* synth() const { return synth_.get(); }

 private:
  fluid_sfont_t* soundfont_;
  Synth synth_;
};

// Loads the instrument's samples unless they are there.
void change_program(fluid_synth_t* synth, int channel, int program) {
  const std::lock_guard lock(shared_state());
  fluid_synth_program_change(synth, channel, program);
}

void send(fluid_synth_t* synth, const TimedMessage& message) {
  const int channel = message.channel;
  switch (message.kind) {
    case EventKind::kNoteOff:
      fluid_synth_noteoff(synth, channel, message.data1);
      break;
    case EventKind::kNoteOn:
      fluid_synth_noteon(synth, channel, message.data1, message.data2);
      break;
    case EventKind::kPolyphonicPressure:
      fluid_synth_key_pressure(synth, channel, message.data1, message.data2);
      break;
    case EventKind::kController:
      fluid_synth_cc(synth, channel, message.data1, message.data2);
      break;
    case EventKind::kProgram:
      change_program(synth, channel, message.data1);
      break;
    case EventKind::kChannelPressure:
      fluid_synth_channel_pressure(synth, channel, message.data1);
      break;
    case EventKind::kPitchBend:
      fluid_synth_pitch_bend(synth, channel, message.data2 << 7 | message.data1);
      break;
    case EventKind::kSysex:
      fluid_synth_sysex(synth, message.payload.data(), as_int(message.payload.size()), nullptr,
                        nullptr, nullptr, 0);
      break;
    case EventKind::kMeta:
    case EventKind::kSysexContinuation:
      break;
  }
}

float peak_of(std::span<const float> samples) {
  float peak = 0;
  for (const float sample : samples) {
    peak = std::max(peak, std::abs(sample));
  }
  return peak;
}

// Multiplies by what falls evenly from `begin` before the first frame to `end` at the last.
void fade(std::span<float> samples, double begin, double end) {
  const std::size_t frames = samples.size() / kChannels;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const std::size_t frame = i / kChannels;
    const double passed = as_double(frame + 1) / as_double(frames);
    samples[i] *= static_cast<float>(begin + (end - begin) * passed);
  }
}

// One piece on its way from the synth to the sink.
class Performance {
 public:
  Performance(fluid_synth_t* synth, const Timeline& timeline, int samples_per_second,
              const AudioSink& sink, const WatchSynthesis& watch)
      : synth_(synth),
        timeline_(timeline),
        samples_per_second_(samples_per_second),
        sink_(sink),
        watch_(watch) {}

  Result<void> play() {
    for (const TimedMessage& message : timeline_.messages) {
      if (auto done = play_until(frame_at(message.seconds)); !done || stopped_) {
        return done;
      }
      send(synth_, message);
    }
    return play_until(frame_at(timeline_.end_of_notes)).and_then([this] { return play_tail(); });
  }

  [[nodiscard]] std::int64_t frames() const { return frames_; }
  [[nodiscard]] bool stopped() const { return stopped_; }

 private:
  [[nodiscard]] std::int64_t frame_at(double seconds) const {
    return std::llround(seconds * samples_per_second_);
  }

  std::span<float> synthesise(std::size_t frames) {
    const std::span<float> block = std::span(block_).first(frames * kChannels);
    fluid_synth_write_float(synth_, as_int(frames), block.data(), 0, kChannels, block.data(), 1,
                            kChannels);
    peak_ = std::max(peak_, peak_of(block));
    frames_ += static_cast<std::int64_t>(frames);
    return block;
  }

  Result<void> play_until(std::int64_t end) {
    while (frames_ < end && !stopped_) {
      const auto frames = std::min<std::int64_t>(end - frames_, kSynthesisFrames);
      TRY(sink_(synthesise(as_index(frames))));
      look_up();
    }
    return {};
  }

  // Asks whether to go on, once for so many frames.
  void look_up() {
    if (watch_ && frames_ - watched_ >= static_cast<std::int64_t>(kSynthesisFrames)) {
      watched_ = frames_;
      stopped_ = !watch_({as_double(frames_) / samples_per_second_, timeline_.end_of_notes});
    }
  }

  Result<void> play_tail() {
    const auto rate = as_double(samples_per_second_);
    double quiet = 0;  // seconds
    for (double passed = 0; !stopped_ && passed < kMostTail;) {
      const std::span<float> block = synthesise(kTailBlockFrames);
      const double seconds = kTailBlockFrames / rate;
      quiet = peak_of(block) <= std::max(peak_ * kTailLevel, kNothingHeard) ? quiet + seconds : 0;
      const auto level = [](double at) {
        return std::clamp((kMostTail - at) / kFadeSeconds, 0.0, 1.0);
      };
      const bool last = quiet >= kQuietSeconds && passed + seconds >= kLeastTail;
      fade(block, level(passed), last ? 0 : level(passed + seconds));
      passed = last ? kMostTail : passed + seconds;
      TRY(sink_(block));
      look_up();
    }
    return {};
  }

  fluid_synth_t* synth_;
  const Timeline& timeline_;
  int samples_per_second_;
  const AudioSink& sink_;
  const WatchSynthesis& watch_;
  std::array<float, kSynthesisFrames* kChannels> block_ = {};
  std::int64_t frames_ = 0;
  std::int64_t watched_ = 0;  // frames when `watch_` was asked last
  float peak_ = 0;
  bool stopped_ = false;
};

std::string duration_text(double seconds) {
  return seconds < 3600 ? fmt::format("{:.0f} minutes", seconds / 60)
                        : fmt::format("{:.1f} hours", seconds / 3600);
}

Result<Timeline> read_playable(std::span<const std::byte> midi, std::string_view name,
                               double most_seconds) {
  auto timeline = read_timeline(midi, name);
  if (timeline && timeline->notes == 0) {
    return fail_at(name, "has no notes, so there is nothing to hear");
  }
  if (timeline && timeline->end_of_notes > most_seconds) {
    return fail_at(name,
                   fmt::format("would sound for {}, more than the {} that are played",
                               duration_text(timeline->end_of_notes), duration_text(most_seconds)));
  }
  return timeline;
}

constexpr std::string_view kWhatToDo =
    "name another with --soundfont (Debian has one in timgm6mb-soundfont)";

// The number of its bytes that a RIFF file states; nothing if it is no soundfont.
std::optional<std::uintmax_t> stated_size(const fs::path& path) {
  std::array<char, 12> head = {};
  std::ifstream file(path, std::ios::binary);
  file.read(head.data(), head.size());
  const std::string_view text(head.data(), head.size());
  if (!file || !text.starts_with("RIFF") || !text.ends_with("sfbk")) {
    return std::nullopt;
  }
  std::uintmax_t size = 0;
  for (const char byte : {head[7], head[6], head[5], head[4]}) {
    size = size << 8U | static_cast<unsigned char>(byte);
  }
  return size + 8;
}

// Files that FluidSynth's reader of soundfonts refuses it hands to a library for other formats,
// which would print: so the usual damage is found here.
Result<void> expect_soundfont(const fs::path& path) {
  std::error_code ignored;
  if (!fs::is_regular_file(path, ignored)) {
    return fail_at(path.string(), "there is no such soundfont", kWhatToDo);
  }
  const auto stated = stated_size(path);
  if (!stated) {
    return fail_at(path.string(), "cannot be read as a soundfont (.sf2 or .sf3)", kWhatToDo);
  }
  const std::uintmax_t size = fs::file_size(path, ignored);
  if (size != *stated) {
    return fail_at(path.string(),
                   fmt::format("is {} bytes long where its head says {}: copy it again or {}", size,
                               *stated, kWhatToDo));
  }
  return {};
}

int load(fluid_synth_t* synth, const fs::path& soundfont) {
  const std::lock_guard lock(shared_state());
  return fluid_synth_sfload(synth, soundfont.c_str(), 1);
}

}  // namespace

struct Synthesizer::State {
  State() = default;
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() {
    const std::lock_guard lock(shared_state());
    home.reset();
  }

  fs::path path;
  SynthesisOptions options;
  Settings settings;
  Synth home;
  fluid_sfont_t* soundfont = nullptr;  // owned by `home`
};

Result<Synthesizer> Synthesizer::open(const fs::path& soundfont, SynthesisOptions options) {
  check(options.samples_per_second >= 8000 && options.samples_per_second <= 96000,
        "a sample rate is 8000 to 96000");
  TRY(expect_soundfont(soundfont));
  take_over_log();
  std::vector<std::string> log;
  const LogCapture capture(log);
  auto state = std::make_unique<State>();
  state->path = soundfont;
  state->options = options;
  state->settings = make_settings(options);
  state->home = make_synth(state->settings.get());
  const int id = load(state->home.get(), soundfont);
  if (id == FLUID_FAILED) {
    return fail_at(soundfont.string(),
                   fmt::format("is damaged as a soundfont: {}",
                               log.empty() ? "FluidSynth gives no reason" : log.front()),
                   kWhatToDo);
  }
  state->soundfont = fluid_synth_get_sfont_by_id(state->home.get(), id);
  return Synthesizer(std::move(state));
}

Synthesizer::Synthesizer(std::unique_ptr<State> state) : state_(std::move(state)) {}
Synthesizer::Synthesizer(Synthesizer&&) noexcept = default;
Synthesizer& Synthesizer::operator=(Synthesizer&&) noexcept = default;
Synthesizer::~Synthesizer() = default;

const SynthesisOptions& Synthesizer::options() const { return state_->options; }
const fs::path& Synthesizer::soundfont() const { return state_->path; }

Result<Synthesis> Synthesizer::play(std::span<const std::byte> midi, std::string_view name,
                                    const AudioSink& sink, const WatchSynthesis& watch) {
  const auto timeline = TRY(read_playable(midi, name, state_->options.most_seconds));
  const Stage stage(state_->settings.get(), state_->soundfont);
  Performance performance(stage.synth(), timeline, state_->options.samples_per_second, sink, watch);
  Synthesis synthesis{.end_of_notes = timeline.end_of_notes};
  const LogCapture capture(synthesis.remarks);
  TRY(performance.play());
  synthesis.frames = performance.frames();
  synthesis.complete = !performance.stopped();
  return synthesis;
}

Result<Audio> synthesise(std::span<const std::byte> midi, std::string_view name,
                         const fs::path& soundfont, SynthesisOptions options) {
  options.most_seconds = std::min(options.most_seconds, kMostSecondsInMemory);
  auto synthesizer = TRY(Synthesizer::open(soundfont, options));
  Audio audio{.samples_per_second = options.samples_per_second};
  const auto done = TRY(synthesizer.play(midi, name, [&](std::span<const float> samples) {
    audio.samples.insert(audio.samples.end(), samples.begin(), samples.end());
    return Result<void>();
  }));
  return audio;
}

}  // namespace bachprop
