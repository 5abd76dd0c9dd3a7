#include "bachprop/corpus/bars.h"

#include "bachprop/analysis/piece_metre.h"

namespace bachprop {

Metre find_bars(const Score& score, bool has_percussion) {
  const PieceMetre found =
      metre_of(score, {.has_percussion = has_percussion, .is_composed = score.is_composed});
  Metre metre = found.signatures;
  const Quarters bar = bar_length(metre.front());
  const Quarters first = found.first_full_bar();
  // Rests may stand before a pick-up, as many as the bar is short of.
  const Quarters bars = first / bar;
  const Quarters pickup = first - bar * Quarters(bars.numerator() / bars.denominator());
  if (pickup > 0) {
    metre.front().onset = pickup - bar;
  }
  return metre;
}

Quarters pickup_of(const Metre& metre) {
  return metre.empty() || metre.front().onset >= 0
             ? Quarters(0)
             : metre.front().onset + bar_length(metre.front());
}

Metre metre_stated_by(const std::vector<TimeSignature>& signatures) {
  Metre metre = signatures;
  if (metre.size() < 2 || metre[0].onset > 0) {
    return metre;
  }
  const Quarters pickup = bar_length(metre[0]);
  const Quarters bar = bar_length(metre[1]);
  if (metre[1].onset == pickup && pickup < bar) {
    metre.erase(metre.begin());
    metre.front().onset = pickup - bar;
  }
  return metre;
}

std::vector<TimeSignature> signatures_of(const Metre& metre) {
  if (pickup_of(metre) == 0) {
    return metre;
  }
  PieceMetre found{.signatures = metre, .start = {}, .pickup = pickup_of(metre)};
  found.signatures.front().onset = 0;
  return stated_signatures(found);
}

}  // namespace bachprop
