// Well-known tunes, typed in letters, for tests of bars.
#pragma once

#include <string_view>
#include <vector>

#include "bachprop/score/score.h"

namespace bachprop {

// A tune as notation programs hold it.
struct Tune {
  std::string_view name;
  TimeSignature signature;  // at 0
  // Bars with "|" between them, the first perhaps a pick-up. A note is a letter c .. b, "#" or "-"
  // for a flat, "'" or "," for an octave above or below the one from middle C on. Its value follows
  // if it is another than that of the note before: 4, 8. (dotted) and so on. "r" is a rest.
  std::string_view bars;
};

// Without a pick-up.
[[nodiscard]] std::vector<Tune> tunes_from_the_downbeat();
// With one.
[[nodiscard]] std::vector<Tune> tunes_with_a_pickup();

// Its notes from 0 on, and its signature. A bar inside that is too short or too long breaks a
// promise.
[[nodiscard]] Score score_of(const Tune& tune);

// The length of the first bar if it is no full one, otherwise 0.
[[nodiscard]] Quarters pickup_of(const Tune& tune);

}  // namespace bachprop
