#include "bachprop/analysis/bar_numbers.h"

#include <algorithm>

#include "bachprop/base/numbers.h"

namespace bachprop {
namespace {

// The score's time signatures as if the first full bar began at 0.
Score without_pickup(const Score& score, const Quarters& pickup) {
  Score shifted;
  for (TimeSignature signature : score.time_signatures) {
    signature.onset = std::max<Quarters>(signature.onset - pickup, 0);
    if (!shifted.time_signatures.empty() &&
        shifted.time_signatures.back().onset == signature.onset) {
      shifted.time_signatures.pop_back();
    }
    shifted.time_signatures.push_back(signature);
  }
  const Quarters end = end_of(score);
  if (end > pickup) {
    shifted.notes.push_back({0, end - pickup, 0});
  }
  return shifted;
}

}  // namespace

BarNumbers::BarNumbers(const Score& score, const Quarters& pickup)
    : pickup_(pickup), bars_(bars_of(without_pickup(score, pickup))) {}

int BarNumbers::at(const Quarters& time) const {
  return time < pickup_ ? 0 : as_int(bar_at(bars_, time - pickup_)) + 1;
}

Quarters BarNumbers::quarter_at(const Quarters& time) const {
  if (time < pickup_) {
    return std::max(bars_.front().length - (pickup_ - time), Quarters(0)) + 1;
  }
  return time - pickup_ - bars_[bar_at(bars_, time - pickup_)].start + 1;
}

}  // namespace bachprop
