// From MIDI bytes to a score.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "bachprop/base/result.h"
#include "bachprop/midi/smf_reader.h"
#include "bachprop/score/score.h"

namespace bachprop {

struct ScoreReadOptions {
  bool keep_percussion = false;  // keep the notes of channel 10, whose pitches are instruments
  bool strict = false;           // make the first thing that needs repair an error
  Unisons unisons = Unisons::kMerged;
  // Score::velocities is filled.
  bool velocities = false;
};

// The account of a file's notes: notes in the score = note_ons - percussion_dropped -
// zero_length_dropped - unisons_merged.
struct ScoreCounts {
  std::int64_t note_ons = 0;             // of velocity > 0, in all tracks and channels
  std::int64_t percussion_dropped = 0;   // on channel 10
  std::int64_t zero_length_dropped = 0;  // ended at the tick where they began
  std::int64_t unisons_merged = 0;       // same onset and pitch as another note (of its voice)
  std::int64_t overlaps_cut = 0;         // ended where the next note of their pitch began
  std::int64_t hanging_closed = 0;       // without a note-off; each is among the repairs as well
  std::int64_t stray_note_offs = 0;      // ended nothing; ignored

  friend bool operator==(const ScoreCounts&, const ScoreCounts&) = default;
};

struct ScoreReading {
  Score score;  // possibly without any note
  std::vector<Repair> repairs;
  ScoreCounts counts;
};

// Merges all tracks and channels of a MIDI file into one score; docs/formats/midi.md has the rules.
// Voices are the channels of each track that carry notes, when there are at least two, with the
// names and programs that the file states. Among several statements of a key, metre or tempo at one
// time that of most tracks counts; repeated statements are left out. Errors are those of read_smf.
// A file without notes is not an error: the score is empty.
[[nodiscard]] Result<ScoreReading> read_score(std::span<const std::byte> bytes,
                                              std::string_view name, ScoreReadOptions options = {});

// The same for a file that was read already.
[[nodiscard]] Result<ScoreReading> score_of(SmfReading reading, std::string_view name,
                                            ScoreReadOptions options = {});

}  // namespace bachprop
