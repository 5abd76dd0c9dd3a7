#include "bachprop/score/stated_changes.h"

#include <algorithm>
#include <map>
#include <set>
#include <span>
#include <tuple>
#include <utility>

#include "bachprop/score/changes.h"

namespace bachprop {
namespace {

auto value_of(const TempoChange& tempo) { return std::tuple(tempo.quarters_per_minute); }
auto value_of(const TimeSignature& time) { return std::tuple(time.numerator, time.denominator); }
auto value_of(const KeySignature& key) { return std::tuple(key.sharps, key.minor); }

// Sorted by onset, then track; of one track's at one onset only the last.
template <typename Change>
void put_in_order(std::vector<Stated<Change>>& stated) {
  const auto place = [](const Stated<Change>& one) {
    return std::pair(one.change.onset, one.track);
  };
  std::ranges::stable_sort(stated, {}, place);
  std::vector<Stated<Change>> kept;
  for (Stated<Change>& one : stated) {
    if (!kept.empty() && place(kept.back()) == place(one)) {
      kept.back() = std::move(one);
    } else {
      kept.push_back(std::move(one));
    }
  }
  stated = std::move(kept);
}

// The value that most state, the first of equally many.
template <typename Change>
Change choice_of(std::span<const Stated<Change>> stated) {
  using Value = decltype(value_of(stated.front().change));
  std::map<Value, std::size_t> votes;
  for (const Stated<Change>& one : stated) {
    ++votes[value_of(one.change)];
  }
  return std::ranges::max_element(
             stated, {}, [&](const Stated<Change>& one) { return votes.at(value_of(one.change)); })
      ->change;
}

// `is_change` looks at all that is stated at one onset.
template <typename Change, typename IsChange>
std::vector<Change> changes_where(std::vector<Stated<Change>> stated, IsChange is_change) {
  put_in_order(stated);
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

// Tells keys that hold for all from those of single instruments.
class KeyStatements {
 public:
  explicit KeyStatements(const std::vector<Stated<KeySignature>>& stated) {
    for (const Stated<KeySignature>& one : stated) {
      tracks_.insert(one.track);
    }
  }

  // The statements are of one onset, and come in the order of their onsets.
  bool hold_for_all(std::span<const Stated<KeySignature>> here) {
    bool is_new = false;
    for (const Stated<KeySignature>& one : here) {
      const auto [before, is_first] = last_.try_emplace(one.track, one.change);
      is_new = is_new || is_first || !set_the_same(before->second, one.change);
      before->second = one.change;
    }
    const bool is_led = here.front().track == *tracks_.begin();
    return is_new && (is_first_onset() || is_led || 2 * here.size() >= tracks_.size());
  }

 private:
  bool is_first_onset() { return std::exchange(is_first_onset_, false); }

  std::set<std::size_t> tracks_;
  std::map<std::size_t, KeySignature> last_;  // of each track
  bool is_first_onset_ = true;
};

}  // namespace

std::vector<TempoChange> changes_of_all(std::vector<Stated<TempoChange>> stated) {
  return changes_where(std::move(stated), [](const auto&) { return true; });
}

std::vector<TimeSignature> changes_of_all(std::vector<Stated<TimeSignature>> stated) {
  return changes_where(std::move(stated), [](const auto&) { return true; });
}

std::vector<KeySignature> changes_of_all(std::vector<Stated<KeySignature>> stated) {
  KeyStatements statements(stated);
  return changes_where(std::move(stated),
                       [&](const auto& here) { return statements.hold_for_all(here); });
}

}  // namespace bachprop
