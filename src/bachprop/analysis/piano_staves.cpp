#include "bachprop/analysis/piano_staves.h"

#include <algorithm>
#include <array>
#include <bitset>
#include <cstdint>
#include <cstdlib>
#include <utility>

#include "bachprop/analysis/beam_search.h"
#include "bachprop/base/numbers.h"

namespace bachprop {
namespace {

constexpr std::size_t kWaysFollowed = 24;  // ways to go on from, after each onset
constexpr int kMiddleC = 60;
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

class StaffSearch {
 public:
  StaffSearch(const std::vector<Note>& notes, const StaffCosts& costs)
      : notes_(notes), costs_(costs), search_({}, kWaysFollowed) {}

  // For each note its staff.
  std::vector<int> best() {
    std::vector<std::size_t> firsts = first_notes_of_onsets(notes_);
    for (std::size_t onset = 0; onset + 1 < firsts.size(); ++onset) {
      take(firsts[onset], firsts[onset + 1]);
    }
    std::vector<int> staves(notes_.size(), kUpperStaff);
    const std::vector<std::size_t> splits = search_.best();
    for (std::size_t onset = 0; onset < splits.size(); ++onset) {
      for (std::size_t i = firsts[onset]; i < splits[onset]; ++i) {
        staves[i] = kLowerStaff;
      }
    }
    return staves;
  }

 private:
  // Those of a hand's notes that sound at the present onset.
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

  // What it costs the hand to play the notes from `first` to before `last`. `range` is what it
  // holds already, and then all that it has to hold.
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
    cost +=
        std::int64_t{costs_.stretch} * std::max(0, range.high - range.low - kSemitonesPerOctave);
    cost += std::int64_t{costs_.finger} * std::max(0, as_int(fingers) - kFingers);
    if (!hand.last.is_empty()) {
      const int moved =
          std::abs(played.low - hand.last.low) + std::abs(played.high - hand.last.high);
      cost += std::int64_t{costs_.leap} * moved / 2;
    }
    return cost;
  }

  [[nodiscard]] std::int64_t cost_of(const Hands& hands, const std::array<Range, kHands>& held,
                                     std::size_t first, std::size_t split, std::size_t last) const {
    std::array<Range, kHands> ranges = held;
    std::int64_t cost =
        hand_cost(hands[kLowerStaff], kLowerStaff, first, split, ranges[kLowerStaff]) +
        hand_cost(hands[kUpperStaff], kUpperStaff, split, last, ranges[kUpperStaff]);
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
    search_.choose(
        [&](const Hands& hands, const auto& add) {
          const std::array<Range, kHands> ranges = {held(hands[kUpperStaff]),
                                                    held(hands[kLowerStaff])};
          for (std::size_t split = first; split <= last; ++split) {
            add(split, cost_of(hands, ranges, first, split, last));
          }
        },
        [&](Hands& hands, std::size_t split) {
          play(hands[kLowerStaff], first, split);
          play(hands[kUpperStaff], split, last);
        });
    for (std::size_t i = first; i < last; ++i) {
      ends_[as_index(notes_[i].pitch)] = onset + notes_[i].duration;
    }
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

  const std::vector<Note>& notes_;
  const StaffCosts& costs_;
  std::array<Quarters, kPitches> ends_ = {};  // of the last note of each pitch
  Pitches sounding_;                          // from before, at the present onset
  BeamSearch<Hands, std::size_t> search_;     // for each onset the first note of the right hand
};

}  // namespace

std::vector<int> split_staves(const Score& score, const StaffCosts& costs) {
  return StaffSearch(score.notes, costs).best();
}

}  // namespace bachprop
