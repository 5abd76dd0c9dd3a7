// Events of a score at other times.
#pragma once

#include <utility>
#include <vector>

#include "bachprop/score/lyrics.h"
#include "bachprop/score/score.h"

namespace bachprop {

// Gives each event the onset moved(onset); `moved` keeps their order.
template <typename Event, typename Moved>
void move_events(std::vector<Event>& events, const Moved& moved) {
  for (Event& event : events) {
    event.onset = moved(event.onset);
  }
}
template <typename Moved>
void move_events(std::vector<Lyric>& lyrics, const Moved& moved) {
  std::vector<Lyric> all;
  for (Lyric& lyric : lyrics) {
    lyric.onset = moved(lyric.onset);
    append_lyric(all, std::move(lyric));
  }
  lyrics = std::move(all);
}

}  // namespace bachprop
