// The network of BachProp: stacked layers and three readouts, its parameters and their names.
//
// h1 = GRU(x), h2 = GRU([x, h1]), h3 = GRU([x, h2]), ... where x is the last note's three symbols,
// or the same with another cell.
// dT is read from h1; T from [h1, h2] and the chosen dT; P from all layers, dT and T (Colombo,
// Brea, Gerstner 2018).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "bachprop/base/numbers.h"
#include "bachprop/base/random.h"
#include "bachprop/nn/cell.h"
#include "bachprop/nn/layer.h"
#include "bachprop/nn/matrix.h"
#include "bachprop/nn/readout.h"

namespace bachprop {

struct NetworkShape {
  int layers = 3;    // 1 .. 8
  int hidden = 128;  // units a layer, 1 .. 4096
  Cell cell = Cell::kGru;
  // Symbols of dT, T and P, START/END included.
  std::array<int, kFeatures> symbols = {2, 2, 2};
  // Size of a multi-hot input to the first layer, beside the last note; 0: none.
  int context = 0;
  // Hidden units of the readouts; 0: as many as symbols, as in the paper.
  int readout_hidden = 0;
  // Size of a multi-hot input to the readouts of T and P, known once dT is chosen; 0: none.
  int readout_context = 0;
  // Groups of anchors, on which the readout of P lays weights of intervals: see ReadoutShape. They
  // are the first entries of the readouts' context; that of T does not read them.
  int anchors = 0;
  // The same with pitch classes, and the class of the lowest pitch.
  int class_anchors = 0;
  int lowest_class = 0;

  friend bool operator==(const NetworkShape&, const NetworkShape&) = default;
};

constexpr int kMaxLayers = 8;
constexpr int kMaxHidden = 4096;
constexpr int kMaxSymbols = 65536;

constexpr std::array<std::string_view, kFeatures> kFeatureNames = {"dt", "duration", "pitch"};

// Number of layers that the readout of a feature sees.
[[nodiscard]] int layers_read(const NetworkShape& shape, int feature);

[[nodiscard]] ReadoutShape readout_shape(const NetworkShape& shape, int feature);

// Numbers that each layer carries from one step to the next, the first of which are its output.
// They are H, 2H of an LSTM, none of a feedforward layer.
[[nodiscard]] int state_columns(const NetworkShape& shape);

// One parameter matrix inside the vector of all.
struct ParameterBlock {
  std::string name;  // "layers.0.recurrent"
  int rows = 0;
  int cols = 0;
  int fan_in = 0;  // units that feed one output; sets the scale of the first values
  std::size_t offset = 0;
};

// Where each parameter lies. The vector of all parameters, a gradient and Adam's moments share it.
class ParameterLayout {
 public:
  ParameterLayout() = default;
  explicit ParameterLayout(const NetworkShape& shape);

  [[nodiscard]] const NetworkShape& shape() const { return shape_; }
  [[nodiscard]] const std::vector<ParameterBlock>& blocks() const { return blocks_; }
  [[nodiscard]] std::size_t size() const { return size_; }

  // Views into a vector of size() elements; Scalar may be const.
  template <typename Scalar>
  [[nodiscard]] LayerParameters<Scalar> layer(int layer, Scalar* all) const;
  template <typename Scalar>
  [[nodiscard]] ReadoutParameters<Scalar> readout(int feature, Scalar* all) const;
  // Those of all layers, and of all features.
  template <typename Scalar>
  [[nodiscard]] std::vector<LayerParameters<Scalar>> layers(Scalar* all) const {
    std::vector<LayerParameters<Scalar>> views;
    for (int l = 0; l < shape_.layers; ++l) {
      views.push_back(layer(l, all));
    }
    return views;
  }
  template <typename Scalar>
  [[nodiscard]] std::vector<ReadoutParameters<Scalar>> readouts(Scalar* all) const {
    std::vector<ReadoutParameters<Scalar>> views;
    for (int f = 0; f < kFeatures; ++f) {
      views.push_back(readout(f, all));
    }
    return views;
  }

 private:
  void add(std::string name, int rows, int cols, int fan_in);

  NetworkShape shape_;
  std::vector<ParameterBlock> blocks_;
  std::size_t size_ = 0;
};

// The weights of a network as its products read them.
template <typename Scalar>
class PackedNetwork {
 public:
  // `for_training`: the transposed ones too, which the backward pass reads.
  PackedNetwork(const ParameterLayout& layout, Precision precision, bool for_training);

  // `parameters`: of the layout; must stay where they are until the next call.
  void pack(std::span<const Scalar> parameters);
  // The same parameters again, after they were changed: pieces() pieces of work, which may run at
  // the same time. Allocates nothing.
  [[nodiscard]] int pieces() const;
  void pack_piece(int piece);

  [[nodiscard]] const LayerWeights<Scalar>& layer(int layer) const {
    return layers_[as_index(layer)];
  }
  [[nodiscard]] const ReadoutWeights<Scalar>& readout(int feature) const {
    return readouts_[as_index(feature)];
  }
  [[nodiscard]] Precision precision() const { return precision_; }

 private:
  ParameterLayout layout_;
  Precision precision_;
  bool for_training_;
  std::vector<LayerWeights<Scalar>> layers_;
  std::vector<ReadoutWeights<Scalar>> readouts_;
  // Views of the parameters that were packed.
  std::vector<LayerParameters<const Scalar>> layer_parameters_;
  std::vector<ReadoutParameters<const Scalar>> readout_parameters_;
};

// A network with its parameters in single precision.
class Network {
 public:
  Network() = default;
  // All parameters zero.
  explicit Network(const NetworkShape& shape);
  // Uniform over +-1/sqrt(fan-in), as PyTorch's layers begin. An LSTM's bias of the forget gate is
  // 1, so that it begins by remembering (Jozefowicz, Zaremba, Sutskever 2015).
  Network(const NetworkShape& shape, Random& random);

  [[nodiscard]] const NetworkShape& shape() const { return layout_.shape(); }
  [[nodiscard]] const ParameterLayout& layout() const { return layout_; }
  [[nodiscard]] std::span<float> parameters() { return parameters_; }
  [[nodiscard]] std::span<const float> parameters() const { return parameters_; }

 private:
  ParameterLayout layout_;
  AlignedVector<float> parameters_;
};

}  // namespace bachprop
