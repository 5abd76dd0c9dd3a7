#include "bachprop/score/onset_grid.h"

#include <algorithm>
#include <array>
#include <limits>

#include "bachprop/base/check.h"

namespace bachprop {
namespace {

constexpr std::size_t kCandidates = 4;
constexpr std::int64_t kUnreachable = std::numeric_limits<std::int64_t>::max() / 2;

// The candidates of one onset are first_step .. first_step + 3: two on either side of it. Among any
// three steps in a row one is a multiple of 3, so that one can always be reached.
struct Candidates {
  std::int64_t first_step = 0;
  std::array<std::int64_t, kCandidates> cost{};      // of the best way here
  std::array<std::uint8_t, kCandidates> previous{};  // the previous onset's candidate on that way
};

std::int64_t floor_steps(Quarters onset) {
  const Quarters steps = onset * kStepsPerQuarter;
  return steps.numerator() / steps.denominator();
}

// Distances are compared in 2^-20 steps: as whole numbers, sums are the same on every machine.
std::int64_t distance(Quarters onset, std::int64_t step) {
  constexpr std::int64_t kUnits = std::int64_t{1} << 20;
  const Quarters difference = (onset * kStepsPerQuarter - Quarters(step)) * kUnits;
  return std::abs(difference.numerator() / difference.denominator());
}

Candidates extend(const Candidates& before, Quarters onset) {
  Candidates here;
  here.first_step = floor_steps(onset) - 1;
  here.cost.fill(kUnreachable);
  for (std::size_t i = 0; i < kCandidates; ++i) {
    const std::int64_t step = here.first_step + static_cast<std::int64_t>(i);
    const std::int64_t moved = distance(onset, step);
    for (std::size_t k = 0; k < kCandidates; ++k) {
      const std::int64_t gap = step - before.first_step - static_cast<std::int64_t>(k);
      if (is_possible_steps(gap) && before.cost[k] + moved < here.cost[i]) {
        here.cost[i] = before.cost[k] + moved;
        here.previous[i] = static_cast<std::uint8_t>(k);
      }
    }
  }
  return here;
}

// The piece begins at step 0 and nowhere else.
Candidates beginning() {
  Candidates candidates;
  candidates.cost.fill(kUnreachable);
  candidates.cost[0] = 0;
  return candidates;
}

}  // namespace

std::vector<std::int64_t> snap_onsets(std::span<const Quarters> onsets) {
  std::vector<Candidates> ways;
  ways.reserve(onsets.size() + 1);
  ways.push_back(beginning());
  for (const Quarters onset : onsets) {
    ways.push_back(extend(ways.back(), onset));
  }
  const auto& cost = ways.back().cost;
  auto best = static_cast<std::size_t>(std::min_element(cost.begin(), cost.end()) - cost.begin());
  check(cost[best] < kUnreachable, "onsets increase by no more than the longest duration");
  std::vector<std::int64_t> steps(onsets.size());
  for (std::size_t i = onsets.size(); i > 0; --i) {
    steps[i - 1] = ways[i].first_step + static_cast<std::int64_t>(best);
    best = static_cast<std::size_t>(ways[i].previous[best]);
  }
  return steps;
}

}  // namespace bachprop
