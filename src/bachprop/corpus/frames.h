// Piano rolls in JSON, as published benchmarks come, to a corpus with its split.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "bachprop/base/result.h"
#include "bachprop/corpus/corpus.h"

namespace bachprop {

enum class FramePart { kTest, kTrain, kValid };

// A corpus whose pieces were given as frames: which pitches sound in each step of time.
//
// A note is a maximal run of frames in which a pitch sounds: a roll does not tell a held note from
// a repeated one. Frames of silence before the first note are its onset; those after the last note
// have no place in a score.
struct FrameCorpus {
  // Pieces are named train/000, valid/000, test/000 ..., in their order. A piece's digest is that
  // of its frames as JSON without spaces, pitches rising, each once a frame. The dictionaries are
  // those of all three parts: the values that notes may have belong to the benchmark's format, as
  // the 88 keys of a piano roll do; nothing else of the test part is looked at before it is
  // measured.
  Corpus corpus;
  std::vector<FramePart> parts;      // of each piece
  std::vector<std::int64_t> frames;  // of each piece, silent ones too
  Quarters frame;                    // how long one is
};

// Reads {"train": [...], "valid": [...], "test": [...]}: each a list of pieces, a piece a list of
// frames, a frame a list of MIDI pitches (60 or 60.0; the same one twice is a unison and counts
// once). `frame`, above 0, is how long a frame is to be; every dT and duration must be a possible
// duration (rhythm.h). The error names the piece and the frame.
[[nodiscard]] Result<FrameCorpus> read_frames(const std::filesystem::path& path,
                                              const Quarters& frame);

// The same from the file's bytes; `name` begins the messages.
[[nodiscard]] Result<FrameCorpus> parse_frames(std::span<const std::byte> bytes,
                                               const std::string& name, const Quarters& frame);

struct FrameCounts {
  std::int64_t pieces = 0;
  std::int64_t frames = 0;
  std::int64_t notes = 0;

  friend bool operator==(const FrameCounts&, const FrameCounts&) = default;
};

[[nodiscard]] FrameCounts count_part(const FrameCorpus& frames, FramePart part);

}  // namespace bachprop
