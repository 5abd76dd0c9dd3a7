#include "bachprop/nn/readout.h"

#include <algorithm>
#include <cmath>

#include "bachprop/nn/gemm.h"
#include "bachprop/nn/kernels.h"

namespace bachprop {
namespace {

template <typename Scalar>
void relu(Matrix<Scalar> x) {
  for (int i = 0; i < x.rows; ++i) {
    std::transform(x.row(i), x.row(i) + x.cols, x.row(i),
                   [](Scalar value) { return std::max(value, Scalar{0}); });
  }
}

template <typename Scalar>
void fill_rows(Matrix<const Scalar> row, Matrix<Scalar> x) {
  for (int i = 0; i < x.rows; ++i) {
    std::copy_n(row.data, x.cols, x.row(i));
  }
}

}  // namespace

template <typename Scalar>
Readout<Scalar>::Readout(int feature, int symbols, int rows)
    : feature_(feature), hidden_(rows, symbols), logits_(rows, symbols), d_hidden_(rows, symbols) {}

template <typename Scalar>
void Readout<Scalar>::forward(const ReadoutParameters<const Scalar>& parameters,
                              std::span<const Matrix<const Scalar>> layers,
                              std::span<const NoteSymbols> next) {
  const Matrix<Scalar> hidden = hidden_.view();
  fill_rows(parameters.hidden_bias, hidden);
  for (int i = 0; i < hidden.rows; ++i) {
    for (std::size_t f = 0; f < parameters.given.size(); ++f) {
      const int symbol = feature_of(next[static_cast<std::size_t>(i)], static_cast<int>(f));
      add_row(hidden.cols, parameters.given[f].row(symbol), hidden.row(i));
    }
  }
  for (std::size_t l = 0; l < layers.size(); ++l) {
    gemm(Transpose::kNo, Transpose::kNo, layers[l], parameters.layers[l], true, hidden);
  }
  relu(hidden);
  fill_rows(parameters.output_bias, logits_.view());
  gemm(Transpose::kNo, Transpose::kNo, hidden, parameters.output, true, logits_.view());
}

template <typename Scalar>
CrossEntropy Readout<Scalar>::cross_entropy(std::span<const NoteSymbols> next,
                                            std::span<const std::uint8_t> mask) {
  CrossEntropy sum;
  const Matrix<Scalar> x = logits_.view();
  for (int i = 0; i < x.rows; ++i) {
    if (mask[static_cast<std::size_t>(i)] == 0) {
      continue;
    }
    const std::span<Scalar> row(x.row(i), static_cast<std::size_t>(x.cols));
    const auto target =
        static_cast<std::size_t>(feature_of(next[static_cast<std::size_t>(i)], feature_));
    const Scalar logit = row[target];
    sum.correct += std::max_element(row.begin(), row.end()) - row.begin() ==
                           static_cast<std::ptrdiff_t>(target)
                       ? 1
                       : 0;
    sum.nats += static_cast<double>(softmax<Scalar>(row) - logit);
  }
  return sum;
}

template <typename Scalar>
void Readout<Scalar>::backward(const ReadoutParameters<const Scalar>& parameters,
                               std::span<const Matrix<const Scalar>> layers,
                               std::span<const NoteSymbols> next,
                               std::span<const std::uint8_t> mask, Scalar weight,
                               const ReadoutParameters<Scalar>& gradient,
                               std::span<const Matrix<Scalar>> d_layers) {
  // d(cross-entropy)/d(logits) = probabilities - one-hot(target)
  const Matrix<Scalar> d_logits = logits_.view();
  for (int i = 0; i < d_logits.rows; ++i) {
    Scalar* row = d_logits.row(i);
    if (mask[static_cast<std::size_t>(i)] == 0) {
      std::fill_n(row, d_logits.cols, Scalar{0});
      continue;
    }
    row[feature_of(next[static_cast<std::size_t>(i)], feature_)] -= 1;
    std::transform(row, row + d_logits.cols, row, [&](Scalar g) { return g * weight; });
    add_row(d_logits.cols, row, gradient.output_bias.data);
  }
  const Matrix<Scalar> hidden = hidden_.view();
  gemm(Transpose::kYes, Transpose::kNo, hidden, d_logits, true, gradient.output);

  const Matrix<Scalar> d_hidden = d_hidden_.view();
  gemm(Transpose::kNo, Transpose::kYes, d_logits, parameters.output, false, d_hidden);
  for (int i = 0; i < hidden.rows; ++i) {
    Scalar* row = d_hidden.row(i);
    std::transform(row, row + hidden.cols, hidden.row(i), row,
                   [](Scalar g, Scalar value) { return value > 0 ? g : Scalar{0}; });
    add_row(hidden.cols, row, gradient.hidden_bias.data);
    for (std::size_t f = 0; f < gradient.given.size(); ++f) {
      const int symbol = feature_of(next[static_cast<std::size_t>(i)], static_cast<int>(f));
      add_row(hidden.cols, row, gradient.given[f].row(symbol));
    }
  }
  for (std::size_t l = 0; l < layers.size(); ++l) {
    gemm(Transpose::kYes, Transpose::kNo, layers[l], d_hidden, true, gradient.layers[l]);
    gemm(Transpose::kNo, Transpose::kYes, d_hidden, parameters.layers[l], true, d_layers[l]);
  }
}

template class Readout<float>;
template class Readout<double>;

}  // namespace bachprop
