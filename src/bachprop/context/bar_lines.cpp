#include "bachprop/context/bar_lines.h"

#include <algorithm>

namespace bachprop {
namespace {

std::int64_t in_units(const Quarters& time, std::int64_t per_quarter) {
  return time.numerator() * per_quarter / time.denominator();
}

}  // namespace

void BarLines::set(const Metre& metre, std::int64_t per_quarter) {
  bars_.clear();
  const auto add = [&](std::int64_t begin, const TimeSignature& signature) {
    const std::int64_t length = std::max<std::int64_t>(
        1, std::int64_t{4} * signature.numerator * per_quarter / signature.denominator);
    // The bar of a pick-up comes before the first.
    std::int64_t before = begin < 0 ? -1 : 0;
    if (!bars_.empty()) {
      const Bars& last = bars_.back();
      before = last.before + (begin - last.begin + last.length - 1) / last.length;
    }
    bars_.push_back({begin, length, before});
  };
  if (metre.empty() || metre.front().onset > Quarters(0)) {
    add(0, {});
  }
  for (const TimeSignature& signature : metre) {
    add(in_units(signature.onset, per_quarter), signature);
  }
}

PlaceInBars BarLines::place_of(std::int64_t time) const {
  const Bars& bars = *(std::ranges::upper_bound(bars_, time, {}, &Bars::begin) - 1);
  const std::int64_t since = time - bars.begin;
  return {.since_bar_line = since % bars.length,
          .bar_length = bars.length,
          .bar = bars.before + since / bars.length};
}

}  // namespace bachprop
