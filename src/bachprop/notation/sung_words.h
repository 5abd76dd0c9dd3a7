// The words of a song under the notes that they are sung to.
#pragma once

#include <cstddef>
#include <vector>

#include "bachprop/notation/notated_score.h"
#include "bachprop/score/score.h"

namespace bachprop {

struct SungWords {
  std::size_t placed = 0;    // syllables under a note
  std::size_t left_out = 0;  // those that no note of the voice is near
};

// Puts the words under the voice that has the most of its notes where they are sung, and few
// others. There are none where fewer than half of the syllables meet a note so. A syllable beside a
// note stands under the nearest one, at most half a quarter away; several under one note stand
// together.
SungWords set_words(NotatedScore& score, const std::vector<Lyric>& lyrics);

}  // namespace bachprop
