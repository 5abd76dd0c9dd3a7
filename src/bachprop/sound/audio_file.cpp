#include "bachprop/sound/audio_file.h"

#include <fmt/format.h>
#include <sndfile.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <utility>
#include <vector>

#include "bachprop/base/check.h"
#include "bachprop/base/file_io.h"
#include "bachprop/base/numbers.h"
#include "bachprop/base/try.h"
#include "bachprop/sound/ogg_pages.h"

namespace bachprop {
namespace {

constexpr double kVorbisQuality = 0.6;
constexpr std::uint32_t kOggSerial = 1;
// libsndfile 1.2.0 crashes when much Vorbis is written in one call. Its output depends on how many
// samples come at a time: so always as many.
constexpr std::size_t kBlockFrames = 4096;
constexpr float kFullScale = 32767;

int sndfile_format(AudioFormat format) {
  switch (format) {
    case AudioFormat::kWav:
      return SF_FORMAT_WAV | SF_FORMAT_PCM_16;
    case AudioFormat::kFlac:
      return SF_FORMAT_FLAC | SF_FORMAT_PCM_16;
    case AudioFormat::kOgg:
      return SF_FORMAT_OGG | SF_FORMAT_VORBIS;
  }
  check(false, "an audio format has a value");
  return 0;
}

// The target of libsndfile: a file that it may go back in, or Ogg pages one after another.
class Output {
 public:
  Output(FileWriter file, AudioFormat format) : file_(std::move(file)) {
    if (format == AudioFormat::kOgg) {
      pages_.emplace(kOggSerial);
    }
  }

  void seek(std::size_t position) { position_ = position; }
  [[nodiscard]] std::size_t position() const { return position_; }
  [[nodiscard]] std::size_t size() const { return size_; }
  // The first thing that went wrong, if any.
  [[nodiscard]] const Result<void>& status() const { return status_; }

  bool write(std::span<const std::byte> bytes) {
    if (status_) {
      status_ = pages_ ? write_pages(bytes) : file_.write_at(position_, bytes);
    }
    position_ += bytes.size();
    size_ = std::max(size_, position_);
    return status_.has_value();
  }

  Result<void> finish() {
    if (status_ && pages_) {
      status_ = file_.write(pages_->rest());
    }
    return status_ ? file_.finish() : status_;
  }

 private:
  Result<void> write_pages(std::span<const std::byte> bytes) {
    check(position_ == size_, "libsndfile writes Ogg from the beginning to the end");
    return file_.write(pages_->add(bytes));
  }

  FileWriter file_;
  std::optional<OggPages> pages_;
  std::size_t position_ = 0;
  std::size_t size_ = 0;
  Result<void> status_ = {};
};

sf_count_t output_size(void* output) {
  return static_cast<sf_count_t>(static_cast<Output*>(output)->size());
}

sf_count_t output_position(void* output) {
  return static_cast<sf_count_t>(static_cast<Output*>(output)->position());
}

sf_count_t seek_output(sf_count_t offset, int whence, void* output) {
  const sf_count_t from = whence == SEEK_SET   ? 0
                          : whence == SEEK_CUR ? output_position(output)
                                               : output_size(output);
  static_cast<Output*>(output)->seek(as_index(std::max<sf_count_t>(from + offset, 0)));
  return output_position(output);
}

sf_count_t read_nothing(void* /*bytes*/, sf_count_t /*count*/, void* /*output*/) { return 0; }

sf_count_t write_output(const void* bytes, sf_count_t count, void* output) {
  const std::span all(static_cast<const std::byte*>(bytes), as_index(count));
  return static_cast<Output*>(output)->write(all) ? count : 0;
}

struct Close {
  void operator()(SNDFILE* file) const { sf_close(file); }
};

void set_tag(SNDFILE* file, int tag, const std::string& text) {
  if (!text.empty()) {
    sf_set_string(file, tag, text.c_str());
  }
}

}  // namespace

std::optional<AudioFormat> audio_format_named(std::string_view name) {
  const auto format = from_name<AudioFormat>(name);
  return format ? std::optional(*format) : std::nullopt;
}

struct AudioFileWriter::State {
  State(std::filesystem::path path_of_file, FileWriter file, AudioFormat wanted)
      : path(std::move(path_of_file)), format(wanted), output(std::move(file), wanted) {}

  // Why the file cannot be written.
  [[nodiscard]] Error failure() const {
    const Result<void>& written = output.status();
    return written ? Error{path.string(),
                           fmt::format("cannot be written as {}: {}", name_of(format),
                                       sf_strerror(encoder.get())),
                           ""}
                   : written.error();
  }

  // Takes samples up to a whole block and gives back those left over.
  std::span<const float> fill(std::span<const float> samples) {
    const auto taken = samples.first(std::min(samples.size(), block.size() - filled));
    std::ranges::copy(taken, block.begin() + static_cast<std::ptrdiff_t>(filled));
    filled += taken.size();
    return samples.subspan(taken.size());
  }

  Result<void> write_block() {
    const std::span<const float> samples = std::span(block).first(std::exchange(filled, 0));
    const auto frames = static_cast<sf_count_t>(samples.size() / kChannels);
    const sf_count_t written = format == AudioFormat::kOgg
                                   ? sf_writef_float(encoder.get(), clip(samples), frames)
                                   : sf_writef_short(encoder.get(), round(samples), frames);
    if (written != frames || !output.status()) {
      return tl::unexpected(failure());
    }
    total_frames += frames;
    return {};
  }

  float limited(float sample) {
    const float inside = std::clamp(sample, -1.0F, 1.0F);
    clipped += inside == sample ? 0 : 1;
    return inside;
  }

  const float* clip(std::span<const float> samples) {
    std::ranges::transform(samples, floats.begin(), [this](float x) { return limited(x); });
    return floats.data();
  }

  const short* round(std::span<const float> samples) {
    std::ranges::transform(samples, shorts.begin(), [this](float x) {
      return static_cast<short>(std::lrint(limited(x) * kFullScale));
    });
    return shorts.data();
  }

  std::filesystem::path path;
  AudioFormat format;
  Output output;
  std::array<float, kBlockFrames* kChannels> block = {};
  std::size_t filled = 0;  // samples of the block
  std::array<float, kBlockFrames* kChannels> floats = {};
  std::array<short, kBlockFrames* kChannels> shorts = {};
  std::int64_t clipped = 0;
  std::int64_t total_frames = 0;
  std::unique_ptr<SNDFILE, Close> encoder;  // writes to `output` when it is closed
};

Result<AudioFileWriter> AudioFileWriter::create(const std::filesystem::path& path,
                                                const AudioFileOptions& options) {
  auto file = TRY(FileWriter::create(path, options.if_there));
  auto state = std::make_unique<State>(path, std::move(file), options.format);
  SF_INFO info = {};
  info.samplerate = options.samples_per_second;
  info.channels = kChannels;
  info.format = sndfile_format(options.format);
  SF_VIRTUAL_IO io = {output_size, seek_output, read_nothing, write_output, output_position};
  state->encoder.reset(sf_open_virtual(&io, SFM_WRITE, &info, &state->output));
  if (state->encoder == nullptr) {
    return tl::unexpected(state->failure());
  }
  double quality = kVorbisQuality;
  if (options.format == AudioFormat::kOgg) {
    sf_command(state->encoder.get(), SFC_SET_VBR_ENCODING_QUALITY, &quality, sizeof(quality));
  }
  set_tag(state->encoder.get(), SF_STR_TITLE, options.tags.title);
  set_tag(state->encoder.get(), SF_STR_ARTIST, options.tags.artist);
  return AudioFileWriter(std::move(state));
}

AudioFileWriter::AudioFileWriter(std::unique_ptr<State> state) : state_(std::move(state)) {}
AudioFileWriter::AudioFileWriter(AudioFileWriter&&) noexcept = default;
AudioFileWriter& AudioFileWriter::operator=(AudioFileWriter&&) noexcept = default;
AudioFileWriter::~AudioFileWriter() = default;

Result<void> AudioFileWriter::write(std::span<const float> samples) {
  check(samples.size() % kChannels == 0, "samples come in whole frames");
  while (!samples.empty()) {
    samples = state_->fill(samples);
    if (state_->filled == state_->block.size()) {
      TRY(state_->write_block());
    }
  }
  return {};
}

Result<void> AudioFileWriter::finish() {
  TRY(state_->write_block());
  if (state_->total_frames == 0) {
    return fail_at(state_->path.string(), "there is no sound to write");
  }
  SNDFILE* const encoder = state_->encoder.release();
  if (sf_close(encoder) != 0 && state_->output.status()) {
    return fail_at(state_->path.string(),
                   fmt::format("cannot be written as {}", name_of(state_->format)));
  }
  return state_->output.finish();
}

std::int64_t AudioFileWriter::clipped() const { return state_->clipped; }

Result<void> write_audio(const std::filesystem::path& path, const Audio& audio,
                         AudioFileOptions options) {
  options.samples_per_second = audio.samples_per_second;
  auto file = TRY(AudioFileWriter::create(path, options));
  return file.write(audio.samples).and_then([&] { return file.finish(); });
}

}  // namespace bachprop
