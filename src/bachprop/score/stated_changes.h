// Tempos, metres and keys as the tracks of a file state them, and what holds for all of them; a
// part of read_score.
#pragma once

#include <algorithm>
#include <cstddef>
#include <functional>
#include <map>
#include <span>
#include <utility>
#include <vector>

#include "bachprop/score/changes.h"
#include "bachprop/score/score.h"

namespace bachprop {

// The statements of one track.
template <typename Change>
struct Stated {
  Change change;
  std::size_t track = 0;
};

// Sorted by onset, then track; of one track's at one onset only the last.
template <typename Change>
[[nodiscard]] std::vector<Stated<Change>> in_order(std::vector<Stated<Change>> stated) {
  const auto place = [](const Stated<Change>& one) {
    return std::pair(one.change.onset, one.track);
  };
  std::ranges::stable_sort(stated, {}, place);
  std::vector<Stated<Change>> kept;
  for (Stated<Change>& one : stated) {
    if (!kept.empty() && place(kept.back()) == place(one)) {
      kept.pop_back();
    }
    kept.push_back(std::move(one));
  }
  return kept;
}

// What most state of several at one onset, the first of equally many.
template <typename Change>
[[nodiscard]] Change choice_of(std::span<const Stated<Change>> stated) {
  std::map<Change, std::size_t, std::less<>> votes;
  for (const Stated<Change>& one : stated) {
    ++votes[one.change];
  }
  const auto votes_for = [&](const Stated<Change>& one) { return votes.at(one.change); };
  return std::ranges::max_element(stated, {}, votes_for)->change;
}

// Those at the onsets where `is_change` holds for all that is stated there.
template <typename Change, typename IsChange>
[[nodiscard]] std::vector<Change> changes_where(std::vector<Stated<Change>> stated,
                                                const IsChange& is_change) {
  stated = in_order(std::move(stated));
  std::vector<Change> changes;
  for (std::size_t begin = 0; begin < stated.size();) {
    std::size_t end = begin;
    while (end < stated.size() && stated[end].change.onset == stated[begin].change.onset) {
      ++end;
    }
    const auto here = std::span<const Stated<Change>>(stated).subspan(begin, end - begin);
    if (is_change(here)) {
      changes.push_back(choice_of(here));
    }
    begin = end;
  }
  return without_repeats(std::move(changes));
}

// The changes that hold, sorted by onset and without repeats. `stated` comes track by track, each
// in its order. The last of one track's statements at one onset counts. Among several tracks' that
// of most counts, or, if equally many state each, that of the first.
template <typename Change>
[[nodiscard]] std::vector<Change> changes_of_all(std::vector<Stated<Change>> stated) {
  return changes_where(std::move(stated), [](const auto& /*here*/) { return true; });
}

// Tracks of transposing instruments state their own key. So a key is no change where every track
// that states one there states again what it stated before. Nor is it one if the first track that
// states keys at all does not state it, and less than half of those that do.
[[nodiscard]] std::vector<KeySignature> changes_of_all(std::vector<Stated<KeySignature>> stated);

}  // namespace bachprop
