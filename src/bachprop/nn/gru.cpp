#include "bachprop/nn/gru.h"

#include <algorithm>

#include "bachprop/nn/gemm.h"
#include "bachprop/nn/kernels.h"

namespace bachprop {
namespace {

// The products that need no step before them run over about this many rows at once: enough for the
// matrix kernel, few enough to stay in the cache.
constexpr int kChunkRows = 256;

// Successive rows of a power-of-two length would fall into the same cache sets.
constexpr int kStridePadding = 16;

template <typename Scalar>
GruGates<Scalar> gates_of_row(Scalar* row, int units) {
  return {row, row + units, row + 2 * units, row + 3 * units};
}

// a = bias + the rows of the tables that the symbols choose.
template <typename Scalar>
void look_up(const GruParameters<const Scalar>& parameters, std::span<const NoteSymbols> notes,
             Matrix<Scalar> a) {
  for (int i = 0; i < a.rows; ++i) {
    Scalar* row = a.row(i);
    std::copy_n(parameters.bias.data, a.cols, row);
    for (int f = 0; f < kFeatures; ++f) {
      const auto& table = parameters.tables[static_cast<std::size_t>(f)];
      add_row(a.cols, table.row(feature_of(notes[static_cast<std::size_t>(i)], f)), row);
    }
  }
}

template <typename Scalar>
void transpose(Matrix<const Scalar> from, Matrix<Scalar> to) {
  for (int i = 0; i < from.rows; ++i) {
    for (int j = 0; j < from.cols; ++j) {
      to.row(j)[i] = from.row(i)[j];
    }
  }
}

}  // namespace

template <typename Scalar>
GruLayer<Scalar>::GruLayer(int units, int steps, int rows)
    : units_(units),
      steps_(steps),
      rows_(rows),
      chunk_steps_(std::clamp(kChunkRows / rows, 1, steps)),
      output_(steps * rows, units),
      previous_(steps * rows, units, units + kStridePadding),
      gates_(steps * rows, 4 * units),
      input_(chunk_steps_ * rows, 3 * units),
      recurrent_(rows, 3 * units),
      turned_(3 * units, units),
      d_gates_(chunk_steps_ * rows, 4 * units, 4 * units + kStridePadding),
      d_state_(rows, units),
      d_previous_(rows, units) {}

// The state before a step is the one after the step before, or zero where a piece begins.
template <typename Scalar>
void GruLayer<Scalar>::load_previous(int step, const GruInput& input, const Scalar* state,
                                     int stride) {
  for (int b = 0; b < rows_; ++b) {
    const int row = step * rows_ + b;
    if (input.begins[static_cast<std::size_t>(row)] != 0) {
      std::fill_n(previous_.row(row), units_, Scalar{0});
    } else {
      std::copy_n(state + static_cast<std::ptrdiff_t>(b) * stride, units_, previous_.row(row));
    }
  }
}

template <typename Scalar>
void GruLayer<Scalar>::forward(const GruParameters<const Scalar>& parameters, const GruInput& input,
                               Matrix<const Scalar> below, Matrix<Scalar> state) {
  for (int first = 0; first < steps_; first += chunk_steps_) {
    const int count = std::min(chunk_steps_, steps_ - first) * rows_;
    const Matrix<Scalar> a = input_.view().middle_rows(0, count);
    look_up(parameters, input.notes.subspan(static_cast<std::size_t>(first * rows_)), a);
    if (parameters.below.rows > 0) {
      gemm(Transpose::kNo, Transpose::kNo, below.middle_rows(first * rows_, count),
           parameters.below, true, a);
    }
    for (int t = first; t < std::min(first + chunk_steps_, steps_); ++t) {
      const Matrix<const Scalar> before =
          t == 0 ? Matrix<const Scalar>(state) : output().middle_rows((t - 1) * rows_, rows_);
      load_previous(t, input, before.data, before.stride);
      gemm(Transpose::kNo, Transpose::kNo, previous_.view().middle_rows(t * rows_, rows_),
           parameters.recurrent, false, recurrent_.view());
      for (int b = 0; b < rows_; ++b) {
        const int row = t * rows_ + b;
        gru_forward<Scalar>(units_, a.row(row - first * rows_), recurrent_.row(b),
                            parameters.recurrent_bias.data, previous_.row(row),
                            gates_of_row(gates_.row(row), units_), output_.row(row));
      }
    }
  }
  for (int b = 0; b < rows_; ++b) {
    std::copy_n(output_.row((steps_ - 1) * rows_ + b), units_, state.row(b));
  }
}

// From the gradient after a step (d_output and what the next step left in d_state_) to the gates'
// and the state's before it.
template <typename Scalar>
void GruLayer<Scalar>::step_back(int step, const GruInput& input, Matrix<const Scalar> d_output,
                                 Matrix<Scalar> d_gates) {
  for (int b = 0; b < rows_; ++b) {
    const int row = step * rows_ + b;
    add_row(units_, d_output.row(row), d_state_.row(b));
    const Scalar* gates = gates_.row(row);
    gru_backward<Scalar>(units_, d_state_.row(b), previous_.row(row),
                         gates_of_row<const Scalar>(gates, units_), d_gates.row(b),
                         d_previous_.row(b));
  }
  std::copy_n(d_previous_.row(0), static_cast<std::ptrdiff_t>(rows_) * units_, d_state_.row(0));
  gemm(Transpose::kNo, Transpose::kNo, d_gates.middle_columns(units_, 3 * units_), turned_.view(),
       true, d_state_.view());
  for (int b = 0; b < rows_; ++b) {
    if (input.begins[static_cast<std::size_t>(step * rows_ + b)] != 0) {
      std::fill_n(d_state_.row(b), units_, Scalar{0});
    }
  }
}

template <typename Scalar>
void GruLayer<Scalar>::add_gradients(int first_row, Matrix<const Scalar> d_gates,
                                     const GruInput& input,
                                     const GruParameters<const Scalar>& parameters,
                                     Matrix<const Scalar> below,
                                     const GruParameters<Scalar>& gradient,
                                     Matrix<Scalar> d_below) {
  const int count = d_gates.rows;
  const Matrix<const Scalar> d_input = d_gates.middle_columns(0, 3 * units_);
  gemm(Transpose::kYes, Transpose::kNo, previous_.view().middle_rows(first_row, count),
       d_gates.middle_columns(units_, 3 * units_), true, gradient.recurrent);
  if (parameters.below.rows > 0) {
    gemm(Transpose::kYes, Transpose::kNo, below.middle_rows(first_row, count), d_input, true,
         gradient.below);
    gemm(Transpose::kNo, Transpose::kYes, d_input, parameters.below, true,
         d_below.middle_rows(first_row, count));
  }
  for (int i = 0; i < count; ++i) {
    const NoteSymbols& note = input.notes[static_cast<std::size_t>(first_row + i)];
    for (int f = 0; f < kFeatures; ++f) {
      add_row(3 * units_, d_input.row(i),
              gradient.tables[static_cast<std::size_t>(f)].row(feature_of(note, f)));
    }
    add_row(3 * units_, d_input.row(i), gradient.bias.data);
    add_row(units_, d_gates.row(i) + 3 * units_, gradient.recurrent_bias.data);
  }
}

template <typename Scalar>
void GruLayer<Scalar>::backward(const GruParameters<const Scalar>& parameters,
                                const GruInput& input, Matrix<const Scalar> below,
                                Matrix<const Scalar> d_output,
                                const GruParameters<Scalar>& gradient, Matrix<Scalar> d_below) {
  transpose(parameters.recurrent, turned_.view());
  std::fill_n(d_state_.row(0), static_cast<std::ptrdiff_t>(rows_) * units_, Scalar{0});
  for (int end = steps_; end > 0; end -= std::min(end, chunk_steps_)) {
    const int first = std::max(0, end - chunk_steps_);
    for (int t = end - 1; t >= first; --t) {
      step_back(t, input, d_output, d_gates_.view().middle_rows((t - first) * rows_, rows_));
    }
    add_gradients(first * rows_, d_gates_.view().middle_rows(0, (end - first) * rows_), input,
                  parameters, below, gradient, d_below);
  }
}

template class GruLayer<float>;
template class GruLayer<double>;

}  // namespace bachprop
