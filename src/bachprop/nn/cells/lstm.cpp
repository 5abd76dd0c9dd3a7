// The cell with a memory and three gates (Hochreiter and Schmidhuber 1997; Gers et al. 2000).
// Derivation: docs/maths/cells.md. Contracts: nn/cell_kernels.h.
//
// Legend: a = sums of the input and of the recurrence, columns [i|f|g|o]. Gates: input i, forget f,
// candidate g, output o. State: [h|c], the output and what the cell remembers.
//
//   i = sigmoid(a_i), f = sigmoid(a_f), g = tanh(a_g), o = sigmoid(a_o),
//   c = f previous_c + i g, h = o tanh(c).
#include <cmath>

#include "bachprop/nn/cells/cells.h"
#include "bachprop/nn/kernels.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "bachprop/nn/cells/lstm.cpp"
#include <hwy/foreach_target.h>  // IWYU pragma: keep
// After foreach_target.h, which includes this file once for every instruction set but the last.
#include "bachprop/nn/vector_math_inl.h"

// NOLINTBEGIN: compiled once for each instruction set, and offsets inside a row fit an int.
HWY_BEFORE_NAMESPACE();
namespace bachprop::HWY_NAMESPACE {
namespace {

template <class D>
struct LstmGates {
  hn::Vec<D> i, f, g, o, c;
};

// The gates of the units from k on, and what the cell remembers after them.
template <class D>
HWY_INLINE LstmGates<D> lstm_gates(D d, const float* a, const float* previous_c, int units, int k) {
  const auto i = vector_sigmoid(d, hn::LoadU(d, a + k));
  const auto f = vector_sigmoid(d, hn::LoadU(d, a + units + k));
  const auto g = vector_tanh(d, hn::LoadU(d, a + 2 * units + k));
  const auto o = vector_sigmoid(d, hn::LoadU(d, a + 3 * units + k));
  return {i, f, g, o, hn::MulAdd(f, hn::LoadU(d, previous_c + k), hn::Mul(i, g))};
}

void lstm_forward(int units, const CellForward<float>& row) {
  const float* const a = row.input;
  const float* const previous_c = row.previous + units;
  float* const gates = row.gates;
  float* const state = row.state;
  for_each_vector(units, [&](auto d, int k) HWY_ATTR {
    const auto [i, f, g, o, c] = lstm_gates(d, a, previous_c, units, k);
    hn::StoreU(i, d, gates + k);
    hn::StoreU(f, d, gates + units + k);
    hn::StoreU(g, d, gates + 2 * units + k);
    hn::StoreU(o, d, gates + 3 * units + k);
    hn::StoreU(hn::Mul(o, vector_tanh(d, c)), d, state + k);
    hn::StoreU(c, d, state + units + k);
  });
}

void lstm_step(int units, const CellStep<float>& row) {
  const float* const a = row.input;
  float* const state = row.state;
  for_each_vector(units, [&](auto d, int k) HWY_ATTR {
    const auto [i, f, g, o, c] = lstm_gates(d, a, state + units, units, k);
    hn::StoreU(hn::Mul(o, vector_tanh(d, c)), d, state + k);
    hn::StoreU(c, d, state + units + k);
  });
}

void lstm_backward(int units, const CellBackward<float>& row) {
  const float* const d_output = row.d_output;
  const float* const d_h = row.d_state;
  const float* const previous_c = row.previous + units;
  const float* const c = row.state + units;
  float* const gates = row.gates;
  float* const d_c = row.d_memory;
  for_each_vector(units, [&](auto d, int k) HWY_ATTR {
    const auto one = hn::Set(d, 1.0F);
    const auto i = hn::LoadU(d, gates + k);
    const auto f = hn::LoadU(d, gates + units + k);
    const auto g = hn::LoadU(d, gates + 2 * units + k);
    const auto o = hn::LoadU(d, gates + 3 * units + k);
    const auto t = vector_tanh(d, hn::LoadU(d, c + k));
    const auto dh_o = hn::Mul(hn::Add(hn::LoadU(d, d_output + k), hn::LoadU(d, d_h + k)), o);
    const auto dc = hn::MulAdd(dh_o, hn::NegMulAdd(t, t, one), hn::LoadU(d, d_c + k));
    const auto dc_i = hn::Mul(dc, i);
    const auto dc_f = hn::Mul(dc, f);
    hn::StoreU(hn::Mul(hn::Mul(dc_i, g), hn::Sub(one, i)), d, gates + k);
    hn::StoreU(hn::Mul(hn::Mul(dc_f, hn::LoadU(d, previous_c + k)), hn::Sub(one, f)), d,
               gates + units + k);
    hn::StoreU(hn::Mul(dc_i, hn::NegMulAdd(g, g, one)), d, gates + 2 * units + k);
    hn::StoreU(hn::Mul(hn::Mul(dh_o, t), hn::Sub(one, o)), d, gates + 3 * units + k);
    hn::StoreU(dc_f, d, d_c + k);
  });
}

CellKernels<float> lstm_kernels() { return {lstm_forward, lstm_step, lstm_backward}; }

}  // namespace
}  // namespace bachprop::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
// NOLINTEND

#if HWY_ONCE

namespace bachprop {
namespace {

void reference_forward(int units, const CellForward<double>& row) {
  const double* const a = row.input;
  for (int k = 0; k < units; ++k) {
    const double i = sigmoid(a[k]);
    const double f = sigmoid(a[units + k]);
    const double g = std::tanh(a[2 * units + k]);
    const double o = sigmoid(a[3 * units + k]);
    const double c = f * row.previous[units + k] + i * g;
    row.gates[k] = i;
    row.gates[units + k] = f;
    row.gates[2 * units + k] = g;
    row.gates[3 * units + k] = o;
    row.state[k] = o * std::tanh(c);
    row.state[units + k] = c;
  }
}

void reference_step(int units, const CellStep<double>& row) {
  const auto& [a, recurrent, recurrent_bias, state] = row;
  for (int k = 0; k < units; ++k) {
    const double i = sigmoid(a[k]);
    const double f = sigmoid(a[units + k]);
    const double g = std::tanh(a[2 * units + k]);
    const double c = f * state[units + k] + i * g;
    state[k] = sigmoid(a[3 * units + k]) * std::tanh(c);
    state[units + k] = c;
  }
}

void reference_backward(int units, const CellBackward<double>& row) {
  double* const gates = row.gates;
  double* const d_c = row.d_memory;
  for (int k = 0; k < units; ++k) {
    const double i = gates[k];
    const double f = gates[units + k];
    const double g = gates[2 * units + k];
    const double o = gates[3 * units + k];
    const double t = std::tanh(row.state[units + k]);
    const double dh = row.d_output[k] + row.d_state[k];
    const double dc = d_c[k] + dh * o * (1 - t * t);
    gates[k] = dc * g * i * (1 - i);
    gates[units + k] = dc * row.previous[units + k] * f * (1 - f);
    gates[2 * units + k] = dc * i * (1 - g * g);
    gates[3 * units + k] = dh * t * o * (1 - o);
    d_c[k] = dc * f;
  }
}

// NOLINTNEXTLINE: Highway's macro declares a table of function pointers.
HWY_EXPORT(lstm_kernels);

}  // namespace

const CellDefinition kLstmCell = {
    .cell = Cell::kLstm,
    // The bias of the forget gate begins at 1 (Jozefowicz, Zaremba, Sutskever 2015).
    .traits = {.title = "LSTM",
               .sizes = {.input = 4, .recurrent = 4, .gates = 4, .state = 2},
               .remembering_sum = 1},
    .single = [] { return HWY_DYNAMIC_DISPATCH(lstm_kernels)(); },
    .reference = {reference_forward, reference_step, reference_backward}};

}  // namespace bachprop

#endif  // HWY_ONCE
