#include "bachprop/model/unrolled_network.h"

#include <algorithm>

#include "bachprop/base/check.h"

namespace bachprop {

Truncation::Truncation(int steps, int rows, const NoteSymbols& padding)
    : inputs(static_cast<std::size_t>(steps) * static_cast<std::size_t>(rows), padding),
      targets(inputs),
      begins(inputs.size()),
      mask(inputs.size()) {}

CrossEntropies& CrossEntropies::operator+=(const CrossEntropies& other) {
  for (std::size_t f = 0; f < kFeatures; ++f) {
    features[f] += other.features[f];
  }
  notes += other.notes;
  return *this;
}

double CrossEntropies::nats_per_note(int feature) const {
  return notes == 0 ? 0
                    : features[static_cast<std::size_t>(feature)].nats / static_cast<double>(notes);
}

double CrossEntropies::nats_per_note() const {
  double sum = 0;
  for (int f = 0; f < kFeatures; ++f) {
    sum += nats_per_note(f);
  }
  return sum;
}

double CrossEntropies::accuracy(int feature) const {
  return notes == 0 ? 0
                    : static_cast<double>(features[static_cast<std::size_t>(feature)].correct) /
                          static_cast<double>(notes);
}

template <typename Scalar>
UnrolledNetwork<Scalar>::UnrolledNetwork(const ParameterLayout& layout, int steps, int rows)
    : layout_(layout), rows_(rows) {
  const NetworkShape& shape = layout_.shape();
  for (int l = 0; l < shape.layers; ++l) {
    layers_.emplace_back(shape.hidden, steps, rows);
    d_outputs_.emplace_back(steps * rows, shape.hidden);
  }
  for (int f = 0; f < kFeatures; ++f) {
    readouts_.emplace_back(f, shape.symbols[static_cast<std::size_t>(f)], steps * rows);
  }
}

template <typename Scalar>
std::size_t UnrolledNetwork<Scalar>::state_size() const {
  const NetworkShape& shape = layout_.shape();
  return static_cast<std::size_t>(shape.layers) * static_cast<std::size_t>(rows_) *
         static_cast<std::size_t>(shape.hidden);
}

template <typename Scalar>
std::vector<Matrix<const Scalar>> UnrolledNetwork<Scalar>::outputs(int count) const {
  std::vector<Matrix<const Scalar>> views;
  for (int l = 0; l < count; ++l) {
    views.push_back(layers_[static_cast<std::size_t>(l)].output());
  }
  return views;
}

template <typename Scalar>
Matrix<const Scalar> UnrolledNetwork<Scalar>::below(int layer) const {
  return layer == 0 ? Matrix<const Scalar>()
                    : layers_[static_cast<std::size_t>(layer - 1)].output();
}

template <typename Scalar>
CrossEntropies UnrolledNetwork<Scalar>::forward(std::span<const Scalar> parameters,
                                                const Truncation& truncation,
                                                std::span<Scalar> state) {
  check(state.size() == state_size() && parameters.size() == layout_.size(),
        "state and parameters fit the network");
  const int hidden = layout_.shape().hidden;
  const GruInput input = {truncation.inputs, truncation.begins};
  for (int l = 0; l < layout_.shape().layers; ++l) {
    const Matrix<Scalar> layer_state(state.data() + static_cast<std::ptrdiff_t>(l) * rows_ * hidden,
                                     rows_, hidden);
    layers_[static_cast<std::size_t>(l)].forward(layout_.gru(l, parameters.data()), input, below(l),
                                                 layer_state);
  }
  CrossEntropies sums;
  sums.notes = std::count_if(truncation.mask.begin(), truncation.mask.end(),
                             [](std::uint8_t counts) { return counts != 0; });
  for (int f = 0; f < kFeatures; ++f) {
    auto& readout = readouts_[static_cast<std::size_t>(f)];
    readout.forward(layout_.readout(f, parameters.data()), outputs(layers_read(layout_.shape(), f)),
                    truncation.targets);
    sums.features[static_cast<std::size_t>(f)] =
        readout.cross_entropy(truncation.targets, truncation.mask);
  }
  return sums;
}

template <typename Scalar>
void UnrolledNetwork<Scalar>::backward(std::span<const Scalar> parameters,
                                       const Truncation& truncation, const LossWeights& weights,
                                       std::span<Scalar> gradient) {
  const NetworkShape& shape = layout_.shape();
  std::vector<Matrix<Scalar>> d_outputs;
  for (OwnedMatrix<Scalar>& d_output : d_outputs_) {
    const Matrix<Scalar> view = d_output.view();
    std::fill_n(view.data, static_cast<std::ptrdiff_t>(view.rows) * view.stride, Scalar{0});
    d_outputs.push_back(view);
  }
  for (int f = 0; f < kFeatures; ++f) {
    const int read = layers_read(shape, f);
    readouts_[static_cast<std::size_t>(f)].backward(
        layout_.readout(f, parameters.data()), outputs(read), truncation.targets, truncation.mask,
        static_cast<Scalar>(weights[static_cast<std::size_t>(f)]),
        layout_.readout(f, gradient.data()),
        std::span<const Matrix<Scalar>>(d_outputs).first(static_cast<std::size_t>(read)));
  }
  const GruInput input = {truncation.inputs, truncation.begins};
  for (int l = shape.layers - 1; l >= 0; --l) {
    const auto layer = static_cast<std::size_t>(l);
    layers_[layer].backward(layout_.gru(l, parameters.data()), input, below(l), d_outputs[layer],
                            layout_.gru(l, gradient.data()),
                            l == 0 ? Matrix<Scalar>() : d_outputs[layer - 1]);
  }
}

template class UnrolledNetwork<float>;
template class UnrolledNetwork<double>;

}  // namespace bachprop
