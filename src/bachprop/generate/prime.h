// The beginning of a given score as symbols that a model knows, for it to go on from.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "bachprop/base/note_symbols.h"
#include "bachprop/base/result.h"
#include "bachprop/corpus/dictionary.h"
#include "bachprop/score/score.h"
#include "bachprop/train/trained_model.h"

namespace bachprop {

struct Prime {
  std::vector<NoteSymbols> symbols;  // at least one, none of them START/END
  // Title, tempos, time and key signatures of the given beginning; no notes.
  Score frame = {};
  // One sentence for each note that was changed or dropped, at most kListedRemarks of them, and for
  // what was repaired in the file.
  std::vector<std::string> remarks = {};
  std::size_t notes_changed = 0;  // to another onset, duration or octave
  std::size_t notes_dropped = 0;

  friend bool operator==(const Prime&, const Prime&) = default;
};

constexpr std::size_t kListedRemarks = 20;

// The notes of `score` that begin before `length`. Values outside the dictionaries are moved as
// little as possible, so that onsets do not drift. Pitches move by octaves into the range, onsets
// and durations to the nearest that can be said. A note is dropped when no octave of its pitch is
// in the range or when it comes to overlap another of its pitch. An error when no note is left.
[[nodiscard]] Result<Prime> make_prime(const Score& score, Quarters length,
                                       const Dictionaries& dictionaries);

// Reads a MIDI file as the pieces of the model were read and makes a prime of it.
[[nodiscard]] Result<Prime> read_prime(const std::filesystem::path& path, Quarters length,
                                       const TrainedModel& model);

}  // namespace bachprop
