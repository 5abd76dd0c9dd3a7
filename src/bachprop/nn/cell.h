// The kinds of cells that the layers of a network consist of.
//
// A cell is a file in nn/cells/, which says all that the engine knows about it. It has a row in two
// tables: its name stands in EnumNames below, its definition in cells/cells.h.
#pragma once

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "bachprop/base/enum_names.h"

namespace bachprop {

enum class Cell {
  kGru,
  kLstm,
  kRnn,          // simple recurrent, tanh
  kFeedForward,  // tanh without recurrence: knows of the notes before what its input says
};

template <>
struct EnumNames<Cell> {
  static constexpr std::string_view kWhat = "cell";
  static constexpr std::array<std::pair<Cell, std::string_view>, 4> kNames = {
      {{Cell::kGru, "gru"},
       {Cell::kLstm, "lstm"},
       {Cell::kRnn, "rnn"},
       {Cell::kFeedForward, "feedforward"}}};
};

// All of them.
constexpr auto kCells = [] {
  std::array<Cell, EnumNames<Cell>::kNames.size()> cells = {};
  std::ranges::transform(EnumNames<Cell>::kNames, cells.begin(),
                         [](const auto& named) { return named.first; });
  return cells;
}();

// How many numbers a unit has.
struct CellSizes {
  int input = 0;      // sums of the input: look-ups, layer below, bias
  int recurrent = 0;  // sums of the recurrence
  // The forward pass keeps these of a step, and the backward pass turns them into gradients. The
  // first `input` of them belong to the sums of the input, the last `recurrent` to those of the
  // recurrence.
  int gates = 0;
  int state = 0;  // carried from one step to the next; the first is the output
};

// The properties of a cell beside its arithmetic (cell_kernels.h).
struct CellTraits {
  std::string_view title;  // in a sentence: "3 LSTM layers"
  CellSizes sizes;
  // A gate stands between the sums of the input and those of the recurrence, so that they are not
  // added up. The last sum of the recurrence then has a bias of its own.
  bool recurrence_apart = false;
  // The output reaches that of the next step beside the product of the recurrence, too.
  bool output_carried = false;
  // The sum of the input whose bias begins at 1, so that the cell begins by remembering; -1: none.
  int remembering_sum = -1;
};

}  // namespace bachprop
