#include "bachprop/sound/recording.h"

#include <algorithm>
#include <array>
#include <utility>

#include "bachprop/base/numbers.h"
#include "bachprop/base/try.h"

namespace bachprop {
namespace {

constexpr std::size_t kBlockSamples = std::size_t{4096} * kChannels;

// The sound of the first playing: its loudness, and its samples while they are few.
class FirstTake {
 public:
  FirstTake(int samples_per_second, double most_seconds)
      : meter_(samples_per_second),
        most_samples_(static_cast<std::size_t>(most_seconds * samples_per_second) * kChannels) {}

  void add(std::span<const float> samples) {
    meter_.add(samples);
    is_kept_ = is_kept_ && kept_.size() + samples.size() <= most_samples_;
    if (is_kept_) {
      kept_.insert(kept_.end(), samples.begin(), samples.end());
    } else {
      kept_ = {};
    }
  }

  [[nodiscard]] Loudness loudness() const { return meter_.loudness(); }
  [[nodiscard]] bool is_kept() const { return is_kept_; }
  [[nodiscard]] std::span<const float> kept() const { return kept_; }

 private:
  LoudnessMeter meter_;
  std::size_t most_samples_;
  bool is_kept_ = true;
  std::vector<float> kept_;
};

// The files of one recording, all of them given the same samples.
class Files {
 public:
  static Result<Files> create(std::span<const RecordingFile> wanted,
                              const RecordingOptions& options, int samples_per_second) {
    Files files;
    for (const RecordingFile& file : wanted) {
      auto writer = TRY(AudioFileWriter::create(
          file.path, {file.format, samples_per_second, options.tags, options.if_there}));
      files.writers_.push_back(std::move(writer));
    }
    return files;
  }

  // At most kBlockSamples.
  Result<void> write(std::span<const float> samples, float gain) {
    std::ranges::transform(samples, block_.begin(), [gain](float x) { return gain * x; });
    return each([&](AudioFileWriter& writer) {
      return writer.write(std::span(block_).first(samples.size()));
    });
  }

  Result<void> finish() {
    return each([](AudioFileWriter& writer) { return writer.finish(); });
  }

  [[nodiscard]] std::int64_t clipped() const {
    return writers_.empty() ? 0 : writers_.front().clipped();
  }

 private:
  Result<void> each(const std::function<Result<void>(AudioFileWriter&)>& act) {
    for (AudioFileWriter& writer : writers_) {
      TRY(act(writer));
    }
    return {};
  }

  std::vector<AudioFileWriter> writers_;
  std::array<float, kBlockSamples> block_ = {};
};

// The share of all work that is done when all of `progress` of the part from `begin` to `end` is.
double share_of(const SynthesisProgress& progress, double begin, double end) {
  const double of_part =
      progress.of_seconds > 0 ? std::min(progress.seconds / progress.of_seconds, 1.0) : 1.0;
  return begin + (end - begin) * of_part;
}

WatchSynthesis watch_part(const WatchRecording& watch, double begin, double end) {
  return [&watch, begin, end](const SynthesisProgress& progress) {
    return !watch || watch(share_of(progress, begin, end));
  };
}

// Measuring and writing take turns of about the same length.
constexpr double kShareOfMeasuring = 0.5;

// The music that is played and who watches it.
struct Session {
  Synthesizer& synthesizer;
  std::span<const std::byte> midi;
  std::string_view name;
  const WatchRecording& watch;
};

Result<Synthesis> play_first_time(const Session& session, FirstTake& take) {
  return session.synthesizer.play(
      session.midi, session.name,
      [&](std::span<const float> samples) {
        take.add(samples);
        return Result<void>();
      },
      watch_part(session.watch, 0, kShareOfMeasuring));
}

// Whether all was written; false: it was stopped.
Result<bool> write_kept(std::span<const float> samples, float gain, Files& files,
                        const WatchSynthesis& watch) {
  const auto all = as_double(samples.size());
  for (std::size_t begin = 0; begin < samples.size(); begin += kBlockSamples) {
    const std::size_t size = std::min(kBlockSamples, samples.size() - begin);
    TRY(files.write(samples.subspan(begin, size), gain));
    if (!watch({as_double(begin + size), all})) {
      return false;
    }
  }
  return true;
}

Result<bool> write_take(const Session& session, const FirstTake& take, float gain, Files& files) {
  const WatchSynthesis watch = watch_part(session.watch, kShareOfMeasuring, 1);
  if (take.is_kept()) {
    return write_kept(take.kept(), gain, files, watch);
  }
  const auto write = [&](std::span<const float> samples) { return files.write(samples, gain); };
  return session.synthesizer.play(session.midi, session.name, write, watch)
      .map([](const Synthesis& again) { return again.complete; });
}

Normalisation loudness_of(const FirstTake& take, const RecordingOptions& options) {
  return options.loudness ? normalise(take.loudness(), *options.loudness)
                          : Normalisation{.before = take.loudness()};
}

}  // namespace

Result<Recording> record(Synthesizer& synthesizer, std::span<const std::byte> midi,
                         std::string_view name, std::span<const RecordingFile> wanted,
                         const RecordingOptions& options, const WatchRecording& watch) {
  const int rate = synthesizer.options().samples_per_second;
  const Session session{synthesizer, midi, name, watch};
  auto files = TRY(Files::create(wanted, options, rate));
  FirstTake take(rate, options.most_seconds_in_memory);
  auto synthesis = TRY(play_first_time(session, take));
  Recording recording{.seconds = as_double(synthesis.frames) / rate,
                      .end_of_notes = synthesis.end_of_notes,
                      .loudness = loudness_of(take, options),
                      .complete = synthesis.complete,
                      .remarks = std::move(synthesis.remarks)};
  if (!recording.complete) {
    return recording;
  }
  const auto gain = static_cast<float>(factor_of_decibels(recording.loudness.gain));
  const auto complete = TRY(write_take(session, take, gain, files));
  recording.complete = complete;
  const auto done = complete ? files.finish() : Result<void>();
  recording.clipped = files.clipped();
  return done.map([&] { return std::move(recording); });
}

}  // namespace bachprop
