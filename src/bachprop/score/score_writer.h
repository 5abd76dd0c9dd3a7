// From a score to MIDI bytes.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "bachprop/score/score.h"

namespace bachprop {

// A format 1 file with the velocity kUsualVelocity. The first track has title, composer, words,
// tempos, time and key signatures, and the mark of a composed score. Then comes one track a voice
// with its name and program, or one for all notes where voices are not known. Signatures and tempos
// that repeat what holds are left out. The file is exact: read_score gives the score back, with the
// Unisons that it was made with. If the denominators of its times need more than 32767 ticks a
// quarter, times are rounded to 30720ths (docs/formats/midi.md).
[[nodiscard]] std::vector<std::byte> write_score(const Score& score);

// The velocity where nothing else is said.
constexpr int kUsualVelocity = 80;

// The sound of one track.
struct MidiPart {
  std::string name = {};             // of the track
  int channel = 0;                   // 0 .. 15
  std::optional<int> program = {};   // 0 .. 127; none: left to the player
  std::vector<Note> notes = {};      // in any order; of one pitch only one at a time
  std::vector<int> velocities = {};  // of each of them, 1 .. 127; empty: kUsualVelocity of all

  friend bool operator==(const MidiPart&, const MidiPart&) = default;
};

// The file that write_score writes, from parts instead of voices: at most 65534. The notes and
// voices of `head` are ignored.
[[nodiscard]] std::vector<std::byte> write_parts(const Score& head,
                                                 std::span<const MidiPart> parts);

}  // namespace bachprop
