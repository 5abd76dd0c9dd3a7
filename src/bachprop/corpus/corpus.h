// A corpus: pieces ready for training, their dictionaries, and where they came from.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "bachprop/base/note_symbols.h"
#include "bachprop/base/result.h"
#include "bachprop/corpus/bars.h"
#include "bachprop/corpus/dictionary.h"
#include "bachprop/score/score.h"

namespace bachprop {

struct Piece {
  std::string name;    // the file's path below the folder that was given
  std::string sha256;  // of the MIDI file's bytes
  // Rhythm normalised, unisons merged; without programs and player. With velocities only where
  // somebody played them: of 16 kinds at least.
  Score score;
  Metre bars = {};  // as find_bars finds them; empty: as the score states them

  friend bool operator==(const Piece&, const Piece&) = default;
};

struct CorpusOptions {
  bool keep_percussion = false;

  friend bool operator==(const CorpusOptions&, const CorpusOptions&) = default;
};

struct Corpus {
  std::vector<Piece> pieces;  // sorted by name
  Dictionaries dictionaries;
  CorpusOptions options;

  friend bool operator==(const Corpus&, const Corpus&) = default;
};

// The dictionaries of these scores. dT of a piece's first note is its onset.
[[nodiscard]] Dictionaries make_dictionaries(std::span<const Piece> pieces);

// START/END three times: what stands before the first note and after the last.
[[nodiscard]] NoteSymbols start_end(const Dictionaries& dictionaries);

// A score as symbols, one entry a note, without START/END. Every dT, T and P must be in the
// dictionaries; the error names the first that is not.
[[nodiscard]] Result<std::vector<NoteSymbols>> encode(const Score& score,
                                                      const Dictionaries& dictionaries);

// The notes of symbols, none of them START/END. Two notes of one pitch may overlap in what a
// network writes: the earlier ends where the later begins.
[[nodiscard]] Score decode(std::span<const NoteSymbols> symbols, const Dictionaries& dictionaries);

}  // namespace bachprop
