#include "bachprop/nn/readout.h"

#include <algorithm>
#include <array>

#include "bachprop/base/numbers.h"
#include "bachprop/nn/kernels.h"
#include "bachprop/nn/table_rows.h"

namespace bachprop {
namespace {

template <typename Scalar>
void fill_rows(Matrix<const Scalar> row, Matrix<Scalar> x) {
  for (int i = 0; i < x.rows; ++i) {
    std::copy_n(row.data, x.cols, x.row(i));
  }
}

template <typename Scalar>
std::span<const Scalar* const> pointers_to_rows(Matrix<const Scalar> m,
                                                std::vector<const Scalar*>& rows) {
  for (int i = 0; i < m.rows; ++i) {
    rows[as_index(i)] = m.row(i);
  }
  return std::span<const Scalar* const>(rows).first(as_index(m.rows));
}

}  // namespace

template <typename Scalar>
ReadoutWeights<Scalar>::ReadoutWeights(const ReadoutShape& shape, Precision precision)
    : output(shape.hidden, shape.symbols, precision),
      output_turned(shape.symbols, shape.hidden, precision),
      intervals(shape.weights() > 0 ? shape.hidden : 0, shape.weights(), precision),
      intervals_turned(shape.weights(), shape.weights() > 0 ? shape.hidden : 0, precision) {
  for (int l = 0; l < shape.layers; ++l) {
    layers.emplace_back(shape.units, shape.hidden, precision);
    layers_turned.emplace_back(shape.hidden, shape.units, precision);
  }
}

template <typename Scalar>
void ReadoutWeights<Scalar>::pack(const ReadoutParameters<const Scalar>& parameters, bool turned) {
  for (std::size_t l = 0; l < layers.size(); ++l) {
    layers[l].pack(parameters.layers[l]);
    if (turned) {
      layers_turned[l].pack_transposed(parameters.layers[l]);
    }
  }
  output.pack(parameters.output);
  if (intervals.columns() > 0) {
    intervals.pack(parameters.intervals);
  }
  if (turned) {
    output_turned.pack_transposed(parameters.output);
    if (intervals.columns() > 0) {
      intervals_turned.pack_transposed(parameters.intervals);
    }
  }
}

template <typename Scalar>
Readout<Scalar>::Readout(const ReadoutShape& shape, int rows, Precision precision)
    : shape_(shape),
      precision_(precision),
      hidden_(rows, shape.hidden),
      logits_(rows, shape.symbols),
      intervals_(shape.weights() > 0 ? rows : 0, shape.weights()),
      d_hidden_(rows, shape.hidden),
      left_rows_(as_index(rows)) {}

template <typename Scalar>
template <typename Body>
void Readout<Scalar>::for_each_anchor(std::span<const int> context, const Body& body) const {
  const int pitches = shape_.symbols - 1;
  for (const int entry : context) {
    if (entry >= shape_.groups * pitches) {
      continue;
    }
    const int anchor = entry % pitches;
    const int lowest = std::max(0, anchor - kWidestInterval);
    const int highest = std::min(pitches - 1, anchor + kWidestInterval);
    body(lowest, entry / pitches * kIntervals + lowest - anchor + kWidestInterval,
         highest - lowest + 1);
  }
}

template <typename Scalar>
template <typename Body>
void Readout<Scalar>::for_each_class_weight(std::span<const int> context, const Body& body) const {
  const int pitches = shape_.symbols - 1;
  const int first = shape_.groups * pitches;
  for (const int entry : context) {
    const int anchor = entry - first;
    if (anchor < 0 || anchor >= shape_.class_groups * kPitchClasses) {
      continue;
    }
    const int weights = shape_.groups * kIntervals + anchor / kPitchClasses * kPitchClasses;
    int interval = (shape_.lowest_class - anchor % kPitchClasses + kPitchClasses) % kPitchClasses;
    for (int pitch = 0; pitch < pitches; ++pitch) {
      body(pitch, weights + interval);
      interval = interval + 1 == kPitchClasses ? 0 : interval + 1;
    }
  }
}

template <typename Scalar>
void Readout<Scalar>::forward(const ReadoutParameters<const Scalar>& parameters,
                              const ReadoutWeights<Scalar>& weights,
                              const ReadoutInput<Scalar>& input, const Dropout& dropout) {
  count_ = input.layers.front().rows;
  const Matrix<Scalar> hidden = hidden_.view().middle_rows(0, count_);
  for (int i = 0; i < count_; ++i) {
    const auto row = as_index(i);
    RowAdder<Scalar> adder(parameters.hidden_bias.data, hidden.cols, hidden.row(i));
    for (std::size_t f = 0; f < parameters.given.size(); ++f) {
      adder.add(parameters.given[f].row(feature_of(input.next[row], as_int(f))));
    }
    for (const int entry : input.context.of(row)) {
      if (entry >= shape_.first_entry) {
        adder.add(parameters.context.row(entry - shape_.first_entry));
      }
    }
    adder.finish();
  }
  for (std::size_t l = 0; l < input.layers.size(); ++l) {
    multiply(input.layers[l], weights.layers[l], true, hidden);
  }
  for (int i = 0; i < count_; ++i) {
    relu<Scalar>(hidden.cols, hidden.row(i));
  }
  if (dropout.on()) {
    drop<Scalar>(dropout, count_, hidden, hidden);
  }
  const Matrix<Scalar> logits = logits_.view().middle_rows(0, count_);
  fill_rows(parameters.output_bias, logits);
  multiply(Matrix<const Scalar>(hidden), weights.output, true, logits);
  if (shape_.weights() > 0) {
    weigh_intervals(parameters, weights, input.context);
  }
}

template <typename Scalar>
void Readout<Scalar>::weigh_intervals(const ReadoutParameters<const Scalar>& parameters,
                                      const ReadoutWeights<Scalar>& weights,
                                      const MultiHot& context) {
  const Matrix<const Scalar> hidden = hidden_.view().middle_rows(0, count_);
  const Matrix<Scalar> intervals = intervals_.view().middle_rows(0, count_);
  fill_rows(parameters.intervals_bias, intervals);
  multiply(hidden, weights.intervals, true, intervals);
  for (int i = 0; i < count_; ++i) {
    const std::span<const int> entries = context.of(as_index(i));
    for_each_anchor(entries, [&](int logit, int weight, int count) {
      const std::array<Scalar*, 1> out = {logits_.row(i) + logit};
      add_to_rows<Scalar>(count, intervals.row(i) + weight, out);
    });
    for_each_class_weight(
        entries, [&](int pitch, int weight) { logits_.row(i)[pitch] += intervals.row(i)[weight]; });
  }
}

template <typename Scalar>
CrossEntropy Readout<Scalar>::cross_entropy(std::span<const NoteSymbols> next,
                                            std::span<const std::uint8_t> mask, Scalar weight) {
  CrossEntropy sum;
  const int symbols = logits_.view().cols;
  for (int i = 0; i < count_; ++i) {
    const auto entry = as_index(i);
    if (mask[entry] == 0) {
      std::fill_n(logits_.row(i), symbols, Scalar{0});
      continue;
    }
    const RowEntropy row = softmax_cross_entropy<Scalar>(
        symbols, feature_of(next[entry], shape_.feature), weight, logits_.row(i));
    sum += {.nats = row.nats, .correct = row.correct ? 1 : 0};
  }
  return sum;
}

template <typename Scalar>
void Readout<Scalar>::intervals_backward(const ReadoutWeights<Scalar>& weights,
                                         const MultiHot& context,
                                         const ReadoutParameters<Scalar>& gradient) {
  const Matrix<const Scalar> hidden = hidden_.view().middle_rows(0, count_);
  const Matrix<Scalar> d_intervals = intervals_.view().middle_rows(0, count_);
  const std::array<Scalar*, 1> bias = {gradient.intervals_bias.data};
  for (int i = 0; i < count_; ++i) {
    std::fill_n(d_intervals.row(i), d_intervals.cols, Scalar{0});
    const std::span<const int> entries = context.of(as_index(i));
    for_each_anchor(entries, [&](int logit, int weight, int count) {
      const std::array<Scalar*, 1> out = {d_intervals.row(i) + weight};
      add_to_rows<Scalar>(count, logits_.row(i) + logit, out);
    });
    for_each_class_weight(entries, [&](int pitch, int weight) {
      d_intervals.row(i)[weight] += logits_.row(i)[pitch];
    });
    add_to_rows<Scalar>(d_intervals.cols, d_intervals.row(i), bias);
  }
  multiply_transposed(pointers_to_rows(hidden, left_rows_), Matrix<const Scalar>(d_intervals),
                      precision_, true, gradient.intervals);
  multiply(Matrix<const Scalar>(d_intervals), weights.intervals_turned, true,
           d_hidden_.view().middle_rows(0, count_));
}

template <typename Scalar>
void Readout<Scalar>::backward(const ReadoutWeights<Scalar>& weights,
                               const ReadoutInput<Scalar>& input, const Dropout& dropout,
                               const ReadoutParameters<Scalar>& gradient,
                               std::span<const Matrix<Scalar>> d_layers,
                               const std::vector<bool>& fresh) {
  const Matrix<const Scalar> d_logits = logits();
  const Matrix<const Scalar> hidden = hidden_.view().middle_rows(0, count_);
  multiply_transposed(pointers_to_rows(hidden, left_rows_), d_logits, precision_, true,
                      gradient.output);
  const Matrix<Scalar> d_hidden = d_hidden_.view().middle_rows(0, count_);
  multiply(d_logits, weights.output_turned, false, d_hidden);
  if (shape_.weights() > 0) {
    intervals_backward(weights, input.context, gradient);
  }
  if (dropout.on()) {
    drop_backward<Scalar>(dropout, hidden, d_hidden);
  }
  for (int i = 0; i < count_; ++i) {
    const auto row = as_index(i);
    const std::array<Scalar*, 1> output_bias = {gradient.output_bias.data};
    add_to_rows<Scalar>(d_logits.cols, d_logits.row(i), output_bias);
    relu_backward<Scalar>(hidden.cols, hidden.row(i), d_hidden.row(i));
    RowScatter<Scalar> scatter(d_hidden.row(i), hidden.cols);
    scatter.add(gradient.hidden_bias.data);
    for (std::size_t f = 0; f < gradient.given.size(); ++f) {
      scatter.add(gradient.given[f].row(feature_of(input.next[row], as_int(f))));
    }
    for (const int entry : input.context.of(row)) {
      if (entry >= shape_.first_entry) {
        scatter.add(gradient.context.row(entry - shape_.first_entry));
      }
    }
    scatter.finish();
  }
  for (std::size_t l = 0; l < input.layers.size(); ++l) {
    multiply_transposed(pointers_to_rows(input.layers[l], left_rows_),
                        Matrix<const Scalar>(d_hidden), precision_, true, gradient.layers[l]);
    multiply(Matrix<const Scalar>(d_hidden), weights.layers_turned[l], !fresh[l], d_layers[l]);
  }
}

template struct ReadoutWeights<float>;
template struct ReadoutWeights<double>;
template class Readout<float>;
template class Readout<double>;

}  // namespace bachprop
