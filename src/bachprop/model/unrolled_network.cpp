#include "bachprop/model/unrolled_network.h"

#include <algorithm>

#include "bachprop/base/check.h"
#include "bachprop/base/numbers.h"

namespace bachprop {
namespace {

// Work that needs no step before it runs over about this many rows at once: enough for the matrix
// products, few enough to stay in the cache.
constexpr int kChunkRows = 256;
// And there are so many chunks that layers can work at the same time on different ones.
constexpr int kChunks = 5;

Chunking chunking_of(int steps, int rows) {
  const int for_threads = (steps + kChunks - 1) / kChunks;
  return {.steps = steps,
          .rows = rows,
          .chunk_steps = std::max(1, std::min(kChunkRows / rows, for_threads))};
}

}  // namespace

Truncation::Truncation(int steps, int rows, const NoteSymbols& padding)
    : inputs(as_index(steps) * as_index(rows), padding),
      targets(inputs),
      begins(inputs.size()),
      mask(inputs.size()) {}

std::int64_t Truncation::notes() const {
  return std::count_if(mask.begin(), mask.end(), [](std::uint8_t counts) { return counts != 0; });
}

CrossEntropies& CrossEntropies::operator+=(const CrossEntropies& other) {
  for (std::size_t f = 0; f < kFeatures; ++f) {
    features[f] += other.features[f];
  }
  notes += other.notes;
  return *this;
}

double CrossEntropies::nats_per_note(int feature) const {
  return notes == 0 ? 0 : features[as_index(feature)].nats / as_double(notes);
}

double CrossEntropies::nats_per_note() const {
  double sum = 0;
  for (int f = 0; f < kFeatures; ++f) {
    sum += nats_per_note(f);
  }
  return sum;
}

double CrossEntropies::accuracy(int feature) const {
  return notes == 0 ? 0 : as_double(features[as_index(feature)].correct) / as_double(notes);
}

template <typename Scalar>
UnrolledNetwork<Scalar>::UnrolledNetwork(const ParameterLayout& layout,
                                         const PackedNetwork<Scalar>& weights, int steps, int rows)
    : layout_(layout),
      weights_(&weights),
      chunking_(chunking_of(steps, rows)),
      group_chunks_(std::max(1, kChunkRows / chunking_.row_count(0))) {
  const NetworkShape& shape = layout_.shape();
  for (int l = 0; l < shape.layers; ++l) {
    layers_.emplace_back(shape.cell, shape.hidden, chunking_, weights.precision());
    d_outputs_.emplace_back(steps * rows, shape.hidden);
    dropped_.emplace_back();
  }
  for (int f = 0; f < kFeatures; ++f) {
    readouts_.emplace_back(readout_shape(shape, f), chunking_.row_count(0), weights.precision());
  }
  outputs_.resize(layers_.size());
  d_chunk_.resize(layers_.size());
  fresh_.resize(layers_.size());
}

template <typename Scalar>
std::size_t UnrolledNetwork<Scalar>::state_size() const {
  const NetworkShape& shape = layout_.shape();
  return as_index(shape.layers) * as_index(chunking_.rows) * as_index(state_columns(shape));
}

template <typename Scalar>
Matrix<const Scalar> UnrolledNetwork<Scalar>::below(int layer) const {
  return layer == 0 ? Matrix<const Scalar>() : above(as_index(layer - 1));
}

template <typename Scalar>
Matrix<const Scalar> UnrolledNetwork<Scalar>::above(std::size_t layer) const {
  return pass_.dropout.on() ? dropped_[layer].view() : layers_[layer].output();
}

// Streams lie so far apart that the rows of one never reach the next.
constexpr std::uint64_t kStreamDistance = std::uint64_t{1} << 32U;

template <typename Scalar>
Dropout UnrolledNetwork<Scalar>::layer_dropout(std::size_t layer) const {
  return {pass_.dropout.rate, pass_.dropout.stream + (layer + 1) * kStreamDistance};
}

template <typename Scalar>
Dropout UnrolledNetwork<Scalar>::readout_dropout(std::size_t feature, std::size_t first_row) const {
  return {pass_.dropout.rate,
          pass_.dropout.stream + (kMaxLayers + 1 + feature) * kStreamDistance + first_row};
}

template <typename Scalar>
LayerInput UnrolledNetwork<Scalar>::input(int layer) const {
  const Truncation& truncation = *pass_.truncation;
  if (layer > 0) {
    return {truncation.inputs, truncation.begins};
  }
  return {truncation.inputs, truncation.begins, {truncation.context_ends, truncation.context}};
}

template <typename Scalar>
int UnrolledNetwork<Scalar>::groups() const {
  return (chunking_.chunks() + group_chunks_ - 1) / group_chunks_;
}

template <typename Scalar>
int UnrolledNetwork<Scalar>::end_chunk(int group) const {
  return std::min(chunking_.chunks(), (group + 1) * group_chunks_);
}

template <typename Scalar>
void UnrolledNetwork<Scalar>::begin(const Pass& pass) {
  const NetworkShape& shape = layout_.shape();
  check(pass.state.size() == state_size() && pass.parameters.size() == layout_.size() &&
            (pass.gradient.empty() || pass.gradient.size() == layout_.size()) &&
            std::ssize(pass.truncation->inputs) == chunking_.steps * chunking_.rows,
        "truncation, state and parameters fit the network");
  check((shape.context > 0) == !pass.truncation->context_ends.empty(),
        "a truncation has context where the network reads it");
  check((shape.readout_context > 0) == !pass.truncation->next_ends.empty(),
        "a truncation has a readouts' context where the network reads it");
  if (pass.dropout.on() && dropped_.front().view().rows == 0) {
    for (OwnedMatrix<Scalar>& dropped : dropped_) {
      dropped = OwnedMatrix<Scalar>(chunking_.steps * chunking_.rows, shape.hidden);
    }
  }
  // The views are looked up by name: once is enough.
  if (pass.parameters.data() != pass_.parameters.data()) {
    layer_parameters_ = layout_.layers(pass.parameters.data());
    readout_parameters_ = layout_.readouts(pass.parameters.data());
  }
  if (!pass.gradient.empty() && (pass.gradient.data() != gradient_)) {
    layer_gradients_ = layout_.layers(pass.gradient.data());
    readout_gradients_ = layout_.readouts(pass.gradient.data());
    gradient_ = pass.gradient.data();
  }
  pass_ = pass;
  sums_ = {};
  sums_.notes = pass.truncation->notes();
}

template <typename Scalar>
void UnrolledNetwork<Scalar>::forward_layer(int layer, int chunk) {
  const int columns = state_columns(layout_.shape());
  const auto l = as_index(layer);
  const Matrix<Scalar> state(
      pass_.state.data() + static_cast<std::ptrdiff_t>(layer) * chunking_.rows * columns,
      chunking_.rows, columns);
  if (chunk == 0) {
    layers_[l].set_state(state);
  }
  layers_[l].forward(chunk, layer_parameters_[l], weights_->layer(layer), input(layer),
                     below(layer));
  if (chunk + 1 == chunking_.chunks()) {
    layers_[l].get_state(state);
  }
  if (pass_.dropout.on()) {
    const int first = chunking_.first_row(chunk);
    const int count = chunking_.row_count(chunk);
    drop<Scalar>(layer_dropout(l), chunking_.rows, layers_[l].output().middle_rows(first, count),
                 dropped_[l].view().middle_rows(first, count));
  }
}

template <typename Scalar>
void clear(Matrix<Scalar> m) {
  std::fill_n(m.data, static_cast<std::ptrdiff_t>(m.rows) * m.stride, Scalar{0});
}

template <typename Scalar>
void clear(const ReadoutParameters<Scalar>& gradient) {
  std::ranges::for_each(gradient.layers, [](const auto& m) { clear(m); });
  std::ranges::for_each(gradient.given, [](const auto& m) { clear(m); });
  clear(gradient.context);
  clear(gradient.hidden_bias);
  clear(gradient.output);
  clear(gradient.output_bias);
  clear(gradient.intervals);
  clear(gradient.intervals_bias);
}

template <typename Scalar>
void UnrolledNetwork<Scalar>::read_out(int chunk) {
  const auto first = as_index(chunking_.first_row(chunk));
  const int count = chunking_.row_count(chunk);
  const Truncation& truncation = *pass_.truncation;
  const auto next = std::span(truncation.targets).subspan(first);
  const auto mask = std::span(truncation.mask).subspan(first);
  const MultiHot context = MultiHot{truncation.next_ends, truncation.next}.from(first);
  const bool learns = !pass_.gradient.empty();
  for (std::size_t l = 0; l < layers_.size(); ++l) {
    outputs_[l] = above(l).middle_rows(as_int(first), count);
    d_chunk_[l] = d_outputs_[l].view().middle_rows(as_int(first), count);
    fresh_[l] = true;
  }
  for (int f = 0; f < kFeatures; ++f) {
    const auto feature = as_index(f);
    const auto read = as_index(layers_read(layout_.shape(), f));
    const ReadoutInput<Scalar> input = {
        .layers = std::span<const Matrix<const Scalar>>(outputs_).first(read),
        .next = next,
        .context = f > 0 ? context : MultiHot{}};
    const Dropout dropout = readout_dropout(feature, first);
    Readout<Scalar>& readout = readouts_[feature];
    readout.forward(readout_parameters_[feature], weights_->readout(f), input, dropout);
    sums_.features[feature] +=
        readout.cross_entropy(next, mask, static_cast<Scalar>(pass_.loss_weights[feature]));
    if (learns) {
      if (chunk == 0 && !pass_.accumulate) {
        clear(readout_gradients_[feature]);
      }
      readout.backward(weights_->readout(f), input, dropout, readout_gradients_[feature],
                       std::span<const Matrix<Scalar>>(d_chunk_).first(read), fresh_);
      std::fill_n(fresh_.begin(), read, false);
    }
  }
}

template <typename Scalar>
void UnrolledNetwork<Scalar>::backward_layer(int layer, int chunk) {
  const auto l = as_index(layer);
  if (pass_.dropout.on()) {
    const int first = chunking_.first_row(chunk);
    const int count = chunking_.row_count(chunk);
    drop_backward<Scalar>(pass_.dropout, dropped_[l].view().middle_rows(first, count),
                          d_outputs_[l].view().middle_rows(first, count));
  }
  layers_[l].backward(chunk, weights_->layer(layer), input(layer), d_outputs_[l].view(),
                      layer == 0 ? Matrix<Scalar>() : d_outputs_[l - 1].view());
}

// Groups come from the last to the first, so that the last sets what the others add to.
template <typename Scalar>
void UnrolledNetwork<Scalar>::add_gradient(int layer, int group) {
  const auto l = as_index(layer);
  const bool is_first = group + 1 == groups() && !pass_.accumulate;
  const LayerParameters<Scalar>& gradient = layer_gradients_[l];
  if (is_first) {
    std::ranges::for_each(gradient.tables, [](const auto& table) { clear(table); });
    clear(gradient.context);
    clear(gradient.recurrent_bias);
  }
  Layer<Scalar>& of = layers_[l];
  of.input_gradient(first_chunk(group), end_chunk(group), input(layer), gradient);
  of.recurrent_gradient(first_chunk(group), end_chunk(group), input(layer), !is_first, gradient);
  if (layer > 0) {
    of.below_gradient(first_chunk(group), end_chunk(group), below(layer), !is_first, gradient);
  }
}

template <typename Scalar>
CrossEntropies UnrolledNetwork<Scalar>::run(const Pass& pass) {
  begin(pass);
  const int layers = layout_.shape().layers;
  for (int c = 0; c < chunking_.chunks(); ++c) {
    for (int l = 0; l < layers; ++l) {
      forward_layer(l, c);
    }
    read_out(c);
  }
  for (int g = groups(); !pass.gradient.empty() && g-- > 0;) {
    for (int l = layers; l-- > 0;) {
      for (int c = end_chunk(g); c-- > first_chunk(g);) {
        backward_layer(l, c);
      }
      add_gradient(l, g);
    }
  }
  return sums_;
}

// Layer l of chunk c follows its own chunk before and the layer below on the same chunk. So layers
// work on different chunks at the same time; likewise backwards. Nobody waits for readouts and the
// gradients of weights. They follow on the thread whose cache holds what they read. Sums are added
// up in the order of the chunks, whoever does it.
template <typename Scalar>
std::vector<TaskGraph::Task> UnrolledNetwork<Scalar>::add_tasks(
    TaskGraph& graph, bool learns, int stage, const std::vector<TaskGraph::Task>& after_all) {
  const auto layers = as_index(layout_.shape().layers);
  const auto chunks = as_index(chunking_.chunks());
  using Tasks = std::vector<TaskGraph::Task>;
  // In multiply-adds of a row, about.
  const double square = 1.0 * layout_.shape().hidden * layout_.shape().hidden;
  const CellSizes sizes = sizes_of(layout_.shape().cell);
  const auto cost = [&](std::size_t layer) {
    return std::max(1, sizes.recurrent + (layer == 0 ? 0 : sizes.input)) * square;
  };
  const double readout_cost = 3 * square;

  std::vector<Tasks> forward(layers, Tasks(chunks));
  Tasks read(chunks);
  for (std::size_t c = 0; c < chunks; ++c) {
    const int chunk = as_int(c);
    for (std::size_t l = 0; l < layers; ++l) {
      Tasks after = c == 0 && l == 0 ? after_all : Tasks();
      if (c > 0) {
        after.push_back(forward[l][c - 1]);
      }
      if (l > 0) {
        after.push_back(forward[l - 1][c]);
      }
      forward[l][c] = graph.add(
          {.cost = cost(l), .stage = stage}, [this, l, chunk] { forward_layer(as_int(l), chunk); },
          after);
    }
    Tasks after = {forward[layers - 1][c]};
    if (c > 0) {
      after.push_back(read[c - 1]);
    }
    read[c] = graph.add(
        {.cost = readout_cost, .stage = stage, .follows = true}, [this, chunk] { read_out(chunk); },
        after);
  }
  Tasks last = {read.back()};
  if (!learns) {
    return last;
  }
  std::vector<Tasks> backward(layers, Tasks(chunks));
  for (std::size_t c = chunks; c-- > 0;) {
    for (std::size_t l = layers; l-- > 0;) {
      Tasks after = {l + 1 == layers ? read[c] : backward[l + 1][c]};
      if (c + 1 < chunks) {
        after.push_back(backward[l][c + 1]);
      } else {
        after.push_back(read.back());
      }
      backward[l][c] = graph.add(
          {.cost = cost(l), .stage = stage}, [this, l, c] { backward_layer(as_int(l), as_int(c)); },
          after);
    }
  }
  add_gradient_tasks(graph, stage, backward, last);
  return last;
}

template <typename Scalar>
void UnrolledNetwork<Scalar>::add_gradient_tasks(
    TaskGraph& graph, int stage, const std::vector<std::vector<TaskGraph::Task>>& backward,
    std::vector<TaskGraph::Task>& last) {
  const CellSizes sizes = sizes_of(layout_.shape().cell);
  const double cost = as_double(sizes.input + sizes.recurrent) * layout_.shape().hidden *
                      layout_.shape().hidden * group_chunks_;
  // With one or two layers, the steps back are most of the way to the end: nothing may hold them
  // up.
  const bool follows = layout_.shape().layers > 2;
  for (int l = layout_.shape().layers; l-- > 0;) {
    std::vector<TaskGraph::Task> before;
    for (int g = groups(); g-- > 0;) {
      std::vector<TaskGraph::Task> after = before;
      after.push_back(backward[as_index(l)][as_index(first_chunk(g))]);
      before = {graph.add(
          {.cost = cost, .stage = stage, .follows = follows}, [this, l, g] { add_gradient(l, g); },
          after)};
    }
    last.insert(last.end(), before.begin(), before.end());
  }
}

template class UnrolledNetwork<float>;
template class UnrolledNetwork<double>;

}  // namespace bachprop
