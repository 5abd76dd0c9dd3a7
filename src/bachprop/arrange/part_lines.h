// The voices of a score as lines that instruments can play or sing.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "bachprop/arrange/shared_notes.h"
#include "bachprop/score/score.h"

namespace bachprop {

struct PartLine {
  std::string name = {};         // as the score states it, or empty
  int program = kNoProgram;      // likewise
  std::vector<Note> notes = {};  // sorted by onset, then pitch

  friend bool operator==(const PartLine&, const PartLine&) = default;
};

struct PartLines {
  std::vector<PartLine> lines;       // each with a note, the highest first
  std::vector<Note> left_over = {};  // what no line has, sorted by onset, then pitch
  std::vector<Note> shortened = {};  // what ends early, as it was; sorted by onset, then pitch
  bool are_stated = false;           // by the score; otherwise they are found
};

// The voices that the score states, in its order; none where it states none. A score of
// Unisons::kPerVoice gives each the notes that it shares with others.
[[nodiscard]] std::vector<PartLine> stated_lines(const Score& score);

// Whether only one note sounds at a time, but for a fifth of the time during which any sounds.
[[nodiscard]] bool is_one_line(const std::vector<Note>& notes);

// The one whose notes lie highest on average, the first of equal ones; an index. There is at least
// one line.
[[nodiscard]] std::size_t highest_of(const std::vector<PartLine>& lines);

// At most `most` lines, 1 .. kMostVoices: the stated voices, by their mean pitch, if there are no
// more than that and each is one line. Otherwise voices are found. Where more notes sound than
// there are lines, one note of them is given up first: never the lowest, nor the highest where it
// begins. The note least missed is either a held one, whose remainder is cut off, or a whole note,
// which is left over (docs/notation-arrangements.md, "Lines").
[[nodiscard]] PartLines lines_of(const Score& score, int most);

// So many lines, 1 .. kMostVoices, or fewer where some have no note, the highest first, with every
// note. Where more notes sound than there are lines, a line has several at once. The lines are
// found.
[[nodiscard]] std::vector<PartLine> full_lines_of(const Score& score, int lines);

// How many notes begin while so many others sound.
[[nodiscard]] std::size_t notes_beyond(const std::vector<Note>& notes, int most);

// Gives lines the notes that they share (shared_notes.h). Returns those notes for each line.
std::vector<std::vector<Note>> share_notes(std::vector<PartLine>& lines, const SharingRule& rule);

}  // namespace bachprop
