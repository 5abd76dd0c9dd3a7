#include "bachprop/analysis/score_bars.h"

#include <algorithm>

#include "bachprop/base/check.h"
#include "bachprop/base/numbers.h"

namespace bachprop {
namespace {

// The bars from `start`, each `length` long, that begin at or before `last` and before `limit`.
void append_bars(std::vector<Bar>& bars, Quarters start, const Quarters& length,
                 const Quarters& last, const Quarters* limit) {
  while (start <= last && (limit == nullptr || start < *limit)) {
    const bool is_cut = limit != nullptr && *limit < start + length;
    bars.push_back({start, is_cut ? *limit - start : length});
    start += length;
  }
}

}  // namespace

std::vector<Bar> bars_of(const Score& score) {
  const Quarters end = end_of(score);
  std::vector<Bar> bars;
  Quarters start = 0;
  Quarters length = 4;
  for (const TimeSignature& signature : score.time_signatures) {
    append_bars(bars, start, length, end, &signature.onset);
    start = signature.onset;
    check(signature.numerator > 0 && signature.denominator > 0, "a bar has a length");
    length = bar_length(signature);
  }
  append_bars(bars, start, length, end, nullptr);
  return bars;
}

std::size_t bar_at(std::span<const Bar> bars, const Quarters& time) {
  const auto next = std::ranges::upper_bound(bars, time, {}, &Bar::start);
  check(next != bars.begin(), "bars begin at 0");
  return as_index(next - bars.begin()) - 1;
}

}  // namespace bachprop
