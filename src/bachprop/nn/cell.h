// The kinds of cells that the layers of a network consist of.
#pragma once

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

constexpr std::array<Cell, 4> kCells = {Cell::kGru, Cell::kLstm, Cell::kRnn, Cell::kFeedForward};

template <>
struct EnumNames<Cell> {
  static constexpr std::string_view kWhat = "cell";
  static constexpr std::array<std::pair<Cell, std::string_view>, 4> kNames = {
      {{Cell::kGru, "gru"},
       {Cell::kLstm, "lstm"},
       {Cell::kRnn, "rnn"},
       {Cell::kFeedForward, "feedforward"}}};
};
// In a sentence: "3 LSTM layers".
[[nodiscard]] std::string_view title_of(Cell cell);

// How many numbers a unit has.
struct CellSizes {
  int input = 0;      // sums of the input: look-ups, layer below, bias
  int recurrent = 0;  // sums of the recurrence
  // What the forward pass keeps of a step, and the backward pass turns into gradients: the first
  // `input` of them belong to the sums of the input, the last `recurrent` to those of the
  // recurrence.
  int gates = 0;
  int state = 0;  // carried from one step to the next; the first is the output
};

[[nodiscard]] constexpr CellSizes sizes_of(Cell cell) {
  switch (cell) {
    case Cell::kGru:
      return {.input = 3, .recurrent = 3, .gates = 4, .state = 1};
    case Cell::kLstm:
      return {.input = 4, .recurrent = 4, .gates = 4, .state = 2};
    case Cell::kRnn:
      return {.input = 1, .recurrent = 1, .gates = 1, .state = 1};
    case Cell::kFeedForward:
      break;
  }
  return {.input = 1, .recurrent = 0, .gates = 1, .state = 0};
}

}  // namespace bachprop
