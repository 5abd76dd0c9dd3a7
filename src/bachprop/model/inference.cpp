#include "bachprop/model/inference.h"

#include <algorithm>
#include <vector>

#include "bachprop/base/check.h"
#include "bachprop/model/network.h"
#include "bachprop/nn/gru.h"
#include "bachprop/nn/readout.h"

namespace bachprop {

struct Inference::State {
  const Network* network;
  int rows;
  std::vector<GruLayer<float>> layers;
  std::vector<Readout<float>> readouts;
  std::vector<OwnedMatrix<float>> states;  // [rows, H] a layer
  std::vector<NoteSymbols> next;           // what is chosen so far of each row's next note
  std::vector<std::uint8_t> begins;        // never: reset() clears the state itself

  State(const Network& of, int row_count)
      : network(&of),
        rows(row_count),
        next(static_cast<std::size_t>(row_count)),
        begins(static_cast<std::size_t>(row_count)) {
    const NetworkShape& shape = network->shape();
    for (int l = 0; l < shape.layers; ++l) {
      layers.emplace_back(shape.hidden, 1, rows);
      states.emplace_back(rows, shape.hidden);
    }
    for (int f = 0; f < kFeatures; ++f) {
      readouts.emplace_back(f, shape.symbols[static_cast<std::size_t>(f)], rows);
    }
  }

  void read_out(int feature) {
    std::vector<Matrix<const float>> outputs;
    for (int l = 0; l < layers_read(network->shape(), feature); ++l) {
      outputs.push_back(layers[static_cast<std::size_t>(l)].output());
    }
    readouts[static_cast<std::size_t>(feature)].forward(
        network->layout().readout(feature, network->parameters().data()), outputs, next);
  }

  [[nodiscard]] std::span<const float> logits(int feature, int row) const {
    const Matrix<const float> all = readouts[static_cast<std::size_t>(feature)].logits();
    return {all.row(row), static_cast<std::size_t>(all.cols)};
  }
};

Inference::Inference(const Network& network, int rows)
    : state_(std::make_unique<State>(network, rows)) {
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

void Inference::advance(std::span<const NoteSymbols> last) {
  State& s = *state_;
  check(last.size() == static_cast<std::size_t>(s.rows), "one note for each row");
  Matrix<const float> below;
  for (std::size_t l = 0; l < s.layers.size(); ++l) {
    const auto parameters =
        s.network->layout().gru(static_cast<int>(l), s.network->parameters().data());
    s.layers[l].forward(parameters, {last, s.begins}, below, s.states[l].view());
    below = s.layers[l].output();
  }
  s.read_out(0);
}

void Inference::condition_on_dt(std::span<const int> dt) {
  for (std::size_t i = 0; i < dt.size(); ++i) {
    state_->next[i].dt = dt[i];
  }
  state_->read_out(1);
}

void Inference::condition_on_duration(std::span<const int> duration) {
  for (std::size_t i = 0; i < duration.size(); ++i) {
    state_->next[i].duration = duration[i];
  }
  state_->read_out(2);
}

std::span<const float> Inference::dt_logits(int row) const { return state_->logits(0, row); }
std::span<const float> Inference::duration_logits(int row) const { return state_->logits(1, row); }
std::span<const float> Inference::pitch_logits(int row) const { return state_->logits(2, row); }

}  // namespace bachprop
