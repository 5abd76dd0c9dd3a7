// The voices of a score as lines that instruments can play or sing.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

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
// there are lines some are left over first: never the highest or the lowest; of the others those of
// the stated voice that sounds least in all, then those that double the pitch class of another,
// then the shortest.
[[nodiscard]] PartLines lines_of(const Score& score, int most);

}  // namespace bachprop
