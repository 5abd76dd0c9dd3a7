// Beam search: of all rows of choices a cheap one, found by following only the cheapest so far.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "bachprop/base/numbers.h"

namespace bachprop {

// A way is a row of choices; `State` is what the costs of further choices depend on. Ways of equal
// states cost the same from there on: only the cheapest of them is kept. Equally cheap ways keep
// the order in which they were proposed.
template <typename State, typename Choice>
class BeamSearch {
 public:
  // At most `width` ways are followed.
  BeamSearch(State start, std::size_t width) : width_(width) {
    ways_.push_back({0, std::move(start), kNoStep});
  }

  // Calls visit(cost, state) for each way that is followed, the cheapest first; both may be
  // changed.
  template <typename Visit>
  void for_each_way(const Visit& visit) {
    for (Way& way : ways_) {
      visit(way.cost, way.state);
    }
  }

  // Takes one more choice. `propose(state, add)` calls add(choice, cost) for each choice that is
  // possible, at least one in all; `apply(state, choice)` makes it.
  template <typename Propose, typename Apply>
  void choose(const Propose& propose, const Apply& apply) {
    candidates_.clear();
    for (std::size_t from = 0; from < ways_.size(); ++from) {
      propose(ways_[from].state, [&](const Choice& choice, std::int64_t cost) {
        candidates_.push_back({ways_[from].cost + cost, from, choice});
      });
    }
    std::ranges::stable_sort(candidates_, {}, &Candidate::cost);
    keep_cheapest(apply);
  }

  // The choices of the cheapest way.
  [[nodiscard]] std::vector<Choice> best() const {
    std::vector<Choice> choices;
    for (int step = ways_.front().step; step != kNoStep; step = steps_[as_index(step)].before) {
      choices.push_back(steps_[as_index(step)].choice);
    }
    std::ranges::reverse(choices);
    return choices;
  }

 private:
  static constexpr int kNoStep = -1;

  struct Way {
    std::int64_t cost = 0;
    State state;
    int step = kNoStep;  // the last one
  };
  struct Step {
    int before = kNoStep;
    Choice choice;
  };
  struct Candidate {
    std::int64_t cost = 0;
    std::size_t from = 0;  // the way that it goes on from
    Choice choice;
  };

  template <typename Apply>
  void keep_cheapest(const Apply& apply) {
    std::vector<Way> kept;
    for (const Candidate& candidate : candidates_) {
      if (kept.size() == width_) {
        break;
      }
      State state = ways_[candidate.from].state;
      apply(state, candidate.choice);
      if (std::ranges::find(kept, state, &Way::state) == kept.end()) {
        steps_.push_back({ways_[candidate.from].step, candidate.choice});
        kept.push_back({candidate.cost, std::move(state), as_int(steps_.size()) - 1});
      }
    }
    ways_ = std::move(kept);
  }

  std::size_t width_;
  std::vector<Way> ways_;  // the cheapest first
  std::vector<Step> steps_;
  std::vector<Candidate> candidates_;
};

}  // namespace bachprop
