#include "bachprop/nn/readout.h"

#include <algorithm>
#include <array>

#include "bachprop/nn/kernels.h"

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
    rows[static_cast<std::size_t>(i)] = m.row(i);
  }
  return std::span<const Scalar* const>(rows).first(static_cast<std::size_t>(m.rows));
}

}  // namespace

template <typename Scalar>
ReadoutWeights<Scalar>::ReadoutWeights(int layer_count, int units, int symbols, Precision precision)
    : output(symbols, symbols, precision), output_turned(symbols, symbols, precision) {
  for (int l = 0; l < layer_count; ++l) {
    layers.emplace_back(units, symbols, precision);
    layers_turned.emplace_back(symbols, units, precision);
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
  if (turned) {
    output_turned.pack_transposed(parameters.output);
  }
}

template <typename Scalar>
Readout<Scalar>::Readout(int feature, int symbols, int rows, Precision precision)
    : feature_(feature),
      precision_(precision),
      hidden_(rows, symbols),
      logits_(rows, symbols),
      d_hidden_(rows, symbols),
      left_rows_(static_cast<std::size_t>(rows)) {}

template <typename Scalar>
void Readout<Scalar>::forward(const ReadoutParameters<const Scalar>& parameters,
                              const ReadoutWeights<Scalar>& weights,
                              std::span<const Matrix<const Scalar>> layers,
                              std::span<const NoteSymbols> next) {
  count_ = layers.front().rows;
  const Matrix<Scalar> hidden = hidden_.view().middle_rows(0, count_);
  for (int i = 0; i < count_; ++i) {
    std::array<const Scalar*, kFeatures> rows = {parameters.hidden_bias.data};
    std::size_t read = 1;
    for (std::size_t f = 0; f < parameters.given.size(); ++f) {
      const int symbol = feature_of(next[static_cast<std::size_t>(i)], static_cast<int>(f));
      rows[read++] = parameters.given[f].row(symbol);
    }
    sum_rows<Scalar>(hidden.cols, std::span(rows).first(read), hidden.row(i));
  }
  for (std::size_t l = 0; l < layers.size(); ++l) {
    multiply(layers[l], weights.layers[l], true, hidden);
  }
  for (int i = 0; i < count_; ++i) {
    relu<Scalar>(hidden.cols, hidden.row(i));
  }
  const Matrix<Scalar> logits = logits_.view().middle_rows(0, count_);
  fill_rows(parameters.output_bias, logits);
  multiply(Matrix<const Scalar>(hidden), weights.output, true, logits);
}

template <typename Scalar>
CrossEntropy Readout<Scalar>::cross_entropy(std::span<const NoteSymbols> next,
                                            std::span<const std::uint8_t> mask, Scalar weight) {
  CrossEntropy sum;
  const int symbols = logits_.view().cols;
  for (int i = 0; i < count_; ++i) {
    const auto entry = static_cast<std::size_t>(i);
    if (mask[entry] == 0) {
      std::fill_n(logits_.row(i), symbols, Scalar{0});
      continue;
    }
    const RowEntropy row = softmax_cross_entropy<Scalar>(symbols, feature_of(next[entry], feature_),
                                                         weight, logits_.row(i));
    sum += {.nats = row.nats, .correct = row.correct ? 1 : 0};
  }
  return sum;
}

template <typename Scalar>
void Readout<Scalar>::backward(const ReadoutWeights<Scalar>& weights,
                               std::span<const Matrix<const Scalar>> layers,
                               std::span<const NoteSymbols> next,
                               const ReadoutParameters<Scalar>& gradient,
                               std::span<const Matrix<Scalar>> d_layers,
                               const std::vector<bool>& fresh) {
  const Matrix<const Scalar> d_logits = logits();
  const Matrix<const Scalar> hidden = hidden_.view().middle_rows(0, count_);
  multiply_transposed(pointers_to_rows(hidden, left_rows_), d_logits, precision_, true,
                      gradient.output);
  const Matrix<Scalar> d_hidden = d_hidden_.view().middle_rows(0, count_);
  multiply(d_logits, weights.output_turned, false, d_hidden);
  for (int i = 0; i < count_; ++i) {
    const std::array<Scalar*, 1> output_bias = {gradient.output_bias.data};
    add_to_rows<Scalar>(d_logits.cols, d_logits.row(i), output_bias);
    relu_backward<Scalar>(hidden.cols, hidden.row(i), d_hidden.row(i));
    std::array<Scalar*, kFeatures> outs = {gradient.hidden_bias.data};
    std::size_t count = 1;
    for (std::size_t f = 0; f < gradient.given.size(); ++f) {
      const int symbol = feature_of(next[static_cast<std::size_t>(i)], static_cast<int>(f));
      outs[count++] = gradient.given[f].row(symbol);
    }
    add_to_rows<Scalar>(hidden.cols, d_hidden.row(i), std::span(outs).first(count));
  }
  for (std::size_t l = 0; l < layers.size(); ++l) {
    multiply_transposed(pointers_to_rows(layers[l], left_rows_), d_hidden, precision_, true,
                        gradient.layers[l]);
    multiply(Matrix<const Scalar>(d_hidden), weights.layers_turned[l], !fresh[l], d_layers[l]);
  }
}

template struct ReadoutWeights<float>;
template struct ReadoutWeights<double>;
template class Readout<float>;
template class Readout<double>;

}  // namespace bachprop
