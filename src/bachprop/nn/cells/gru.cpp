// The gated recurrent unit (Cho et al. 2014), the reset gate after the product of the recurrence.
// Derivation: docs/maths/gru.md. Contracts: nn/cell_kernels.h.
//
// Legend: a = sums of the input, columns [n|r|z]; c = sums of the recurrence, columns [r|z|n].
// Gates: reset r, update z, candidate n. Before the reset gate, q = the recurrent part of the
// candidate, bias included. h = output, which is the state.
//
//   r = sigmoid(a_r + c_r), z = sigmoid(a_z + c_z), q = c_n + recurrent_bias, n = tanh(a_n + r q),
//   h = (1 - z) n + z previous.
//
// The gates [r|z|n|q] become the gradients [da_n | da_r = dc_r | da_z = dc_z | dc_n], so that the
// first 3H are the gradient of a and the last 3H that of c.
#include <cmath>

#include "bachprop/nn/cells/cells.h"
#include "bachprop/nn/kernels.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "bachprop/nn/cells/gru.cpp"
#include <hwy/foreach_target.h>  // IWYU pragma: keep
// After foreach_target.h, which includes this file once for every instruction set but the last.
#include "bachprop/nn/vector_math_inl.h"

// NOLINTBEGIN: compiled once for each instruction set, and offsets inside a row fit an int.
HWY_BEFORE_NAMESPACE();
namespace bachprop::HWY_NAMESPACE {
namespace {

template <class D>
struct GruGates {
  hn::Vec<D> r, z, q, n;
};

// The gates of the units from i on.
template <class D>
HWY_INLINE GruGates<D> gru_gates(D d, const float* a, const float* c, const float* bias, int units,
                                 int i) {
  const auto r = vector_sigmoid(d, hn::Add(hn::LoadU(d, a + units + i), hn::LoadU(d, c + i)));
  const auto z =
      vector_sigmoid(d, hn::Add(hn::LoadU(d, a + 2 * units + i), hn::LoadU(d, c + units + i)));
  const auto q = hn::Add(hn::LoadU(d, c + 2 * units + i), hn::LoadU(d, bias + i));
  return {r, z, q, vector_tanh(d, hn::MulAdd(r, q, hn::LoadU(d, a + i)))};
}

void gru_forward(int units, const CellForward<float>& row) {
  const float* const a = row.input;
  const float* const c = row.recurrent;
  const float* const bias = row.recurrent_bias;
  const float* const previous = row.previous;
  float* const gates = row.gates;
  float* const h = row.state;
  for_each_vector(units, [&](auto d, int i) HWY_ATTR {
    const auto [r, z, q, n] = gru_gates(d, a, c, bias, units, i);
    hn::StoreU(r, d, gates + i);
    hn::StoreU(z, d, gates + units + i);
    hn::StoreU(n, d, gates + 2 * units + i);
    hn::StoreU(q, d, gates + 3 * units + i);
    hn::StoreU(hn::MulAdd(z, hn::Sub(hn::LoadU(d, previous + i), n), n), d, h + i);
  });
}

void gru_step(int units, const CellStep<float>& row) {
  const float* const a = row.input;
  const float* const c = row.recurrent;
  const float* const bias = row.recurrent_bias;
  float* const state = row.state;
  for_each_vector(units, [&](auto d, int i) HWY_ATTR {
    const auto [r, z, q, n] = gru_gates(d, a, c, bias, units, i);
    hn::StoreU(hn::MulAdd(z, hn::Sub(hn::LoadU(d, state + i), n), n), d, state + i);
  });
}

void gru_backward(int units, const CellBackward<float>& row) {
  const float* const d_output = row.d_output;
  const float* const previous = row.previous;
  float* const gates = row.gates;
  float* const d_state = row.d_state;
  for_each_vector(units, [&](auto d, int i) HWY_ATTR {
    const auto one = hn::Set(d, 1.0F);
    const auto r = hn::LoadU(d, gates + i);
    const auto z = hn::LoadU(d, gates + units + i);
    const auto n = hn::LoadU(d, gates + 2 * units + i);
    const auto q = hn::LoadU(d, gates + 3 * units + i);
    const auto g = hn::Add(hn::LoadU(d, d_output + i), hn::LoadU(d, d_state + i));
    const auto gz = hn::Mul(g, z);
    const auto da_n = hn::Mul(hn::Sub(g, gz), hn::NegMulAdd(n, n, one));
    const auto dc_n = hn::Mul(da_n, r);
    const auto dr = hn::Mul(hn::Mul(dc_n, q), hn::Sub(one, r));
    const auto dz = hn::Mul(hn::Mul(gz, hn::Sub(hn::LoadU(d, previous + i), n)), hn::Sub(one, z));
    hn::StoreU(da_n, d, gates + i);
    hn::StoreU(dr, d, gates + units + i);
    hn::StoreU(dz, d, gates + 2 * units + i);
    hn::StoreU(dc_n, d, gates + 3 * units + i);
    hn::StoreU(gz, d, d_state + i);
  });
}

CellKernels<float> gru_kernels() { return {gru_forward, gru_step, gru_backward}; }

}  // namespace
}  // namespace bachprop::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
// NOLINTEND

#if HWY_ONCE

namespace bachprop {
namespace {

void reference_forward(int units, const CellForward<double>& row) {
  const auto& [a, c, recurrent_bias, previous, gates, h] = row;
  for (int i = 0; i < units; ++i) {
    const double r = sigmoid(a[units + i] + c[i]);
    const double z = sigmoid(a[2 * units + i] + c[units + i]);
    const double q = c[2 * units + i] + recurrent_bias[i];
    const double n = std::tanh(a[i] + r * q);
    gates[i] = r;
    gates[units + i] = z;
    gates[2 * units + i] = n;
    gates[3 * units + i] = q;
    h[i] = n + z * (previous[i] - n);
  }
}

void reference_step(int units, const CellStep<double>& row) {
  const auto& [a, c, recurrent_bias, state] = row;
  for (int i = 0; i < units; ++i) {
    const double r = sigmoid(a[units + i] + c[i]);
    const double z = sigmoid(a[2 * units + i] + c[units + i]);
    const double n = std::tanh(a[i] + r * (c[2 * units + i] + recurrent_bias[i]));
    state[i] = n + z * (state[i] - n);
  }
}

void reference_backward(int units, const CellBackward<double>& row) {
  const auto& [d_output, previous, h, gates, d_state, d_memory] = row;
  for (int i = 0; i < units; ++i) {
    const double r = gates[i];
    const double z = gates[units + i];
    const double n = gates[2 * units + i];
    const double q = gates[3 * units + i];
    const double dh = d_output[i] + d_state[i];
    const double da_n = dh * (1 - z) * (1 - n * n);
    gates[i] = da_n;
    gates[units + i] = da_n * q * r * (1 - r);
    gates[2 * units + i] = dh * (previous[i] - n) * z * (1 - z);
    gates[3 * units + i] = da_n * r;
    d_state[i] = dh * z;
  }
}

// NOLINTNEXTLINE: Highway's macro declares a table of function pointers.
HWY_EXPORT(gru_kernels);

}  // namespace

const CellDefinition kGruCell = {
    .cell = Cell::kGru,
    .traits = {.title = "GRU",
               .sizes = {.input = 3, .recurrent = 3, .gates = 4, .state = 1},
               .recurrence_apart = true,
               .output_carried = true},
    .single = [] { return HWY_DYNAMIC_DISPATCH(gru_kernels)(); },
    .reference = {reference_forward, reference_step, reference_backward}};

}  // namespace bachprop

#endif  // HWY_ONCE
