#include "bachprop/nn/cells/cells.h"

#include <type_traits>

#include "bachprop/base/check.h"
#include "bachprop/base/numbers.h"

namespace bachprop {
namespace {

const CellDefinition& definition_of(Cell cell) {
  const CellDefinition& definition = *kCellDefinitions.at(as_index(cell));
  check(definition.cell == cell, "the definitions of cells stand in the order of Cell");
  return definition;
}

}  // namespace

const CellTraits& traits_of(Cell cell) { return definition_of(cell).traits; }

template <typename Scalar>
CellKernels<Scalar> kernels_of(Cell cell) {
  if constexpr (std::is_same_v<Scalar, float>) {
    return definition_of(cell).single();
  } else {
    return definition_of(cell).reference;
  }
}

template CellKernels<float> kernels_of(Cell cell);
template CellKernels<double> kernels_of(Cell cell);

}  // namespace bachprop
