#include "bachprop/corpus/metre.h"

#include <map>
#include <utility>

namespace bachprop {

std::vector<MetreCount> metres_of(const Corpus& corpus) {
  std::map<std::pair<int, int>, std::int64_t> pieces_in;
  for (const Piece& piece : corpus.pieces) {
    if (!piece.score.time_signatures.empty()) {
      const TimeSignature& first = piece.score.time_signatures.front();
      ++pieces_in[{first.numerator, first.denominator}];
    }
  }
  std::vector<MetreCount> metres;
  for (const auto& [signature, pieces] : pieces_in) {
    metres.push_back({{0, signature.first, signature.second}, pieces});
  }
  return metres;
}

}  // namespace bachprop
