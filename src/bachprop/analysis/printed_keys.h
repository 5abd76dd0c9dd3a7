// The key signatures that paper shows for a piece whose file states none.
#pragma once

#include <span>
#include <vector>

#include "bachprop/base/quarters.h"
#include "bachprop/score/score.h"

namespace bachprop {

// The first at 0, the others at bar lines; `bar_lines` are sorted, the first is where the piece
// begins.
//
// Nearly all pieces have one signature, that of printed_key_of. It changes where a piece lives for
// long in a key so far away that accidentals would stand everywhere. That is for 24 quarters or
// more, four fifths or more away. The change must take away a quarter of all accidentals, and one
// and a half a bar there. Two signatures may have the same sounds, five sharps and seven flats or
// six and six. Then the one with fewer accidentals is taken, of which double ones count three
// times; seven signs must save one a bar.
[[nodiscard]] std::vector<KeySignature> printed_keys_of(const Score& score,
                                                        std::span<const Quarters> bar_lines);

// How many accidentals the names of a score's notes need under these signatures, if each bar needs
// each only once.
struct AccidentalCount {
  int accidentals = 0;
  int double_ones = 0;  // among them

  friend bool operator==(const AccidentalCount&, const AccidentalCount&) = default;
};
[[nodiscard]] AccidentalCount count_accidentals(const Score& score,
                                                const std::vector<KeySignature>& signatures,
                                                std::span<const Quarters> bar_lines);

}  // namespace bachprop
