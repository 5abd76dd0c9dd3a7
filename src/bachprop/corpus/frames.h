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

// The rolls' contents that were left out or changed so that they became scores.
struct FrameAccount {
  std::vector<std::string> pieces_left_out;  // "train/017: frame 3: 130 is not a pitch; ..."
  std::vector<std::string> unknown_keys;     // of the file, beside its three parts
  std::int64_t notes_struck_again = 0;       // longer than the longest possible duration
  std::string first_struck_again;            // "train/001: frame 0: pitch 60 lasts 602 frames"
  std::int64_t silences_shortened = 0;       // the onsets around them are too far apart
  std::int64_t frames_of_silence_lost = 0;   // in all
  // "test/000: frame 4009: 4000 frames after the onset before it"
  std::string first_silence;

  friend bool operator==(const FrameAccount&, const FrameAccount&) = default;
};

// A sentence for each kind of change; empty when the rolls are what the file has.
[[nodiscard]] std::vector<std::string> describe(const FrameAccount& account);

// A corpus whose pieces were given as frames: which pitches sound in each step of time.
//
// A note is a maximal run of frames in which a pitch sounds: a roll does not tell a held note from
// a repeated one. A run longer than the longest possible duration is struck again after it, which
// gives the same frames. Frames of silence before the first note are its onset. Frames after the
// last note have no place in a score. Nor has the part of a silence that takes two onsets farther
// apart than the longest possible duration.
struct FrameCorpus {
  // Pieces are named train/000, valid/000, test/000 ... by their place in the file. A digest is
  // that of its frames as JSON without spaces, pitches rising, each once a frame. The dictionaries
  // are those of all three sets. The values of notes belong to the benchmark's format, as the 88
  // keys of a piano roll do. Nothing else of the test set is looked at before it is measured.
  Corpus corpus;
  std::vector<FramePart> parts;      // of each piece
  std::vector<std::int64_t> frames;  // of each piece as the file has them, silent ones too
  Quarters frame;                    // how long one is
  FrameAccount account;
};

// Reads {"train": [...], "valid": [...], "test": [...]}: each a list of pieces, a piece a list of
// frames, a frame a list of MIDI pitches. A pitch is 60 or 60.0; the same one twice is a unison and
// counts once. A piece that is something else is left out and named in the account. `frame`, above
// 0, is how long a frame is to be. Every dT and duration up to the longest must be a possible
// duration (rhythm.h).
// Errors: no JSON (what it is instead, and how to convert it); a set without a readable piece; a
// frame whose multiples are impossible durations.
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
