#include "bachprop/score/changes.h"

namespace bachprop {

bool is_repeat(const TimeSignature& before, const TimeSignature& next) {
  const Quarters bars = (next.onset - before.onset) / bar_length(before);
  return set_the_same(before, next) && bars.denominator() == 1;
}

bool is_repeat(const Lyric& /*before*/, const Lyric& /*next*/) { return false; }

}  // namespace bachprop
