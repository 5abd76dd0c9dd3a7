// From a score to sheet music: what the score does not say is found, and what was done is told.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "bachprop/analysis/piece_metre.h"
#include "bachprop/analysis/readable_rhythm.h"
#include "bachprop/arrange/arrangement.h"
#include "bachprop/base/result.h"
#include "bachprop/notation/dynamics.h"
#include "bachprop/notation/notate.h"
#include "bachprop/notation/notated_score.h"
#include "bachprop/score/score.h"

namespace bachprop {

// Options that are not given are taken from the score or, where it does not say, found from its
// notes.
struct SheetOptions {
  ArrangementKind arrangement = ArrangementKind::kNone;
  std::optional<TimeSignature> time = {};  // holds for the whole piece; its onset is not looked at
  // From the first note to the first full bar; 0: nothing.
  std::optional<Quarters> pickup = {};
  std::optional<KeySignature> key = {};  // as the time
  // The file has percussion too, whose player counts the bars that the file states.
  bool has_percussion = false;
  // The grid that notes are moved to; without one only what nobody could read is moved, to the
  // usual grid.
  std::optional<RhythmGrid> grid = {};
  // Composed by a network, as the score may say itself. Its voices are found from the notes, and
  // nothing that all notes share is taken for an offset. MetreOptions says what follows for the
  // bars.
  bool is_composed = false;
  std::optional<double> quarters_per_minute = {};
  bool ritardando = false;    // the tempo slows down at the end (ritardando.h)
  std::string title = {};     // empty: the score's
  std::string composer = {};  // as the title
  bool lyrics = true;         // the words of a song under the notes, where the score has any
};

struct Sheet {
  Score score;      // as it is written
  Quarters offset;  // by how much all notes were late, or early below 0: it was taken off
  Arrangement arrangement;
  ScoreHead head;
  NotatedScore notated;
  SheetSource time_from = SheetSource::kNotes;
  SheetSource pickup_from = SheetSource::kNotes;
  SheetSource key_from = SheetSource::kNotes;
  // The moves that make it readable, then the arrangement's remarks.
  std::vector<std::string> remarks;
};

// Sheet music of a score of Unisons::kPerVoice. Notes that lie beside the beat as a whole are put
// on it (common_offset.h). A score that was played and not written is moved to times that can be
// read. Errors: there are no notes, there is too much music for a score on paper, or something
// cannot be arranged or written.
[[nodiscard]] Result<Sheet> make_sheet(const Score& score, const SheetOptions& options = {});

// One part of it as sheet music of its own, with the instrument in its title. Otherwise it is as it
// stands in the score; `part` is an index into the arrangement's.
[[nodiscard]] NotatedScore part_sheet(const Sheet& sheet, std::size_t part);

// A MIDI file of the arrangement, which its instruments play.
[[nodiscard]] std::vector<std::byte> write_arranged_midi(const Sheet& sheet,
                                                         Dynamics dynamics = Dynamics::kShaped);

// "G major", "E flat minor", the key that a signature stands for.
[[nodiscard]] std::string key_name(const KeySignature& signature);
// The signature of such a name: a letter, then perhaps "#", "b", "sharp" or "flat", then perhaps
// "major", "minor", "M" or "m". Nothing for other words, or where more than seven signs would be
// needed.
[[nodiscard]] std::optional<KeySignature> key_signature_named(const std::string& name);

}  // namespace bachprop
