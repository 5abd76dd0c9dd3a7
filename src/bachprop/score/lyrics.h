// The words of a song among the events of a score.
#pragma once

#include <vector>

#include "bachprop/score/score.h"

namespace bachprop {

// Makes one of two syllables that are sung together, with a blank between words.
void join(Lyric& lyric, const Lyric& next);

// Puts a syllable behind the others. Syllables of one onset become one.
void append_lyric(std::vector<Lyric>& lyrics, Lyric lyric);

// The syllables at other times, in their order: `moved` gives the new onset of each and keeps
// order.
template <typename Moved>
[[nodiscard]] std::vector<Lyric> moved_lyrics(const std::vector<Lyric>& lyrics, Moved&& moved) {
  std::vector<Lyric> result;
  for (const Lyric& lyric : lyrics) {
    append_lyric(result, {moved(lyric.onset), lyric.text, lyric.end});
  }
  return result;
}

}  // namespace bachprop
