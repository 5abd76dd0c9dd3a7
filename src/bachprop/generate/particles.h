// Which particles of a piece go on: docs/maths/particles.md.
#pragma once

#include <span>
#include <vector>

namespace bachprop {

// A particle goes on in the place of another.
struct Succession {
  int from = 0;
  int to = 0;

  friend bool operator==(const Succession&, const Succession&) = default;
};

// Draws as many particles as there are, each in proportion to exp(its log weight), by systematic
// resampling (Kitagawa 1996) with `share` in [0, 1) as its random number. Who goes on stays in its
// place; given back are those that go on in other places as well. Weights may be -infinity, but
// not all.
[[nodiscard]] std::vector<Succession> successions(std::span<const double> log_weights,
                                                  double share);

}  // namespace bachprop
