// Notes that two voices share.
#pragma once

#include <cstddef>
#include <vector>

#include "bachprop/score/score.h"

namespace bachprop {

// A note that a line is given because a line beside it has it.
struct SharedNote {
  std::size_t line = 0;
  Note note;
  bool held = false;  // the line's own note of that pitch, which ends here, goes on

  friend bool operator==(const SharedNote&, const SharedNote&) = default;
};

// The conditions of sharing.
struct SharingRule {
  Quarters longest = 4;  // that a line is silent
  int leap = 7;          // semitones from the line's note before, and to that after

  friend bool operator==(const SharingRule&, const SharingRule&) = default;
};

// A score holds a unison of two voices once, so that one of them seems to rest. It also ends a note
// where another voice comes to its pitch. For each line, the highest first, these are the notes
// that it shares with a line next to it:
//
//   - They fill a gap of the line without a rest; the first begins where the line falls silent.
//   - They are one note, or several if the first has the pitch of the line's own note before it.
//   - The gap is no longer than the rule says; the pitches lie near the line's own around it.
//   - The other line sounds right before the gap and right after it: lines that take turns share
//     nothing.
//   - A line that is silent for a fifth of the piece or more rests: it only goes on holding notes.
//
// A gap before a line's first note counts where it begins with the piece, one after its last note
// where it ends with it. Where both neighbours have such notes, those with the smaller leaps.
[[nodiscard]] std::vector<SharedNote> shared_notes(const std::vector<std::vector<Note>>& lines,
                                                   const SharingRule& rule = {});

// The lines with these notes, as shared_notes gives them.
[[nodiscard]] std::vector<std::vector<Note>> with_shared_notes(
    std::vector<std::vector<Note>> lines, const std::vector<SharedNote>& shared);

}  // namespace bachprop
