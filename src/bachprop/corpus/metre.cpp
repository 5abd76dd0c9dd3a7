#include "bachprop/corpus/metre.h"

#include <algorithm>
#include <map>
#include <tuple>

namespace bachprop {

const Metre& bars_of(const Piece& piece, BarsFrom from) {
  return from == BarsFrom::kFile || piece.bars.empty() ? piece.score.time_signatures : piece.bars;
}

std::vector<MetreCount> metres_of(const Corpus& corpus, BarsFrom from) {
  std::map<std::tuple<int, int, Quarters>, std::int64_t> pieces_in;
  for (const Piece& piece : corpus.pieces) {
    if (const Metre& bars = bars_of(piece, from); !bars.empty()) {
      const TimeSignature& first = bars.front();
      ++pieces_in[{first.numerator, first.denominator,
                   Quarters(0) - std::min<Quarters>(first.onset, 0)}];
    }
  }
  std::vector<MetreCount> metres;
  for (const auto& [metre, pieces] : pieces_in) {
    const auto& [numerator, denominator, before] = metre;
    metres.push_back({{Quarters(0) - before, numerator, denominator}, pieces});
  }
  return metres;
}

}  // namespace bachprop
