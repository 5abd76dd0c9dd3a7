// The whole network over one truncation: loss and gradient.
//
// Legend: T steps, B rows, N = T * B, row t * B + b is step t of row b.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "bachprop/base/note_symbols.h"
#include "bachprop/model/network.h"
#include "bachprop/nn/gru.h"
#include "bachprop/nn/readout.h"

namespace bachprop {

// What the network reads and should say, N entries each.
struct Truncation {
  std::vector<NoteSymbols> inputs;
  std::vector<NoteSymbols> targets;  // the note after each input
  std::vector<std::uint8_t> begins;  // not 0: a piece begins at this step, with state zero
  std::vector<std::uint8_t> mask;    // 0: padding, which counts neither in loss nor in accuracy

  // All padding.
  Truncation(int steps, int rows, const NoteSymbols& padding);
};

// Nats and correct guesses of dT, T and P.
struct CrossEntropies {
  std::array<CrossEntropy, kFeatures> features;
  std::int64_t notes = 0;  // that counted, START/END included

  CrossEntropies& operator+=(const CrossEntropies& other);
  [[nodiscard]] double nats_per_note(int feature) const;
  [[nodiscard]] double nats_per_note() const;
  [[nodiscard]] double accuracy(int feature) const;
};

// The weights of the three losses in their sum.
using LossWeights = std::array<double, kFeatures>;

template <typename Scalar>
class UnrolledNetwork {
 public:
  UnrolledNetwork(const ParameterLayout& layout, int steps, int rows);

  // Number of elements of a state: [layers, B, H].
  [[nodiscard]] std::size_t state_size() const;

  // Reads and moves on `state`. `parameters`: see ParameterLayout.
  CrossEntropies forward(std::span<const Scalar> parameters, const Truncation& truncation,
                         std::span<Scalar> state);

  // After forward(): adds to `gradient` that of sum over features of weight * nats.
  void backward(std::span<const Scalar> parameters, const Truncation& truncation,
                const LossWeights& weights, std::span<Scalar> gradient);

 private:
  ParameterLayout layout_;
  int rows_;
  std::vector<GruLayer<Scalar>> layers_;
  std::vector<Readout<Scalar>> readouts_;
  std::vector<OwnedMatrix<Scalar>> d_outputs_;  // [N, H] a layer

  [[nodiscard]] std::vector<Matrix<const Scalar>> outputs(int count) const;
  [[nodiscard]] Matrix<const Scalar> below(int layer) const;
};

}  // namespace bachprop
