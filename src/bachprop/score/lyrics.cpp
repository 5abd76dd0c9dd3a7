#include "bachprop/score/lyrics.h"

#include <algorithm>
#include <utility>

namespace bachprop {

void append_lyric(std::vector<Lyric>& lyrics, Lyric lyric) {
  if (!lyrics.empty() && lyric.onset <= lyrics.back().onset) {
    Lyric& before = lyrics.back();
    before.text += (before.end == LyricEnd::kSyllable ? "" : " ") + lyric.text;
    before.end = lyric.end;
    return;
  }
  lyrics.push_back(std::move(lyric));
}

}  // namespace bachprop
