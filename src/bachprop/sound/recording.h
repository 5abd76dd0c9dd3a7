// A MIDI file as sound files, at a stated loudness.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "bachprop/base/result.h"
#include "bachprop/sound/audio_file.h"
#include "bachprop/sound/loudness.h"
#include "bachprop/sound/synthesis.h"

namespace bachprop {

struct RecordingFile {
  std::filesystem::path path;
  AudioFormat format = AudioFormat::kWav;
};

struct RecordingOptions {
  // Nothing: as the soundfont plays it.
  std::optional<LoudnessTarget> loudness = LoudnessTarget{};
  AudioTags tags = {};
  IfThere if_there = IfThere::kReplace;  // of each file
  // The sound of music up to so long is kept between measuring and writing. Longer music is played
  // twice, so that memory does not grow with it. The files are the same.
  double most_seconds_in_memory = kMostSecondsInMemory;
};

struct Recording {
  double seconds = 0;                     // of sound, the tail included
  double end_of_notes = 0;                // from the first tick to the last note-off
  Normalisation loudness = {};            // as measured, and the gain; 0 dB without a target
  std::int64_t clipped = 0;               // samples cut off at full scale; none with a target
  bool complete = true;                   // false: `watch` stopped it, and there is no file
  std::vector<std::string> remarks = {};  // those of Synthesis
};

// `done` is a share of 1; when it returns false, recording stops.
using WatchRecording = std::function<bool(double done)>;

// Plays `midi`, measures how loud it is, and writes it with one gain to each of the `wanted` files.
// They appear as a whole, at the end. Errors are those of Synthesizer::play, beginning with `name`,
// and of writing, with the file's.
[[nodiscard]] Result<Recording> record(Synthesizer& synthesizer, std::span<const std::byte> midi,
                                       std::string_view name, std::span<const RecordingFile> wanted,
                                       const RecordingOptions& options = {},
                                       const WatchRecording& watch = {});

}  // namespace bachprop
