// How many notes a second one core trains on and generates, with the network of the paper (three
// GRU layers of 128), and how much of the core's peak that is. The peak is that of a large matrix
// product, measured in the same run: compare shares, not times, between machines.
//
// Multiply-adds a note, forward: each layer 3 H^2 for its state and, from the second on, 3 H^2 for
// the layer below; readouts (1 + 2 + 3) H V and V^2. One-hot inputs are look-ups. Training takes
// three times that: forward, gradients of the data, gradients of the parameters.
#include <fmt/core.h>

#include <algorithm>
#include <chrono>
#include <functional>
#include <vector>

#include "bachprop/model/inference.h"
#include "bachprop/model/network.h"
#include "bachprop/model/unrolled_network.h"
#include "bachprop/nn/gemm.h"

namespace bachprop {
namespace {

constexpr int kSteps = 128;
constexpr int kRepetitions = 7;
const NetworkShape kPaper = {.layers = 3, .hidden = 128, .symbols = {20, 30, 60}};

// The best of some repetitions: what other programs on the machine take away is not ours.
double best_seconds(const std::function<void()>& work) {
  double best = 1e9;
  for (int i = 0; i < kRepetitions; ++i) {
    const auto begin = std::chrono::steady_clock::now();
    work();
    const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - begin;
    best = std::min(best, passed.count());
  }
  return best;
}

double operations_per_note_forward() {
  const double hidden = kPaper.hidden;
  double sum = 3 * hidden * hidden * (2 * kPaper.layers - 1);
  for (int feature = 0; feature < kFeatures; ++feature) {
    const double symbols = kPaper.symbols[static_cast<std::size_t>(feature)];
    sum += layers_read(kPaper, feature) * hidden * symbols + symbols * symbols;
  }
  return 2 * sum;
}

double peak_operations_per_second() {
  constexpr int kSize = 1024;
  OwnedMatrix<float> a(kSize, kSize);
  OwnedMatrix<float> b(kSize, kSize);
  OwnedMatrix<float> c(kSize, kSize);
  const double seconds = best_seconds(
      [&] { gemm(Transpose::kNo, Transpose::kNo, a.view(), b.view(), false, c.view()); });
  return 2.0 * kSize * kSize * kSize / seconds;
}

NoteSymbols any_note(Random& random) {
  const auto draw = [&](int feature) {
    const int count = kPaper.symbols[static_cast<std::size_t>(feature)];
    return static_cast<int>(random.below(static_cast<std::uint64_t>(count)));
  };
  return {draw(0), draw(1), draw(2)};
}

Truncation any_truncation(int rows, Random& random) {
  Truncation truncation(kSteps, rows, {});
  for (std::size_t i = 0; i < truncation.inputs.size(); ++i) {
    truncation.inputs[i] = any_note(random);
    truncation.targets[i] = any_note(random);
    truncation.mask[i] = 1;
  }
  return truncation;
}

double training_notes_per_second(const Network& network, int rows) {
  Random random({1});
  const Truncation truncation = any_truncation(rows, random);
  UnrolledNetwork<float> unrolled(network.layout(), kSteps, rows);
  std::vector<float> state(unrolled.state_size());
  std::vector<float> gradient(network.parameters().size());
  const double seconds = best_seconds([&] {
    unrolled.forward(network.parameters(), truncation, state);
    unrolled.backward(network.parameters(), truncation, {0.1, 0.3, 0.6}, gradient);
  });
  return kSteps * rows / seconds;
}

// Sampling is left out: the first symbol is chosen each time.
double generation_notes_per_second(const Network& network, int rows) {
  Random random({1});
  Inference inference(network, rows);
  const std::vector<NoteSymbols> notes(static_cast<std::size_t>(rows), any_note(random));
  const std::vector<int> chosen(static_cast<std::size_t>(rows), 0);
  const double seconds = best_seconds([&] {
    for (int step = 0; step < kSteps; ++step) {
      inference.advance(notes);
      inference.condition_on_dt(chosen);
      inference.condition_on_duration(chosen);
    }
  });
  return kSteps * rows / seconds;
}

void print_row(const char* what, int rows, double notes_per_second, double operations_per_note,
               double peak) {
  fmt::print("{:<12}{:>4} pieces at a time {:>10.0f} notes/s  {:>3.0f} % of the peak\n", what, rows,
             notes_per_second, 100 * notes_per_second * operations_per_note / peak);
}

void run() {
  Random random({1});
  const Network network(kPaper, random);
  const double peak = peak_operations_per_second();
  const double forward = operations_per_note_forward();
  fmt::print("one thread; peak {:.0f} GFLOP/s (matrix product of 1024 x 1024 x 1024)\n",
             peak / 1e9);
  for (const int rows : {4, 8, 32}) {
    print_row("training", rows, training_notes_per_second(network, rows), 3 * forward, peak);
  }
  for (const int rows : {1, 32, 256}) {
    print_row("generation", rows, generation_notes_per_second(network, rows), forward, peak);
  }
}

}  // namespace
}  // namespace bachprop

int main() { bachprop::run(); }
