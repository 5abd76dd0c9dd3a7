// Where the bars of a piece lie.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "bachprop/base/quarters.h"
#include "bachprop/score/score.h"

namespace bachprop {

// A stretch of time.
struct Bar {
  Quarters start;
  Quarters length;  // above 0

  friend bool operator==(const Bar&, const Bar&) = default;
};

// All bars that begin at or before the end, the first at 0; at least one. A piece that ends with a
// bar has one more, empty bar so. Before the first time signature the metre is 4/4. A time
// signature begins a bar wherever it stands; the bar before it is as long as that leaves it.
[[nodiscard]] std::vector<Bar> bars_of(const Score& score);

// The bar that a time lies in, or the last one; `bars` as bars_of gives them, `time` >= 0.
[[nodiscard]] std::size_t bar_at(std::span<const Bar> bars, const Quarters& time);

}  // namespace bachprop
