#include "bachprop/model/network.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>

#include "bachprop/base/check.h"
#include "bachprop/base/numbers.h"

namespace bachprop {
namespace {

// Every block begins at a cache line.
constexpr std::size_t kBlockAlignment = 16;

// The blocks of a layer follow one another in the order in which ParameterLayout adds them.
template <typename Scalar>
class BlockReader {
 public:
  BlockReader(const std::vector<ParameterBlock>& blocks, std::string_view first, Scalar* all)
      : next_(std::ranges::find(blocks, first, &ParameterBlock::name)), all_(all) {
    check(next_ != blocks.end(), "the layout has this layer");
  }
  Matrix<Scalar> take() {
    const ParameterBlock& block = *next_++;
    return {all_ + block.offset, block.rows, block.cols};
  }

 private:
  std::vector<ParameterBlock>::const_iterator next_;
  Scalar* all_;
};

}  // namespace

int layers_read(const NetworkShape& shape, int feature) {
  return feature == kFeatures - 1 ? shape.layers : std::min(feature + 1, shape.layers);
}

ReadoutShape readout_shape(const NetworkShape& shape, int feature) {
  const int symbols = shape.symbols[as_index(feature)];
  return {.feature = feature,
          .layers = layers_read(shape, feature),
          .units = shape.hidden,
          .symbols = symbols,
          .hidden = shape.readout_hidden > 0 ? shape.readout_hidden : symbols,
          .context = feature > 0 ? shape.readout_context : 0,
          .first_entry = feature == 1 ? shape.anchors * (shape.symbols[2] - 1) : 0,
          .groups = feature == kFeatures - 1 ? shape.anchors : 0,
          .class_groups = feature == kFeatures - 1 ? shape.class_anchors : 0,
          .lowest_class = shape.lowest_class};
}

int state_columns(const NetworkShape& shape) { return sizes_of(shape.cell).state * shape.hidden; }

ParameterLayout::ParameterLayout(const NetworkShape& shape) : shape_(shape) {
  check(shape.layers >= 1 && shape.layers <= kMaxLayers && shape.hidden >= 1 &&
            shape.hidden <= kMaxHidden,
        "the network's shape is within its limits");
  const int h = shape.hidden;
  const CellTraits& traits = traits_of(shape.cell);
  const CellSizes& sizes = traits.sizes;
  const int inputs = sizes.input * h;
  for (int l = 0; l < shape.layers; ++l) {
    const std::string prefix = fmt::format("layers.{}.", l);
    for (std::size_t f = 0; f < kFeatures; ++f) {
      add(prefix + std::string(kFeatureNames[f]), shape.symbols[f], inputs, h);
    }
    add(prefix + "context", l == 0 ? shape.context : 0, inputs, h);
    add(prefix + "below", l == 0 ? 0 : h, inputs, h);
    add(prefix + "recurrent", sizes.recurrent == 0 ? 0 : h, sizes.recurrent * h, h);
    add(prefix + "bias", 1, inputs, h);
    add(prefix + "recurrent_bias", traits.recurrence_apart ? 1 : 0, h, h);
  }
  for (int f = 0; f < kFeatures; ++f) {
    const auto feature = as_index(f);
    const ReadoutShape readout = readout_shape(shape, f);
    const int d = readout.hidden;
    const std::string prefix = fmt::format("readouts.{}.", kFeatureNames[feature]);
    int fan_in = readout.layers * h;
    for (std::size_t g = 0; g < feature; ++g) {
      fan_in += shape.symbols[g];
    }
    for (int l = 0; l < readout.layers; ++l) {
      add(fmt::format("{}hidden.{}", prefix, l), h, d, fan_in);
    }
    for (std::size_t g = 0; g < feature; ++g) {
      add(fmt::format("{}hidden.{}", prefix, kFeatureNames[g]), shape.symbols[g], d, fan_in);
    }
    add(prefix + "hidden.context", readout.context - readout.first_entry, d, fan_in);
    add(prefix + "hidden.bias", 1, d, fan_in);
    add(prefix + "output.weight", d, readout.symbols, d);
    add(prefix + "output.bias", 1, readout.symbols, d);
    const int weights = readout.weights();
    add(prefix + "intervals.weight", weights > 0 ? d : 0, weights, d);
    add(prefix + "intervals.bias", weights > 0 ? 1 : 0, weights, d);
  }
}

void ParameterLayout::add(std::string name, int rows, int cols, int fan_in) {
  blocks_.push_back({std::move(name), rows, cols, fan_in, size_});
  const auto count = as_index(rows) * as_index(cols);
  size_ += (count + kBlockAlignment - 1) / kBlockAlignment * kBlockAlignment;
}

template <typename Scalar>
LayerParameters<Scalar> ParameterLayout::layer(int layer, Scalar* all) const {
  BlockReader<Scalar> blocks(blocks_, fmt::format("layers.{}.{}", layer, kFeatureNames[0]), all);
  LayerParameters<Scalar> parameters;
  for (Matrix<Scalar>& table : parameters.tables) {
    table = blocks.take();
  }
  parameters.context = blocks.take();
  parameters.below = blocks.take();
  parameters.recurrent = blocks.take();
  parameters.bias = blocks.take();
  parameters.recurrent_bias = blocks.take();
  return parameters;
}

template <typename Scalar>
ReadoutParameters<Scalar> ParameterLayout::readout(int feature, Scalar* all) const {
  const auto name = kFeatureNames[as_index(feature)];
  BlockReader<Scalar> blocks(blocks_, fmt::format("readouts.{}.hidden.0", name), all);
  ReadoutParameters<Scalar> parameters;
  for (int l = 0; l < layers_read(shape_, feature); ++l) {
    parameters.layers.push_back(blocks.take());
  }
  for (int g = 0; g < feature; ++g) {
    parameters.given.push_back(blocks.take());
  }
  parameters.context = blocks.take();
  parameters.hidden_bias = blocks.take();
  parameters.output = blocks.take();
  parameters.output_bias = blocks.take();
  parameters.intervals = blocks.take();
  parameters.intervals_bias = blocks.take();
  return parameters;
}

template LayerParameters<float> ParameterLayout::layer(int, float*) const;
template LayerParameters<const float> ParameterLayout::layer(int, const float*) const;
template LayerParameters<double> ParameterLayout::layer(int, double*) const;
template LayerParameters<const double> ParameterLayout::layer(int, const double*) const;
template ReadoutParameters<float> ParameterLayout::readout(int, float*) const;
template ReadoutParameters<const float> ParameterLayout::readout(int, const float*) const;
template ReadoutParameters<double> ParameterLayout::readout(int, double*) const;
template ReadoutParameters<const double> ParameterLayout::readout(int, const double*) const;

template <typename Scalar>
PackedNetwork<Scalar>::PackedNetwork(const ParameterLayout& layout, Precision precision,
                                     bool for_training)
    : layout_(layout), precision_(precision), for_training_(for_training) {
  const NetworkShape& shape = layout_.shape();
  for (int l = 0; l < shape.layers; ++l) {
    layers_.emplace_back(shape.cell, shape.hidden, l > 0, precision);
  }
  for (int f = 0; f < kFeatures; ++f) {
    readouts_.emplace_back(readout_shape(shape, f), precision);
  }
}

template <typename Scalar>
int PackedNetwork<Scalar>::pieces() const {
  return 2 * layout_.shape().layers + kFeatures;
}

template <typename Scalar>
void PackedNetwork<Scalar>::pack_piece(int piece) {
  const int layers = layout_.shape().layers;
  if (piece >= 2 * layers) {
    const auto feature = as_index(piece - 2 * layers);
    readouts_[feature].pack(readout_parameters_[feature], for_training_);
    return;
  }
  const auto layer = as_index(piece / 2);
  if (piece % 2 == 0) {
    layers_[layer].pack_recurrent(layer_parameters_[layer], for_training_);
  } else {
    layers_[layer].pack_below(layer_parameters_[layer], for_training_);
  }
}

template <typename Scalar>
void PackedNetwork<Scalar>::pack(std::span<const Scalar> parameters) {
  check(parameters.size() == layout_.size(), "the parameters have the layout's size");
  layer_parameters_ = layout_.layers(parameters.data());
  readout_parameters_ = layout_.readouts(parameters.data());
  for (int piece = 0; piece < pieces(); ++piece) {
    pack_piece(piece);
  }
}

template class PackedNetwork<float>;
template class PackedNetwork<double>;

Network::Network(const NetworkShape& shape) : layout_(shape), parameters_(layout_.size()) {}

Network::Network(const NetworkShape& shape, Random& random) : Network(shape) {
  for (const ParameterBlock& block : layout_.blocks()) {
    const double bound = 1.0 / std::sqrt(block.fan_in);
    float* values = parameters_.data() + block.offset;
    std::generate_n(values, static_cast<std::ptrdiff_t>(block.rows) * block.cols,
                    [&] { return static_cast<float>((2 * random.uniform() - 1) * bound); });
  }
  const int remembering = traits_of(shape.cell).remembering_sum;
  if (remembering >= 0) {
    for (const LayerParameters<float>& layer : layout_.layers(parameters_.data())) {
      std::fill_n(layer.bias.data + as_index(remembering) * as_index(shape.hidden), shape.hidden,
                  1.0F);
    }
  }
}

}  // namespace bachprop
