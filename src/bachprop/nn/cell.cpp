#include "bachprop/nn/cell.h"

#include <cstddef>
#include <string>

#include "bachprop/base/numbers.h"

namespace bachprop {

std::string_view name_of(Cell cell) {
  constexpr std::array<std::string_view, kCells.size()> kNames = {"gru", "lstm", "rnn",
                                                                  "feedforward"};
  return kNames.at(as_index(cell));
}

Result<Cell> cell_from_name(std::string_view name) {
  for (const Cell cell : kCells) {
    if (name == name_of(cell)) {
      return cell;
    }
  }
  return fail("the cell \"" + std::string(name) + "\" is none of gru, lstm, rnn, feedforward");
}

std::string_view title_of(Cell cell) {
  constexpr std::array<std::string_view, kCells.size()> kTitles = {
      "GRU", "LSTM", "simple recurrent", "feedforward"};
  return kTitles.at(as_index(cell));
}

}  // namespace bachprop
