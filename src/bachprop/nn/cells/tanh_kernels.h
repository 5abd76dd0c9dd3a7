// The arithmetic of a cell whose only gate is its output: h = tanh(a).
#pragma once

#include "bachprop/nn/cell_kernels.h"
#include "bachprop/nn/kernels.h"

namespace bachprop {

template <typename Scalar>
constexpr CellKernels<Scalar> kTanhKernels = {
    .forward =
        [](int units, const CellForward<Scalar>& row) {
          tanh_forward<Scalar>(units, row.input, row.state);
        },
    .step = [](int units,
               const CellStep<Scalar>& row) { tanh_forward<Scalar>(units, row.input, row.state); },
    .backward =
        [](int units, const CellBackward<Scalar>& row) {
          tanh_backward<Scalar>(units, row.d_output, row.d_state, row.state, row.gates);
        }};

}  // namespace bachprop
