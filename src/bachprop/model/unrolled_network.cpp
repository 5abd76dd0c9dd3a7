#include "bachprop/model/unrolled_network.h"

#include <algorithm>

#include "bachprop/base/check.h"
#include "bachprop/base/numbers.h"
#include "bachprop/base/parallel.h"
#include "bachprop/nn/kernels.h"

namespace bachprop {
namespace {

// Gradients of weights are computed over about this many rows at once: enough for the matrix
// products, few enough to stay in the cache.
constexpr int kGroupRows = 256;
// A chunk has no more rows than these, but at least one step, and there are so many chunks that
// layers can work at the same time on different ones. Its steps are a multiple of a tile's rows,
// where there are that many.
constexpr int kChunkRows = 256;
constexpr int kChunks = 4;
constexpr int kTileRows = 8;

Chunking chunking_of(int steps, int rows) {
  const int for_threads = (steps + kChunks - 1) / kChunks;
  const int chunk = std::max(1, std::min(kChunkRows / rows, for_threads));
  return {.steps = steps,
          .rows = rows,
          .chunk_steps = chunk < kTileRows ? chunk : chunk / kTileRows * kTileRows};
}

// Streams of random numbers lie so far apart that the rows of one never reach the next.
constexpr std::uint64_t kStreamDistance = std::uint64_t{1} << 32U;

// An entry's three symbols as three lists of one.
std::span<const int> symbol_of(const NoteSymbols& note, int feature) {
  return {feature == 0 ? &note.dt : feature == 1 ? &note.duration : &note.pitch, 1};
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
      group_chunks_(std::max(1, kGroupRows / chunking_.row_count(0))),
      pieces_(as_index(rows)),
      note_rows_(as_index(groups())) {
  const NetworkShape& shape = layout_.shape();
  for (int l = 0; l < shape.layers; ++l) {
    layers_.emplace_back(shape.cell, shape.hidden, chunking_, weights.precision(),
                         l == 0 && shape.context > 0);
    d_outputs_.emplace_back(steps * rows, shape.hidden);
    dropped_.emplace_back();
    layer_masks_.emplace_back(rows, shape.hidden);
  }
  for (int f = 0; f < kFeatures; ++f) {
    const ReadoutShape readout = readout_shape(shape, f);
    readouts_.emplace_back(readout, rows, steps, weights.precision(), true);
    readout_masks_.emplace_back(rows, readout.hidden);
    read_[as_index(f)].resize(as_index(rows));
  }
  for (Piece& piece : pieces_) {
    piece.outputs.resize(layers_.size());
    piece.kept.resize(layers_.size());
    piece.d_outputs.resize(layers_.size());
  }
}

template <typename Scalar>
std::size_t UnrolledNetwork<Scalar>::state_size() const {
  const NetworkShape& shape = layout_.shape();
  return as_index(shape.layers) * as_index(chunking_.rows) * as_index(state_columns(shape));
}

template <typename Scalar>
LayerBelow<Scalar> UnrolledNetwork<Scalar>::below(int layer) const {
  return layer == 0
             ? LayerBelow<Scalar>()
             : LayerBelow<Scalar>{above(as_index(layer - 1)), &layer_masks_[as_index(layer - 1)]};
}

template <typename Scalar>
Matrix<const Scalar> UnrolledNetwork<Scalar>::above(std::size_t layer) const {
  return pass_.dropout.on() ? dropped_[layer].view() : layers_[layer].output();
}

template <typename Scalar>
LayerInput UnrolledNetwork<Scalar>::input(int layer) const {
  const Truncation& truncation = *pass_.truncation;
  if (layer > 0) {
    return {truncation.inputs, truncation.begins};
  }
  return {truncation.inputs,
          truncation.begins,
          {truncation.context_ends, truncation.context},
          &layer_changes_};
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
  draw_dropout();
  for (int b = 0; b < chunking_.rows; ++b) {
    prepare_piece(b);
  }
}

template <typename Scalar>
void UnrolledNetwork<Scalar>::draw_dropout() {
  const Dropout& dropout = pass_.dropout;
  if (dropout.on() && dropped_.front().view().rows == 0) {
    for (OwnedMatrix<Scalar>& dropped : dropped_) {
      dropped = OwnedMatrix<Scalar>(chunking_.steps * chunking_.rows, layout_.shape().hidden);
    }
  }
  for (std::size_t l = 0; l < layer_masks_.size(); ++l) {
    layer_masks_[l].draw({dropout.rate, dropout.stream + (l + 1) * kStreamDistance});
  }
  for (std::size_t f = 0; f < readout_masks_.size(); ++f) {
    readout_masks_[f].draw({dropout.rate, dropout.stream + (kMaxLayers + 1 + f) * kStreamDistance});
  }
}

template <typename Scalar>
void UnrolledNetwork<Scalar>::prepare_piece(int b) {
  const Truncation& truncation = *pass_.truncation;
  Piece& piece = pieces_[as_index(b)];
  for (std::size_t l = 0; l < layers_.size(); ++l) {
    piece.outputs[l] = rows_of_piece(above(l), chunking_.rows, b);
    piece.kept[l] = layer_masks_[l].row(b).kept;
    piece.d_outputs[l] = rows_of_piece(d_outputs_[l].view(), chunking_.rows, b);
  }
  for (int f = 0; f < kFeatures; ++f) {
    const auto read = as_index(layers_read(layout_.shape(), f));
    ReadoutInput<Scalar>& input = read_[as_index(f)][as_index(b)];
    input = {.layers = std::span<const Matrix<const Scalar>>(piece.outputs).first(read),
             .next = truncation.targets,
             .first = as_index(b),
             .step = as_index(chunking_.rows),
             .kept = std::span<const Kept>(piece.kept).first(read),
             .hidden = readout_masks_[as_index(f)].row(b)};
    if (f > 0) {
      input.context = {truncation.next_ends, truncation.next};
      input.changes = &readout_changes_;
    }
  }
}

template <typename Scalar>
void UnrolledNetwork<Scalar>::note_layers_changes() {
  if (const MultiHot context = input(0).context; !context.empty()) {
    layer_changes_.assign(layout_.shape().context, context, chunking_.steps, chunking_.rows);
  }
}

template <typename Scalar>
void UnrolledNetwork<Scalar>::note_readouts_changes() {
  const MultiHot context = {pass_.truncation->next_ends, pass_.truncation->next};
  if (!context.empty()) {
    readout_changes_.assign(layout_.shape().readout_context, context, chunking_.steps,
                            chunking_.rows);
  }
}

template <typename Scalar>
void UnrolledNetwork<Scalar>::index_layers_input() {
  const LayerInput of = input(0);
  for (int g = 0; g < groups(); ++g) {
    const int first = chunking_.first_row(first_chunk(g));
    const int last = end_chunk(g) - 1;
    const int rows = chunking_.first_row(last) + chunking_.row_count(last) - first;
    for (int f = 0; f < kFeatures; ++f) {
      note_rows_[as_index(g)][as_index(f)].assign(
          layout_.shape().symbols[as_index(f)], rows,
          [&](int row) { return symbol_of(of.notes[as_index(first + row)], f); });
    }
  }
  if (!of.context.empty()) {
    layer_runs_.assign(layout_.shape().context, of.context, layer_changes_, chunking_.steps,
                       chunking_.rows, [&](int step, int b) { return step * chunking_.rows + b; });
  }
}

template <typename Scalar>
void UnrolledNetwork<Scalar>::index_readouts_input() {
  const Truncation& truncation = *pass_.truncation;
  const auto rows = as_int(truncation.targets.size());
  const auto entry = [&](int row) {
    return as_index(row % chunking_.steps * chunking_.rows + row / chunking_.steps);
  };
  for (int f = 0; f + 1 < kFeatures; ++f) {
    next_rows_[as_index(f)].assign(layout_.shape().symbols[as_index(f)], rows, [&](int row) {
      return symbol_of(truncation.targets[entry(row)], f);
    });
  }
  const MultiHot context = {truncation.next_ends, truncation.next};
  if (!context.empty()) {
    readout_runs_.assign(layout_.shape().readout_context, context, readout_changes_,
                         chunking_.steps, chunking_.rows,
                         [&](int step, int b) { return b * chunking_.steps + step; });
  }
}

template <typename Scalar>
void UnrolledNetwork<Scalar>::sum_inputs(int layer, int chunk) {
  const auto l = as_index(layer);
  layers_[l].sum_inputs(chunk, layer_parameters_[l], weights_->layer(layer), input(layer),
                        below(layer));
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
  layers_[l].forward(chunk, layer_parameters_[l], weights_->layer(layer), input(layer));
  if (chunk + 1 == chunking_.chunks()) {
    layers_[l].get_state(state);
  }
  if (pass_.dropout.on()) {
    const int first = chunking_.first_row(chunk);
    for (int row = first; row < first + chunking_.row_count(chunk); ++row) {
      scale_units<Scalar>(layout_.shape().hidden, layer_masks_[l].row(row % chunking_.rows).factors,
                          layers_[l].output().row(row), dropped_[l].row(row));
    }
  }
}

template <typename Scalar>
void UnrolledNetwork<Scalar>::read_out(int b) {
  Piece& piece = pieces_[as_index(b)];
  // The first readout that reads a layer sets its gradient; the others add to it.
  std::array<bool, kMaxLayers> fresh = {};
  fresh.fill(true);
  for (int f = 0; f < kFeatures; ++f) {
    const auto feature = as_index(f);
    const ReadoutInput<Scalar>& input = read_[feature][as_index(b)];
    Readout<Scalar>& readout = readouts_[feature];
    readout.forward(b, readout_parameters_[feature], weights_->readout(f), input);
    const bool sums = f == 0 && pass_.sums_dt;
    if (sums) {
      readout.sum_up(b, input, pass_.truncation->begins);
    }
    piece.sums[feature] = readout.cross_entropy(b, input, pass_.truncation->mask,
                                                static_cast<Scalar>(pass_.loss_weights[feature]));
    if (sums) {
      readout.back_through_sums(b, input, pass_.truncation->begins);
    }
    if (learns()) {
      const std::size_t read = input.layers.size();
      readout.backward(b, weights_->readout(f), input,
                       std::span<const Matrix<Scalar>>(piece.d_outputs).first(read),
                       std::span<const bool>(fresh).first(read));
      std::fill_n(fresh.begin(), read, false);
    }
  }
}

template <typename Scalar>
void UnrolledNetwork<Scalar>::add_up_entropies() {
  for (const Piece& piece : pieces_) {
    for (std::size_t f = 0; f < kFeatures; ++f) {
      sums_.features[f] += piece.sums[f];
    }
  }
}

template <typename Scalar>
void UnrolledNetwork<Scalar>::backward_layer(int layer, int chunk) {
  const auto l = as_index(layer);
  if (pass_.dropout.on()) {
    const int first = chunking_.first_row(chunk);
    for (int row = first; row < first + chunking_.row_count(chunk); ++row) {
      Scalar* const d = d_outputs_[l].row(row);
      scale_units<Scalar>(layout_.shape().hidden, layer_masks_[l].row(row % chunking_.rows).factors,
                          d, d);
    }
  }
  layers_[l].backward(chunk, weights_->layer(layer), input(layer), d_outputs_[l].view());
}

template <typename Scalar>
void UnrolledNetwork<Scalar>::backward_below(int layer, int chunk) {
  const auto l = as_index(layer);
  layers_[l].below_backward(chunk, weights_->layer(layer), d_outputs_[l - 1].view());
}

// Groups come from the last to the first, so that the last sets what the others add to.
template <typename Scalar>
void UnrolledNetwork<Scalar>::add_layer_gradient(int layer, int part, int group) {
  const auto l = as_index(layer);
  const bool accumulate = pass_.accumulate || group + 1 < groups();
  layers_[l].recurrent_gradient(part, first_chunk(group), end_chunk(group), input(layer),
                                accumulate, layer_gradients_[l]);
  layers_[l].note_gradient(part, first_chunk(group), end_chunk(group), note_rows_[as_index(group)],
                           accumulate, layer_gradients_[l]);
}

// Units that are left out make a product for each piece, which takes all its steps at once.
template <typename Scalar>
void UnrolledNetwork<Scalar>::add_below_gradient(int layer, int part, int group) {
  const auto l = as_index(layer);
  if (!pass_.dropout.on() || !skips_units(weights_->precision())) {
    layers_[l].below_gradient(part, first_chunk(group), end_chunk(group), below(layer),
                              pass_.accumulate || group + 1 < groups(), layer_gradients_[l]);
  } else if (group == 0) {
    layers_[l].below_gradient(part, 0, chunking_.chunks(), below(layer), pass_.accumulate,
                              layer_gradients_[l]);
  }
}

template <typename Scalar>
void UnrolledNetwork<Scalar>::add_context_gradient(int part) {
  layers_.front().context_gradient(part, layer_runs_, pass_.accumulate, layer_gradients_.front());
}

template <typename Scalar>
void UnrolledNetwork<Scalar>::add_readout_gradient(int feature, int part) {
  const auto f = as_index(feature);
  readouts_[f].add_gradient(part, read_[f], next_rows_, readout_runs_, pass_.accumulate,
                            readout_gradients_[f]);
}

template <typename Scalar>
CrossEntropies UnrolledNetwork<Scalar>::run(const Pass& pass) {
  TaskGraph graph;
  static_cast<void>(add_tasks(graph, !pass.gradient.empty(), 0, {}));
  begin(pass);
  ThreadTeam one(1);
  graph.run(one);
  return sums_;
}

// Layer l of chunk c follows its own chunk before and the layer below on the same chunk. So layers
// work on different chunks at the same time; likewise backwards. Between the two, the readouts of
// different pieces wait for nobody. Sums are added up in an order that the graph fixes, whoever
// does it.
template <typename Scalar>
std::vector<TaskGraph::Task> UnrolledNetwork<Scalar>::add_tasks(
    TaskGraph& graph, bool learns, int stage, const std::vector<TaskGraph::Task>& after_all) {
  const Task layers_noted = graph.add(
      {.cost = 1, .stage = stage}, [this] { note_layers_changes(); }, after_all);
  const Task readouts_noted = graph.add(
      {.cost = 1, .stage = stage}, [this] { note_readouts_changes(); }, after_all);
  Tasks indexed;
  if (learns) {
    indexed.push_back(graph.add(
        {.cost = 1, .stage = stage}, [this] { index_layers_input(); }, Tasks{layers_noted}));
    indexed.push_back(graph.add(
        {.cost = 1, .stage = stage}, [this] { index_readouts_input(); }, Tasks{readouts_noted}));
  }
  const Tasks read = add_forward_tasks(graph, stage, layers_noted, readouts_noted);
  Tasks last = {graph.add(
      {.stage = stage}, [this] { add_up_entropies(); }, read)};
  if (learns) {
    add_backward_tasks(graph, stage, read, indexed, last);
  }
  return last;
}

// Costs are multiply-adds, about, in squares of H a step and row.
template <typename Scalar>
auto UnrolledNetwork<Scalar>::add_forward_tasks(TaskGraph& graph, int stage, Task layers_noted,
                                                Task readouts_noted) -> Tasks {
  const auto layers = as_index(layout_.shape().layers);
  const auto chunks = as_index(chunking_.chunks());
  const CellSizes sizes = sizes_of(layout_.shape().cell);
  const double chunk_rows = chunking_.row_count(0);
  std::vector<Tasks> forward(layers, Tasks(chunks));
  for (std::size_t c = 0; c < chunks; ++c) {
    for (std::size_t l = 0; l < layers; ++l) {
      const Task summed = graph.add(
          {.cost = (l == 0 ? 1 : sizes.input) * chunk_rows, .stage = stage},
          [this, l, c] { sum_inputs(as_int(l), as_int(c)); },
          Tasks{l == 0 ? layers_noted : forward[l - 1][c]});
      Tasks before = {summed};
      if (c > 0) {
        before.push_back(forward[l][c - 1]);
      }
      forward[l][c] = graph.add(
          {.cost = std::max(1, sizes.recurrent) * chunk_rows, .stage = stage},
          [this, l, c] { forward_layer(as_int(l), as_int(c)); }, before);
    }
  }
  Tasks read;
  for (int b = 0; b < chunking_.rows; ++b) {
    read.push_back(graph.add(
        {.cost = 6.0 * chunking_.steps, .stage = stage}, [this, b] { read_out(b); },
        Tasks{forward.back().back(), readouts_noted}));
  }
  return read;
}

template <typename Scalar>
void UnrolledNetwork<Scalar>::add_backward_tasks(TaskGraph& graph, int stage, const Tasks& read,
                                                 const Tasks& indexed, Tasks& last) {
  const auto layers = as_index(layout_.shape().layers);
  const auto chunks = as_index(chunking_.chunks());
  const CellSizes sizes = sizes_of(layout_.shape().cell);
  const double chunk_rows = chunking_.row_count(0);
  std::vector<Tasks> backward(layers, Tasks(chunks));
  Tasks below(chunks);
  for (std::size_t l = layers; l-- > 0;) {
    for (std::size_t c = chunks; c-- > 0;) {
      Tasks before = l + 1 == layers ? (c + 1 == chunks ? read : Tasks()) : Tasks{below[c]};
      if (c + 1 < chunks) {
        before.push_back(backward[l][c + 1]);
      }
      backward[l][c] = graph.add(
          {.cost = std::max(1, sizes.recurrent) * chunk_rows, .stage = stage},
          [this, l, c] { backward_layer(as_int(l), as_int(c)); }, before);
    }
    for (std::size_t c = chunks; l > 0 && c-- > 0;) {
      below[c] = graph.add(
          {.cost = sizes.input * chunk_rows, .stage = stage},
          [this, l, c] { backward_below(as_int(l), as_int(c)); }, Tasks{backward[l][c]});
    }
    if (l > 0) {
      last.insert(last.end(), below.begin(), below.end());
    }
    add_layer_gradient_tasks(graph, stage, as_int(l), backward[l], indexed.front(), last);
  }
  for (int f = 0; f < kFeatures; ++f) {
    for (int part = 0; part < readouts_[as_index(f)].gradient_parts(); ++part) {
      Tasks before = read;
      before.push_back(indexed.back());
      last.push_back(graph.add(
          {.cost = 1, .stage = stage}, [this, f, part] { add_readout_gradient(f, part); }, before));
    }
  }
}

template <typename Scalar>
void UnrolledNetwork<Scalar>::add_layer_gradient_tasks(TaskGraph& graph, int stage, int layer,
                                                       const Tasks& backward, Task indexed,
                                                       Tasks& last) {
  const CellSizes sizes = sizes_of(layout_.shape().cell);
  const double rows = 1.0 * chunking_.rows * chunking_.steps / layers_[as_index(layer)].parts();
  // With one or two layers, the steps back are most of the way to the end: nothing may hold them
  // up. With more there is other work, and what a gradient reads is still in the cache.
  const TaskGraph::Order order = {.cost = std::max(1, sizes.recurrent) * rows / groups(),
                                  .stage = stage,
                                  .follows = layout_.shape().layers > 2};
  for (int part = 0; part < layers_[as_index(layer)].parts(); ++part) {
    Tasks own = {indexed};
    Tasks below;
    for (int g = groups(); g-- > 0;) {
      own.push_back(backward[as_index(first_chunk(g))]);
      own = {graph.add(
          order, [this, layer, part, g] { add_layer_gradient(layer, part, g); }, own)};
      if (layer > 0) {
        below.push_back(backward[as_index(first_chunk(g))]);
        below = {graph.add(
            order, [this, layer, part, g] { add_below_gradient(layer, part, g); }, below)};
      }
    }
    last.insert(last.end(), own.begin(), own.end());
    last.insert(last.end(), below.begin(), below.end());
    if (layer == 0 && layout_.shape().context > 0) {
      last.push_back(graph.add(
          {.cost = rows / 4, .stage = stage}, [this, part] { add_context_gradient(part); },
          Tasks{backward.front(), indexed}));
    }
  }
}

template class UnrolledNetwork<float>;
template class UnrolledNetwork<double>;

}  // namespace bachprop
