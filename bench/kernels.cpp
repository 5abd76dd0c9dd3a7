// What the network does between and around its products, and one GRU layer, one thread.
#include "bachprop/nn/kernels.h"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstddef>
#include <vector>

#include "bachprop/model/network.h"
#include "bachprop/nn/cells/cells.h"
#include "bachprop/nn/layer.h"

namespace bachprop {
namespace {

constexpr int kUnits = 128;

// Small numbers of both signs.
AlignedVector<float> numbers(int count) {
  AlignedVector<float> values(static_cast<std::size_t>(count));
  for (int i = 0; i < count; ++i) {
    values[static_cast<std::size_t>(i)] = 0.125F * static_cast<float>(i % 17 - 8);
  }
  return values;
}

void gates_forward(benchmark::State& state) {
  const auto a = numbers(3 * kUnits);
  const auto c = numbers(3 * kUnits);
  const auto bias = numbers(kUnits);
  const auto previous = numbers(kUnits);
  AlignedVector<float> gates(std::size_t{4} * kUnits);
  AlignedVector<float> h(kUnits);
  while (state.KeepRunning()) {
    kernels_of<float>(Cell::kGru)
        .forward(kUnits, {.input = a.data(),
                          .recurrent = c.data(),
                          .recurrent_bias = bias.data(),
                          .previous = previous.data(),
                          .gates = gates.data(),
                          .state = h.data()});
    benchmark::ClobberMemory();
  }
  state.SetItemsProcessed(state.iterations() * kUnits);
}
BENCHMARK(gates_forward);

void gates_backward(benchmark::State& state) {
  const auto d_output = numbers(kUnits);
  const auto previous = numbers(kUnits);
  const auto fresh = numbers(4 * kUnits);
  AlignedVector<float> gates = fresh;
  AlignedVector<float> d_state(kUnits);
  while (state.KeepRunning()) {
    gates = fresh;  // they are overwritten
    kernels_of<float>(Cell::kGru)
        .backward(kUnits, {.d_output = d_output.data(),
                           .previous = previous.data(),
                           .gates = gates.data(),
                           .d_state = d_state.data()});
    benchmark::ClobberMemory();
  }
  state.SetItemsProcessed(state.iterations() * kUnits);
}
BENCHMARK(gates_backward);

void softmax_and_cross_entropy(benchmark::State& state) {
  constexpr int kSymbols = 60;
  constexpr int kRoom = 64;
  const auto fresh = numbers(kRoom);
  AlignedVector<float> logits = fresh;
  while (state.KeepRunning()) {
    logits = fresh;
    benchmark::DoNotOptimize(softmax_cross_entropy(kSymbols, 3, 0.5F, logits.data()));
  }
  state.SetItemsProcessed(state.iterations() * kSymbols);
}
BENCHMARK(softmax_and_cross_entropy);

void adam(benchmark::State& state) {
  const int count = static_cast<int>(state.range(0));
  const auto gradient = numbers(count);
  auto mean = numbers(count);
  AlignedVector<float> square(static_cast<std::size_t>(count), 1.0F);
  auto parameters = numbers(count);
  const AdamStep step = {.step_size = 1e-9F, .epsilon = 1e-8F};
  while (state.KeepRunning()) {
    adam_update(step, gradient, mean, square, parameters);
    benchmark::ClobberMemory();
  }
  state.SetItemsProcessed(state.iterations() * count);
}
BENCHMARK(adam)->Arg(16384)->Arg(411'000);

// The second layer of the paper's network over a truncation: [128, rows].
class LayerAtWork {
 public:
  LayerAtWork(int rows, Precision precision)
      : chunking_{.steps = 128, .rows = rows, .chunk_steps = std::max(1, 256 / rows)},
        network_(shape(), random_),
        parameters_(network_.layout().layer(1, network_.parameters().data())),
        weights_(Cell::kGru, kUnits, true, precision),
        layer_(Cell::kGru, kUnits, chunking_, precision, false),
        below_(chunking_.steps * rows, kUnits),
        d_output_(chunking_.steps * rows, kUnits),
        d_below_(chunking_.steps * rows, kUnits),
        state_(rows, kUnits),
        notes_(static_cast<std::size_t>(chunking_.steps * rows)),
        begins_(notes_.size()) {
    weights_.pack_recurrent(constant(), true);
    weights_.pack_below(constant(), true);
    below_.fill(0.125F);
    d_output_.fill(0.125F);
    // All notes are (0, 0, 0).
    constexpr std::array<int, 1> kFirst = {0};
    for (int f = 0; f < kFeatures; ++f) {
      rows_[static_cast<std::size_t>(f)].assign(shape().symbols[static_cast<std::size_t>(f)],
                                                static_cast<int>(notes_.size()),
                                                [&](int) { return std::span<const int>(kFirst); });
    }
  }

  void forward() {
    layer_.set_state(state_.view());
    for (int chunk = 0; chunk < chunking_.chunks(); ++chunk) {
      layer_.sum_inputs(chunk, constant(), weights_, input(), below());
      layer_.forward(chunk, constant(), weights_, input());
    }
  }
  // The gates that forward() left become gradients.
  void backward() {
    for (int chunk = chunking_.chunks() - 1; chunk >= 0; --chunk) {
      layer_.backward(chunk, weights_, input(), d_output_.view());
      layer_.below_backward(chunk, weights_, d_below_.view());
    }
    for (int part = 0; part < layer_.parts(); ++part) {
      layer_.recurrent_gradient(part, 0, chunking_.chunks(), input(), false, gradient());
      layer_.below_gradient(part, 0, chunking_.chunks(), below(), false, gradient());
      layer_.note_gradient(part, 0, chunking_.chunks(), rows_, false, gradient());
    }
  }

 private:
  static NetworkShape shape() { return {.layers = 2, .hidden = kUnits, .symbols = {20, 30, 60}}; }
  [[nodiscard]] LayerInput input() const { return {.notes = notes_, .begins = begins_}; }
  [[nodiscard]] LayerBelow<float> below() const { return {.output = below_.view()}; }
  [[nodiscard]] LayerParameters<const float> constant() const {
    return network_.layout().layer(1, network_.parameters().data());
  }
  [[nodiscard]] LayerParameters<float> gradient() { return parameters_; }

  Chunking chunking_;
  Random random_{1};
  Network network_;
  LayerParameters<float> parameters_;  // also takes the gradients: only the time counts
  LayerWeights<float> weights_;
  Layer<float> layer_;
  OwnedMatrix<float> below_;
  OwnedMatrix<float> d_output_;
  OwnedMatrix<float> d_below_;
  OwnedMatrix<float> state_;
  std::vector<NoteSymbols> notes_;
  std::vector<std::uint8_t> begins_;
  NoteRows rows_;
};

// The forward pass has 3 H^2 below and 3 H^2 recurrent. Backward costs twice as much.
void count_layer(benchmark::State& state, double passes) {
  const double operations =
      passes * 2 * 6.0 * kUnits * kUnits * 128 * static_cast<double>(state.range(0));
  state.counters["FLOP/s"] =
      benchmark::Counter(operations, benchmark::Counter::kIsIterationInvariantRate);
}

void layer_forward(benchmark::State& state) {
  LayerAtWork layer(static_cast<int>(state.range(0)), static_cast<Precision>(state.range(1)));
  while (state.KeepRunning()) {
    layer.forward();
  }
  count_layer(state, 1);
}
BENCHMARK(layer_forward)->ArgsProduct({{4, 8, 32}, {0, 1}})->ArgNames({"batch", "bf16"});

void layer_forward_and_backward(benchmark::State& state) {
  LayerAtWork layer(static_cast<int>(state.range(0)), static_cast<Precision>(state.range(1)));
  while (state.KeepRunning()) {
    layer.forward();
    layer.backward();
  }
  count_layer(state, 3);
}
BENCHMARK(layer_forward_and_backward)
    ->ArgsProduct({{4, 8, 32}, {0, 1}})
    ->ArgNames({"batch", "bf16"});

}  // namespace
}  // namespace bachprop
