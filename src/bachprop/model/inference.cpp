#include "bachprop/model/inference.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "bachprop/base/check.h"
#include "bachprop/base/numbers.h"
#include "bachprop/model/network.h"
#include "bachprop/nn/cells/cells.h"
#include "bachprop/nn/layer.h"
#include "bachprop/nn/product.h"
#include "bachprop/nn/readout.h"

namespace bachprop {

// The network one step at a time: what a layer of one step and a readout do, without what the
// backward pass would need.
struct Inference::State {
  const Network* network;
  CellTraits traits;
  CellKernels<float> kernels;
  int rows;
  InferenceWeights weights;
  std::vector<LayerParameters<const float>> layers;
  std::vector<ReadoutParameters<const float>> readout_parameters;
  std::vector<Readout<float>> readouts;
  std::vector<OwnedMatrix<float>> states;    // [rows, state_columns() or H] a layer
  std::vector<Matrix<const float>> outputs;  // [rows, H]: of these the rows that move on
  OwnedMatrix<float> input;                  // [rows, columns of the input's sums]
  OwnedMatrix<float> recurrent;              // [rows, columns of the recurrence's sums]
  std::vector<NoteSymbols> next;             // what is chosen so far of each row's next note

  State(const Network& of, int row_count, InferenceWeights packed)
      : network(&of),
        traits(traits_of(of.shape().cell)),
        kernels(kernels_of<float>(of.shape().cell)),
        rows(row_count),
        weights(std::move(packed)),
        input(row_count, traits.sizes.input * of.shape().hidden),
        recurrent(row_count, traits.sizes.recurrent * of.shape().hidden),
        next(as_index(row_count)) {
    const NetworkShape& shape = network->shape();
    for (int l = 0; l < shape.layers; ++l) {
      states.emplace_back(rows, std::max(state_columns(shape), shape.hidden));
      layers.push_back(network->layout().layer(l, network->parameters().data()));
    }
    move_on_with(rows);
    for (int f = 0; f < kFeatures; ++f) {
      readouts.emplace_back(readout_shape(shape, f), 1, rows, weights->precision(), false);
      readout_parameters.push_back(network->layout().readout(f, network->parameters().data()));
    }
  }

  [[nodiscard]] int hidden() const { return network->shape().hidden; }

  void move_on_with(int count) {
    outputs.clear();
    for (OwnedMatrix<float>& state : states) {
      outputs.push_back(state.view().middle_rows(0, count).middle_columns(0, hidden()));
    }
  }

  void step_layer(std::size_t layer, const LayerInput& notes) {
    const LayerParameters<const float>& parameters = layers[layer];
    const LayerWeights<float>& packed = weights->layer(as_int(layer));
    const int count = outputs[layer].rows;
    const Matrix<float> state = states[layer].view();
    const Matrix<float> a = input.view().middle_rows(0, count);
    look_up(parameters, notes, 0, a);
    if (layer > 0) {
      multiply(outputs[layer - 1], packed.below, true, a);
    }
    if (traits.recurrence_apart) {
      multiply(outputs[layer], packed.recurrent, false, recurrent.view().middle_rows(0, count));
    } else if (traits.sizes.recurrent > 0) {
      multiply(outputs[layer], packed.recurrent, true, a);
    }
    for (int row = 0; row < count; ++row) {
      kernels.step(hidden(), {.input = a.row(row),
                              .recurrent = recurrent.row(row),
                              .recurrent_bias = parameters.recurrent_bias.data,
                              .state = state.row(row)});
    }
  }

  void read_out(int feature, const MultiHot& context) {
    const auto f = as_index(feature);
    const auto read = as_index(layers_read(network->shape(), feature));
    check(context.empty() == (readout_shape(network->shape(), feature).context == 0),
          "the readouts have a context where they read one");
    readouts[f].forward(0, readout_parameters[f], weights->readout(feature),
                        {.layers = std::span<const Matrix<const float>>(outputs).first(read),
                         .next = next,
                         .context = context});
  }

  [[nodiscard]] std::span<const float> logits(int feature, int row) const {
    const Matrix<const float> all = readouts[as_index(feature)].logits(0);
    return {all.row(row), as_index(all.cols)};
  }
};

InferenceWeights packed_for_inference(const Network& network, Precision precision) {
  auto weights = std::make_shared<PackedNetwork<float>>(network.layout(), precision, false);
  weights->pack(network.parameters());
  return weights;
}

Inference::Inference(const Network& network, int rows, Precision precision)
    : Inference(network, rows, packed_for_inference(network, precision)) {}

Inference::Inference(const Network& network, int rows, InferenceWeights weights)
    : state_(std::make_unique<State>(network, rows, std::move(weights))) {
  check(rows >= 1, "inference has at least one row");
}
Inference::Inference(Inference&&) noexcept = default;
Inference& Inference::operator=(Inference&&) noexcept = default;
Inference::~Inference() = default;

int Inference::rows() const { return state_->rows; }

void Inference::reset(int row) {
  for (OwnedMatrix<float>& state : state_->states) {
    std::fill_n(state.row(row), state.view().cols, 0.0F);
  }
}

void Inference::copy_state(int from, int to) {
  for (OwnedMatrix<float>& state : state_->states) {
    std::copy_n(state.row(from), state.view().cols, state.row(to));
  }
}

void Inference::advance(std::span<const NoteSymbols> last, const MultiHot& context) {
  State& s = *state_;
  check(context.empty() == (s.network->shape().context == 0),
        "there is context where the network reads it");
  check(!last.empty() && last.size() <= as_index(s.rows),
        "one note a row, for the first rows at least");
  s.move_on_with(as_int(last.size()));
  for (std::size_t l = 0; l < s.layers.size(); ++l) {
    s.step_layer(l, {.notes = last, .begins = {}, .context = l == 0 ? context : MultiHot{}});
  }
  s.read_out(0, {});
}

void Inference::condition_on_dt(std::span<const int> dt, const MultiHot& context) {
  for (std::size_t i = 0; i < dt.size(); ++i) {
    state_->next[i].dt = dt[i];
  }
  state_->read_out(1, context);
}

void Inference::condition_on_duration(std::span<const int> duration, const MultiHot& context) {
  for (std::size_t i = 0; i < duration.size(); ++i) {
    state_->next[i].duration = duration[i];
  }
  state_->read_out(2, context);
}

std::span<const float> Inference::dt_logits(int row) const { return state_->logits(0, row); }
std::span<const float> Inference::duration_logits(int row) const { return state_->logits(1, row); }
std::span<const float> Inference::pitch_logits(int row) const { return state_->logits(2, row); }

}  // namespace bachprop
