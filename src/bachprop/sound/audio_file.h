// Sound as files, with libsndfile.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "bachprop/base/enum_names.h"
#include "bachprop/base/file_io.h"
#include "bachprop/base/result.h"
#include "bachprop/sound/audio.h"

namespace bachprop {

enum class AudioFormat : std::uint8_t {
  kWav,   // 16 bits a sample
  kFlac,  // the same samples as WAV, smaller
  kOgg,   // Ogg Vorbis, with loss; at quality 0.6 of 1
};

// The name is also the file's extension.
template <>
struct EnumNames<AudioFormat> {
  static constexpr std::string_view kWhat = "audio format";
  static constexpr std::array<std::pair<AudioFormat, std::string_view>, 3> kNames = {
      {{AudioFormat::kWav, "wav"}, {AudioFormat::kFlac, "flac"}, {AudioFormat::kOgg, "ogg"}}};
};

// Nothing for another word.
[[nodiscard]] std::optional<AudioFormat> audio_format_named(std::string_view name);

struct AudioTags {
  std::string title = {};  // none if empty
  std::string artist = {};
};

struct AudioFileOptions {
  AudioFormat format = AudioFormat::kWav;
  int samples_per_second = 44100;
  AudioTags tags = {};
  IfThere if_there = IfThere::kReplace;
};

// A file that is written block by block and appears as a whole, as with write_file. Samples of 16
// bits are rounded to the nearest, without dither, so that silence stays silence. Samples beyond
// full scale are cut off there. Equal samples and options give equal bytes.
class AudioFileWriter {
 public:
  [[nodiscard]] static Result<AudioFileWriter> create(const std::filesystem::path& path,
                                                      const AudioFileOptions& options);
  AudioFileWriter(AudioFileWriter&&) noexcept;
  AudioFileWriter& operator=(AudioFileWriter&&) noexcept;
  AudioFileWriter(const AudioFileWriter&) = delete;
  AudioFileWriter& operator=(const AudioFileWriter&) = delete;
  // Unless it was finished nothing is left of it.
  ~AudioFileWriter();

  // Whole frames, [frame, channel]. The error, a full disk for instance, names the file.
  [[nodiscard]] Result<void> write(std::span<const float> samples);
  // Only then is there a file; without any frames that is an error. Not to be
  // followed by another write.
  [[nodiscard]] Result<void> finish();
  // Samples that were cut off, known when the file is finished.
  [[nodiscard]] std::int64_t clipped() const;

 private:
  struct State;
  explicit AudioFileWriter(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// All of `audio`, at its own rate instead of that of the options.
[[nodiscard]] Result<void> write_audio(const std::filesystem::path& path, const Audio& audio,
                                       AudioFileOptions options = {});

}  // namespace bachprop
