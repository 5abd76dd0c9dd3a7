#include "bachprop/score/onset_grid.h"

#include <algorithm>
#include <array>

#include "bachprop/base/check.h"

namespace bachprop {
namespace {

// The candidates of an onset at step s are s - 1 .. s + 2: two on either side of it. Among any
// three steps in a row one is a multiple of 3, so that one can always be reached.
constexpr std::size_t kGrids = 4;
constexpr std::int64_t kBeforeStep = 1;

// The cost of the best way to a candidate, times four, plus the number of the candidate of the
// onset before on that way. So the least of several is the cheapest, and the first of equally cheap
// ones.
using Cost = std::int64_t;
constexpr Cost kUnreachable = Cost{1} << 61;
using Costs = std::array<Cost, kGrids>;

// For the onset's candidates, two bits each, the candidates of the onset before.
using Ways = std::uint8_t;

// Bit d + 3 tells whether a gap of `gap` + d steps is possible, d = -3 .. 3.
std::uint32_t possible_gaps(std::int64_t gap) {
  constexpr std::int64_t kPeriod = 12;
  constexpr std::uint32_t kOnGrid = 0b0011'0101'1001'0011'0101'1001;  // steps 0 .. 23
  constexpr std::uint32_t kSeven = 0x7F;
  const std::int64_t first = gap - 3;
  if (first >= 0 && gap + 3 <= kLongestSteps) [[likely]] {
    return kOnGrid >> static_cast<unsigned>(first % kPeriod) & kSeven;
  }
  std::uint32_t possible = 0;
  for (unsigned i = 0; i < 7; ++i) {
    possible |= is_possible_steps(first + i) ? 1U << i : 0U;
  }
  return possible;
}

// The candidates' costs from those of the onset before, `gap` steps earlier.
Ways extend(Costs& costs, std::int64_t gap, const GridPosition& onset) {
  const std::uint32_t possible = possible_gaps(gap);
  const Costs distances = {kDistanceUnits + onset.from_step, onset.from_step, onset.to_next,
                           kDistanceUnits + onset.to_next};
  const Costs before = costs;
  Ways ways = 0;
  for (std::size_t i = 0; i < kGrids; ++i) {
    Cost best = kUnreachable;
    for (std::size_t k = 0; k < kGrids; ++k) {
      const bool is_possible = (possible >> (i + 3 - k) & 1U) != 0;
      const Cost way = before[k] + static_cast<Cost>(k);
      best = std::min(best, is_possible ? way : kUnreachable);
    }
    ways |= static_cast<Ways>((best & 3) << (2 * i));
    costs[i] = std::min((best & ~Cost{3}) + 4 * distances[i], kUnreachable);
  }
  return ways;
}

}  // namespace

std::vector<std::int64_t> snap_onsets(std::span<const GridPosition> onsets) {
  // The piece begins at step 0 and nowhere else.
  Costs costs = {0, kUnreachable, kUnreachable, kUnreachable};
  std::int64_t first_candidate = 0;
  std::vector<Ways> ways;
  ways.reserve(onsets.size());
  for (const GridPosition& onset : onsets) {
    const std::int64_t next_candidate = onset.step - kBeforeStep;
    ways.push_back(extend(costs, next_candidate - first_candidate, onset));
    first_candidate = next_candidate;
  }
  auto best = static_cast<unsigned>(std::min_element(costs.begin(), costs.end()) - costs.begin());
  check(costs[best] < kUnreachable, "onsets increase by no more than the longest duration");
  std::vector<std::int64_t> steps(onsets.size());
  for (std::size_t i = onsets.size(); i > 0; --i) {
    steps[i - 1] = onsets[i - 1].step - kBeforeStep + best;
    best = ways[i - 1] >> (2 * best) & 3U;
  }
  return steps;
}

}  // namespace bachprop
