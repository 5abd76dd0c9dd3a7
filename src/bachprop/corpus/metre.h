// The metres of pieces.
#pragma once

#include <cstdint>
#include <vector>

#include "bachprop/corpus/corpus.h"
#include "bachprop/score/score.h"

namespace bachprop {

// Where bars begin. Pieces that state no time signature are taken to be in 4/4.
using Metre = std::vector<TimeSignature>;

// A time signature, and how many pieces begin with it.
struct MetreCount {
  TimeSignature signature;  // its onset is 0
  std::int64_t pieces = 0;

  friend bool operator==(const MetreCount&, const MetreCount&) = default;
};

// The metres of the pieces that state one, sorted by signature.
[[nodiscard]] std::vector<MetreCount> metres_of(const Corpus& corpus);

}  // namespace bachprop
