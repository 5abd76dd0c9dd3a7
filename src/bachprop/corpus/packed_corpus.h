// A corpus in as little memory as it takes: 12 bytes a note where a Score takes 44.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "bachprop/corpus/corpus.h"

namespace bachprop {

// A note of normalised rhythm. Times are in the corpus file's unit, 48ths of a quarter.
struct PackedNote {
  std::int32_t onset = 0;
  std::int32_t duration = 0;
  std::uint32_t pitch : 8 = 0;
  std::uint32_t voice : 24 = 0;  // 0 where voices are not known
};

struct PackedPiece {
  Piece rest;  // its score has neither notes nor voices
  std::vector<PackedNote> notes;

  [[nodiscard]] bool knows_voices() const { return !rest.score.voice_names.empty(); }
};

struct PackedCorpus {
  std::vector<PackedPiece> pieces;  // sorted by name
  Dictionaries dictionaries;
  CorpusOptions options;
};

// Every time of a piece must be a multiple of 1/48 of a quarter and fit into 31 bits of them, as
// after normalise_rhythm.
[[nodiscard]] PackedPiece pack(Piece piece);
[[nodiscard]] Piece unpack(PackedPiece piece);

// Needs no more memory than the larger of the two: what was unpacked is released.
[[nodiscard]] Corpus unpack(PackedCorpus corpus);
[[nodiscard]] PackedCorpus pack(Corpus corpus);

// The dictionaries of these pieces. dT of a piece's first note is its onset.
[[nodiscard]] Dictionaries make_dictionaries(std::span<const PackedPiece> pieces);

[[nodiscard]] std::size_t count_notes(const PackedCorpus& corpus);

}  // namespace bachprop
