// From MIDI bytes to a score and back.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
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

// A format 1 file with velocity 80. The first track has title, tempos, time and key signatures.
// Then comes one track a voice with its name and program, or one for all notes where voices are not
// known. Signatures and tempos that repeat what holds are left out. The file is exact: read_score
// gives the score back, with the Unisons that it was made with. If the denominators of its times
// need more than 32767 ticks a quarter, times are rounded to 30720ths (docs/formats/midi.md).
[[nodiscard]] std::vector<std::byte> write_score(const Score& score);

// The sound of one track.
struct MidiPart {
  std::string name = {};            // of the track
  int channel = 0;                  // 0 .. 15
  std::optional<int> program = {};  // 0 .. 127; none: left to the player
  std::vector<Note> notes = {};     // in any order; of one pitch only one at a time

  friend bool operator==(const MidiPart&, const MidiPart&) = default;
};

// Channels that are not percussion's.
constexpr std::size_t kMelodicChannels = 15;

// The channel of a voice, 0 .. : each its own as far as they go, then from the first again.
[[nodiscard]] int melodic_channel(std::size_t number);

// A channel for each voice, by its program or kNoProgram: each its own as far as they go. With more
// voices, those of one program share channels, each program having at least one. With more programs
// than channels, those that are next to each other in number share too.
[[nodiscard]] std::vector<int> channels_for(std::span<const int> programs);

// The file that write_score writes, from parts instead of voices: at most 65534. The notes and
// voices of `head` are ignored.
[[nodiscard]] std::vector<std::byte> write_parts(const Score& head,
                                                 std::span<const MidiPart> parts);

}  // namespace bachprop
