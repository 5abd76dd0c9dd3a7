#include "bachprop/nn/layer.h"

#include <algorithm>

#include "bachprop/nn/kernels.h"

namespace bachprop {

template <typename Scalar>
LayerWeights<Scalar>::LayerWeights(int units, bool has_below, Precision precision)
    : recurrent(units, 3 * units, precision),
      recurrent_turned(3 * units, units, precision),
      below(has_below ? units : 0, 3 * units, precision),
      below_turned(3 * units, has_below ? units : 0, precision) {}

template <typename Scalar>
void LayerWeights<Scalar>::pack_recurrent(const LayerParameters<const Scalar>& parameters,
                                          bool turned) {
  recurrent.pack(parameters.recurrent);
  if (turned) {
    recurrent_turned.pack_transposed(parameters.recurrent);
  }
}

template <typename Scalar>
void LayerWeights<Scalar>::pack_below(const LayerParameters<const Scalar>& parameters,
                                      bool turned) {
  below.pack(parameters.below);
  if (turned) {
    below_turned.pack_transposed(parameters.below);
  }
}

namespace {

std::span<const int> context_of(const LayerInput& input, std::size_t row) {
  if (input.context_ends.empty()) {
    return {};
  }
  const int begin = row == 0 ? 0 : input.context_ends[row - 1];
  return input.context.subspan(static_cast<std::size_t>(begin),
                               static_cast<std::size_t>(input.context_ends[row] - begin));
}

// So many rows of the tables are added up in one go.
constexpr std::size_t kRowsAtOnce = 32;

}  // namespace

// The sum of the rows of the tables that the input names, bias first.
template <typename Scalar>
void look_up(const LayerParameters<const Scalar>& parameters, const LayerInput& input, int first,
             Matrix<Scalar> a) {
  std::array<const Scalar*, kRowsAtOnce> rows;
  for (int i = 0; i < a.rows; ++i) {
    const auto row = static_cast<std::size_t>(first + i);
    std::size_t count = 0;
    rows[count++] = parameters.bias.data;
    for (int f = 0; f < kFeatures; ++f) {
      rows[count++] =
          parameters.tables[static_cast<std::size_t>(f)].row(feature_of(input.notes[row], f));
    }
    for (const int entry : context_of(input, row)) {
      if (count == kRowsAtOnce) {
        sum_rows<Scalar>(a.cols, rows, a.row(i));
        count = 0;
        rows[count++] = a.row(i);
      }
      rows[count++] = parameters.context.row(entry);
    }
    sum_rows<Scalar>(a.cols, std::span(rows).first(count), a.row(i));
  }
}

template <typename Scalar>
Layer<Scalar>::Layer(int units, const Chunking& chunking, Precision precision)
    : units_(units),
      chunking_(chunking),
      precision_(precision),
      first_state_(chunking.rows, units),
      zero_(1, units),
      output_(chunking.steps * chunking.rows, units),
      // Products read whole vectors of the last three quarters of a row, which need not begin at
      // one.
      gates_(chunking.steps * chunking.rows, 4 * units, units + roomy_stride(3 * units)),
      input_(chunking.chunk_steps * chunking.rows, 3 * units),
      previous_(chunking.rows, units),
      recurrent_(chunking.rows, 3 * units),
      d_state_(chunking.rows, units),
      left_rows_(static_cast<std::size_t>(chunking.steps * chunking.rows)),
      left_rows_below_(left_rows_.size()) {}

template <typename Scalar>
void Layer<Scalar>::set_state(Matrix<const Scalar> state) {
  for (int b = 0; b < chunking_.rows; ++b) {
    std::copy_n(state.row(b), units_, first_state_.row(b));
  }
  d_state_.fill(0);
}

template <typename Scalar>
void Layer<Scalar>::get_state(Matrix<Scalar> state) const {
  for (int b = 0; b < chunking_.rows; ++b) {
    std::copy_n(output_.row((chunking_.steps - 1) * chunking_.rows + b), units_, state.row(b));
  }
}

// The state before a step is the one after the step before, or zero where a piece begins.
template <typename Scalar>
const Scalar* Layer<Scalar>::previous_row(int row, const LayerInput& input) const {
  if (input.begins[static_cast<std::size_t>(row)] != 0) {
    return zero_.row(0);
  }
  return row < chunking_.rows ? first_state_.row(row) : output_.row(row - chunking_.rows);
}

// Of one step: copied only where a piece begins.
template <typename Scalar>
Matrix<const Scalar> Layer<Scalar>::previous_rows(int first, const LayerInput& input) {
  const int batch = chunking_.rows;
  const auto begins =
      input.begins.subspan(static_cast<std::size_t>(first), static_cast<std::size_t>(batch));
  if (first >= batch && std::ranges::all_of(begins, [](std::uint8_t b) { return b == 0; })) {
    return output().middle_rows(first - batch, batch);
  }
  for (int b = 0; b < batch; ++b) {
    std::copy_n(previous_row(first + b, input), units_, previous_.row(b));
  }
  return previous_.view();
}

template <typename Scalar>
void Layer<Scalar>::forward(int chunk, const LayerParameters<const Scalar>& parameters,
                            const LayerWeights<Scalar>& weights, const LayerInput& input,
                            Matrix<const Scalar> below) {
  const int first = chunking_.first_row(chunk);
  const int count = chunking_.row_count(chunk);
  const int batch = chunking_.rows;
  const Matrix<Scalar> a = input_.view().middle_rows(0, count);
  look_up(parameters, input, first, a);
  if (below.rows > 0) {
    multiply(below.middle_rows(first, count), weights.below, true, a);
  }
  for (int step = first; step < first + count; step += batch) {
    const Matrix<const Scalar> previous = previous_rows(step, input);
    multiply(previous, weights.recurrent, false, recurrent_.view());
    for (int b = 0; b < batch; ++b) {
      const int row = step + b;
      gru_forward<Scalar>(units_, a.row(row - first), recurrent_.row(b),
                          parameters.recurrent_bias.data, previous.row(b), gates_.row(row),
                          output_.row(row));
    }
  }
}

template <typename Scalar>
Matrix<Scalar> Layer<Scalar>::d_gates(int first_row, int count) {
  return gates_.view().middle_rows(first_row, count);
}

template <typename Scalar>
void Layer<Scalar>::backward(int chunk, const LayerWeights<Scalar>& weights,
                             const LayerInput& input, Matrix<const Scalar> d_output,
                             Matrix<Scalar> d_below) {
  const int first = chunking_.first_row(chunk);
  const int count = chunking_.row_count(chunk);
  const int batch = chunking_.rows;
  for (int step = first + count - batch; step >= first; step -= batch) {
    for (int b = 0; b < batch; ++b) {
      gru_backward<Scalar>(units_, d_output.row(step + b), previous_row(step + b, input),
                           gates_.row(step + b), d_state_.row(b));
    }
    multiply(d_gates(step, batch).middle_columns(units_, 3 * units_), weights.recurrent_turned,
             true, d_state_.view());
    for (int b = 0; b < batch; ++b) {
      if (input.begins[static_cast<std::size_t>(step + b)] != 0) {
        std::fill_n(d_state_.row(b), units_, Scalar{0});
      }
    }
  }
  if (d_below.rows > 0) {
    multiply(d_gates(first, count).middle_columns(0, 3 * units_), weights.below_turned, true,
             d_below.middle_rows(first, count));
  }
}

template <typename Scalar>
void Layer<Scalar>::recurrent_gradient(int first_chunk, int end_chunk, const LayerInput& input,
                                       bool accumulate, const LayerParameters<Scalar>& gradient) {
  const int first = chunking_.first_row(first_chunk);
  const int count = chunking_.first_row(end_chunk - 1) + chunking_.row_count(end_chunk - 1) - first;
  const auto left = std::span(left_rows_).first(static_cast<std::size_t>(count));
  for (int i = 0; i < count; ++i) {
    left[static_cast<std::size_t>(i)] = previous_row(first + i, input);
  }
  multiply_transposed(left, d_gates(first, count).middle_columns(units_, 3 * units_), precision_,
                      accumulate, gradient.recurrent);
}

template <typename Scalar>
void Layer<Scalar>::below_gradient(int first_chunk, int end_chunk, Matrix<const Scalar> below,
                                   bool accumulate, const LayerParameters<Scalar>& gradient) {
  const int first = chunking_.first_row(first_chunk);
  const int count = chunking_.first_row(end_chunk - 1) + chunking_.row_count(end_chunk - 1) - first;
  const auto left = std::span(left_rows_below_).first(static_cast<std::size_t>(count));
  for (int i = 0; i < count; ++i) {
    left[static_cast<std::size_t>(i)] = below.row(first + i);
  }
  multiply_transposed(left, d_gates(first, count).middle_columns(0, 3 * units_), precision_,
                      accumulate, gradient.below);
}

template <typename Scalar>
void Layer<Scalar>::input_gradient(int first_chunk, int end_chunk, const LayerInput& input,
                                   const LayerParameters<Scalar>& gradient) {
  std::array<Scalar*, kRowsAtOnce> outs;
  const int end = chunking_.first_row(end_chunk - 1) + chunking_.row_count(end_chunk - 1);
  for (int row = chunking_.first_row(first_chunk); row < end; ++row) {
    const auto entry = static_cast<std::size_t>(row);
    std::size_t count = 0;
    for (int f = 0; f < kFeatures; ++f) {
      outs[count++] =
          gradient.tables[static_cast<std::size_t>(f)].row(feature_of(input.notes[entry], f));
    }
    for (const int index : context_of(input, entry)) {
      if (count == kRowsAtOnce) {
        add_to_rows<Scalar>(3 * units_, gates_.row(row), outs);
        count = 0;
      }
      outs[count++] = gradient.context.row(index);
    }
    add_to_rows<Scalar>(3 * units_, gates_.row(row), std::span(outs).first(count));
    const std::array<Scalar*, 1> bias = {gradient.recurrent_bias.data};
    add_to_rows<Scalar>(units_, gates_.row(row) + 3 * units_, bias);
  }
  if (first_chunk == 0) {
    // Every row had one dT: the gradient of the bias is the sum over the dictionary.
    std::fill_n(gradient.bias.data, 3 * units_, Scalar{0});
    const std::array<Scalar*, 1> bias = {gradient.bias.data};
    for (int symbol = 0; symbol < gradient.tables[0].rows; ++symbol) {
      add_to_rows<Scalar>(3 * units_, gradient.tables[0].row(symbol), bias);
    }
  }
}

template struct LayerWeights<float>;
template struct LayerWeights<double>;
template class Layer<float>;
template class Layer<double>;
template void look_up(const LayerParameters<const float>&, const LayerInput&, int, Matrix<float>);
template void look_up(const LayerParameters<const double>&, const LayerInput&, int, Matrix<double>);

}  // namespace bachprop
