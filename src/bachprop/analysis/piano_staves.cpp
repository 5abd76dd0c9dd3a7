#include "bachprop/analysis/piano_staves.h"

#include <algorithm>
#include <array>
#include <bitset>
#include <cstdint>
#include <cstdlib>
#include <utility>

#include "bachprop/base/numbers.h"

namespace bachprop {
namespace {

constexpr std::size_t kFollowed = 24;  // ways to go on from, after each onset
constexpr int kNoStep = -1;
constexpr int kMiddleC = 60;
constexpr int kOctave = 12;
constexpr int kFingers = 5;
constexpr std::size_t kHands = 2;
constexpr std::size_t kPitches = kHighestPitch + 1;

using Pitches = std::bitset<kPitches>;

// The lowest and the highest of some pitches; none: lowest above highest.
struct Range {
  int low = kHighestPitch + 1;
  int high = -1;

  [[nodiscard]] bool is_empty() const { return low > high; }
  void include(int pitch) {
    low = std::min(low, pitch);
    high = std::max(high, pitch);
  }
  friend bool operator==(const Range&, const Range&) = default;
};

struct Hand {
  Pitches played;   // those that may still sound
  Range last = {};  // what it played last

  friend bool operator==(const Hand&, const Hand&) = default;
};

using Hands = std::array<Hand, kHands>;  // by staff

// One way to share the notes so far.
struct Way {
  std::int64_t cost = 0;
  Hands hands = {};
  int step = kNoStep;  // the last of its steps
};

// How many notes of an onset, from the lowest, the left hand plays, and the step before.
struct Step {
  int before = kNoStep;
  int lower = 0;
};

struct Candidate {
  std::int64_t cost = 0;
  int from = 0;  // the way that it goes on from
  int lower = 0;
};

class Search {
 public:
  Search(const std::vector<Note>& notes, const StaffCosts& costs) : notes_(notes), costs_(costs) {
    ways_.emplace_back();
  }

  std::vector<int> best() {
    std::vector<std::size_t> firsts;
    for (std::size_t i = 0; i < notes_.size(); ++i) {
      if (i == 0 || notes_[i].onset != notes_[i - 1].onset) {
        firsts.push_back(i);
      }
    }
    firsts.push_back(notes_.size());
    for (std::size_t onset = 0; onset + 1 < firsts.size(); ++onset) {
      take(firsts[onset], firsts[onset + 1]);
    }
    return staves(firsts);
  }

 private:
  [[nodiscard]] std::vector<int> staves(const std::vector<std::size_t>& firsts) const {
    std::vector<int> found(notes_.size(), kUpperStaff);
    int step = ways_.front().step;
    for (std::size_t onset = firsts.size() - 1; onset-- > 0;) {
      const auto& [before, lower] = steps_[as_index(step)];
      for (std::size_t i = 0; i < as_index(lower); ++i) {
        found[firsts[onset] + i] = kLowerStaff;
      }
      step = before;
    }
    return found;
  }

  // What of a hand's notes sounds at the present onset.
  [[nodiscard]] Range held(const Hand& hand) const {
    Range range;
    const Pitches pitches = hand.played & sounding_;
    if (pitches.none()) {
      return range;
    }
    for (int pitch = kLowestPitch; pitch <= kHighestPitch; ++pitch) {
      if (pitches.test(as_index(pitch))) {
        range.include(pitch);
      }
    }
    return range;
  }

  [[nodiscard]] std::int64_t ledger_cost(int staff, std::size_t first, std::size_t last) const {
    std::int64_t semitones = 0;
    for (std::size_t i = first; i < last; ++i) {
      const int beyond =
          staff == kUpperStaff ? kMiddleC - notes_[i].pitch : notes_[i].pitch - kMiddleC;
      semitones += std::max(0, beyond);
    }
    return semitones * costs_.ledger;
  }

  // Of playing the notes from `first` to before `last`; `range` is what it holds already, and then
  // all that it has to hold.
  [[nodiscard]] std::int64_t hand_cost(const Hand& hand, int staff, std::size_t first,
                                       std::size_t last, Range& range) const {
    if (first == last) {
      return 0;
    }
    Range played;
    played.include(notes_[first].pitch);
    played.include(notes_[last - 1].pitch);
    const auto fingers = (hand.played & sounding_).count() + as_index(last - first);
    range.include(played.low);
    range.include(played.high);
    std::int64_t cost = ledger_cost(staff, first, last);
    cost += std::int64_t{costs_.stretch} * std::max(0, range.high - range.low - kOctave);
    cost += std::int64_t{costs_.finger} * std::max(0, as_int(fingers) - kFingers);
    if (!hand.last.is_empty()) {
      const int moved =
          std::abs(played.low - hand.last.low) + std::abs(played.high - hand.last.high);
      cost += std::int64_t{costs_.leap} * moved / 2;
    }
    return cost;
  }

  [[nodiscard]] std::int64_t cost_of(const Way& way, const std::array<Range, kHands>& held,
                                     std::size_t first, std::size_t split, std::size_t last) const {
    std::array<Range, kHands> ranges = held;
    std::int64_t cost =
        hand_cost(way.hands[kLowerStaff], kLowerStaff, first, split, ranges[kLowerStaff]) +
        hand_cost(way.hands[kUpperStaff], kUpperStaff, split, last, ranges[kUpperStaff]);
    if (!ranges[kLowerStaff].is_empty() && !ranges[kUpperStaff].is_empty()) {
      cost += std::int64_t{costs_.crossing} *
              std::max(0, ranges[kLowerStaff].high - ranges[kUpperStaff].low);
    }
    return cost;
  }

  // The notes of one onset.
  void take(std::size_t first, std::size_t last) {
    const Quarters& onset = notes_[first].onset;
    for (std::size_t pitch = 0; pitch < kPitches; ++pitch) {
      sounding_[pitch] = ends_[pitch] > onset;
    }
    candidates_.clear();
    for (std::size_t w = 0; w < ways_.size(); ++w) {
      const Way& way = ways_[w];
      const std::array<Range, kHands> ranges = {held(way.hands[kUpperStaff]),
                                                held(way.hands[kLowerStaff])};
      for (std::size_t split = first; split <= last; ++split) {
        candidates_.push_back({way.cost + cost_of(way, ranges, first, split, last), as_int(w),
                               as_int(split - first)});
      }
    }
    for (std::size_t i = first; i < last; ++i) {
      ends_[as_index(notes_[i].pitch)] = onset + notes_[i].duration;
    }
    keep_best(first, last);
  }

  void play(Hand& hand, std::size_t first, std::size_t last) const {
    hand.played &= sounding_;
    if (first == last) {
      return;
    }
    hand.last = {};
    for (std::size_t i = first; i < last; ++i) {
      hand.played.set(as_index(notes_[i].pitch));
      hand.last.include(notes_[i].pitch);
    }
  }

  // Of ways that leave the hands alike only the cheapest can be part of the best.
  void keep_best(std::size_t first, std::size_t last) {
    std::ranges::stable_sort(candidates_, {}, &Candidate::cost);
    std::vector<Way> kept;
    for (const Candidate& candidate : candidates_) {
      Way way = ways_[as_index(candidate.from)];
      const int before = way.step;
      const std::size_t split = first + as_index(candidate.lower);
      way.cost = candidate.cost;
      play(way.hands[kLowerStaff], first, split);
      play(way.hands[kUpperStaff], split, last);
      if (std::ranges::find(kept, way.hands, &Way::hands) != kept.end()) {
        continue;
      }
      way.step = as_int(steps_.size());
      steps_.push_back({before, candidate.lower});
      kept.push_back(way);
      if (kept.size() == kFollowed) {
        break;
      }
    }
    ways_ = std::move(kept);
  }

  const std::vector<Note>& notes_;
  const StaffCosts& costs_;
  std::array<Quarters, kPitches> ends_ = {};  // of the last note of each pitch
  Pitches sounding_;                          // from before, at the present onset
  std::vector<Way> ways_;                     // the cheapest first
  std::vector<Step> steps_;
  std::vector<Candidate> candidates_;
};

}  // namespace

std::vector<int> split_staves(const Score& score, const StaffCosts& costs) {
  return Search(score.notes, costs).best();
}

}  // namespace bachprop
