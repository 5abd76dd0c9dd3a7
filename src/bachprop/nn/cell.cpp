#include "bachprop/nn/cell.h"

#include <cstddef>
#include <string>

#include "bachprop/base/numbers.h"

namespace bachprop {

std::string_view title_of(Cell cell) {
  constexpr std::array<std::string_view, kCells.size()> kTitles = {
      "GRU", "LSTM", "simple recurrent", "feedforward"};
  return kTitles.at(as_index(cell));
}

}  // namespace bachprop
