#include "bachprop/score/lyrics.h"

#include <algorithm>
#include <utility>

namespace bachprop {

void join(Lyric& lyric, const Lyric& next) {
  lyric.text += (lyric.end == LyricEnd::kSyllable ? "" : " ") + next.text;
  lyric.end = next.end;
}

void append_lyric(std::vector<Lyric>& lyrics, Lyric lyric) {
  if (!lyrics.empty() && lyric.onset <= lyrics.back().onset) {
    join(lyrics.back(), lyric);
    return;
  }
  lyrics.push_back(std::move(lyric));
}

}  // namespace bachprop
