// The words of a song among the events of a score.
#pragma once

#include <vector>

#include "bachprop/score/score.h"

namespace bachprop {

// Makes one of two syllables that are sung together, with a blank between words.
void join(Lyric& lyric, const Lyric& next);

// Puts a syllable behind the others. Syllables of one onset become one.
void append_lyric(std::vector<Lyric>& lyrics, Lyric lyric);

}  // namespace bachprop
