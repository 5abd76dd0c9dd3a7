// The definitions of all cells, each in a file of its own here, and what they say.
#pragma once

#include <array>
#include <string_view>

#include "bachprop/nn/cell.h"
#include "bachprop/nn/cell_kernels.h"

namespace bachprop {

struct CellDefinition {
  Cell cell;
  CellTraits traits;
  CellKernels<float> (*single)();  // on the instructions that are in use now
  CellKernels<double> reference;
};

extern const CellDefinition kGruCell;
extern const CellDefinition kLstmCell;
extern const CellDefinition kRnnCell;
extern const CellDefinition kFeedForwardCell;

// In the order of Cell.
constexpr std::array<const CellDefinition*, kCells.size()> kCellDefinitions = {
    &kGruCell, &kLstmCell, &kRnnCell, &kFeedForwardCell};

[[nodiscard]] const CellTraits& traits_of(Cell cell);
[[nodiscard]] inline const CellSizes& sizes_of(Cell cell) { return traits_of(cell).sizes; }
[[nodiscard]] inline std::string_view title_of(Cell cell) { return traits_of(cell).title; }

// Scalar: float, on the instructions that are in use now, or double.
template <typename Scalar>
[[nodiscard]] CellKernels<Scalar> kernels_of(Cell cell);

}  // namespace bachprop
