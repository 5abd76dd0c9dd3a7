#include "bachprop/nn/layer.h"

#include <algorithm>
#include <utility>

#include "bachprop/base/check.h"
#include "bachprop/base/numbers.h"
#include "bachprop/nn/kernels.h"
#include "bachprop/nn/table_rows.h"

namespace bachprop {

template <typename Scalar>
LayerWeights<Scalar>::LayerWeights(Cell cell, int units, bool has_below, Precision precision) {
  const CellSizes sizes = sizes_of(cell);
  const int recurrent_units = sizes.recurrent > 0 ? units : 0;
  const int units_below = has_below ? units : 0;
  recurrent = {recurrent_units, sizes.recurrent * units, precision};
  recurrent_turned = {sizes.recurrent * units, recurrent_units, precision};
  below = {units_below, sizes.input * units, precision};
  below_turned = {sizes.input * units, units_below, precision};
}

template <typename Scalar>
void LayerWeights<Scalar>::pack_recurrent(const LayerParameters<const Scalar>& parameters,
                                          bool turned) {
  recurrent.pack(parameters.recurrent);
  if (turned) {
    recurrent_turned.pack_transposed(parameters.recurrent);
  }
}

template <typename Scalar>
void LayerWeights<Scalar>::pack_below(const LayerParameters<const Scalar>& parameters,
                                      bool turned) {
  below.pack(parameters.below);
  if (turned) {
    below_turned.pack_transposed(parameters.below);
  }
}

namespace {

// Adds the rows of the tables that a note names, from column `column` on.
template <typename Scalar>
void add_note(const LayerParameters<const Scalar>& parameters, const NoteSymbols& note, int column,
              RowAdder<Scalar>& adder) {
  for (int f = 0; f < kFeatures; ++f) {
    adder.add(parameters.tables[as_index(f)].row(feature_of(note, f)) + column);
  }
}

}  // namespace

// The sum of the rows of the tables that the input names, bias first. Many rows are gone through
// column block by column block, so that the rows of the tables that they name share the cache.
template <typename Scalar>
void look_up(const LayerParameters<const Scalar>& parameters, const LayerInput& input, int first,
             Matrix<Scalar> a) {
  const auto block = [&](int column, int count) {
    for (int i = 0; i < a.rows; ++i) {
      const auto row = as_index(first + i);
      RowAdder<Scalar> adder(parameters.bias.data + column, count, a.row(i) + column);
      add_note(parameters, input.notes[row], column, adder);
      for (const int entry : input.context.of(row)) {
        adder.add(parameters.context.row(entry) + column);
      }
      adder.finish();
    }
  };
  constexpr int kManyRows = 16;
  if (a.rows >= kManyRows && !input.context.empty()) {
    for_each_column_block(a.cols, block);
  } else {
    block(0, a.cols);
  }
}

namespace {

// Gradients are cut into parts of this many units or more, a multiple of every tile's rows.
constexpr int kPartUnits = 96;

template <typename Scalar>
bool leaves_units_out(const LayerBelow<Scalar>& below, Precision precision) {
  return below.dropped != nullptr && below.dropped->on() && skips_units(precision);
}

// The units of a list from `first` on, `count` of them at the most, counted from `first`.
Kept kept_between(Kept all, int first, int count, std::span<int> units) {
  const auto begin = std::ranges::lower_bound(all, first);
  const auto end = std::ranges::lower_bound(all, first + count);
  std::transform(begin, end, units.begin(), [first](int unit) { return unit - first; });
  return units.first(as_index(end - begin));
}

}  // namespace

template <typename Scalar>
Layer<Scalar>::Layer(Cell cell, int units, const Chunking& chunking, Precision precision,
                     bool sees_context)
    : traits_(traits_of(cell)),
      sizes_(traits_.sizes),
      kernels_(kernels_of<Scalar>(cell)),
      units_(units),
      chunking_(chunking),
      precision_(precision),
      first_state_(chunking.rows, sizes_.state * units),
      zero_(1, sizes_.state * units),
      states_(chunking.steps * chunking.rows, std::max(1, sizes_.state) * units),
      // Products read whole vectors of the last columns of a row, which need not begin at one.
      gates_(chunking.steps * chunking.rows, sizes_.gates * units,
             (sizes_.gates - sizes_.recurrent) * units + roomy_stride(sizes_.recurrent * units)),
      previous_(chunking.rows, sizes_.state * units),
      recurrent_(traits_.recurrence_apart ? chunking.rows : 0, sizes_.recurrent * units),
      d_state_(chunking.rows, units),
      d_memory_(chunking.rows, std::max(0, sizes_.state - 1) * units),
      context_sums_(sees_context ? chunking.chunks() * chunking.rows : 0, kColumnsAtOnce) {
  const auto rows = as_index(chunking.steps * chunking.rows);
  // AMX multiplies so fast that rounding the operands once for each part would take longer.
  const int least = skips_units(precision) ? kPartUnits : units;
  for (int first = 0; first < units; first += least) {
    const int left = units - first;
    const int count = left < 2 * least ? left : least;
    parts_.push_back({.first = first,
                      .units = count,
                      .left_rows = std::vector<const Scalar*>(rows),
                      .left_rows_below = std::vector<const Scalar*>(rows),
                      .kept = std::vector<int>(as_index(count)),
                      .column_block = OwnedMatrix<Scalar>(
                          sees_context ? chunking.steps * chunking.rows : 0, kColumnsAtOnce)});
    if (count == left) {
      break;
    }
  }
}

template <typename Scalar>
void Layer<Scalar>::set_state(Matrix<const Scalar> state) {
  for (int b = 0; b < chunking_.rows; ++b) {
    std::copy_n(state.row(b), state.cols, first_state_.row(b));
  }
  d_state_.fill(0);
  d_memory_.fill(0);
}

template <typename Scalar>
void Layer<Scalar>::get_state(Matrix<Scalar> state) const {
  for (int b = 0; b < chunking_.rows; ++b) {
    std::copy_n(states_.row((chunking_.steps - 1) * chunking_.rows + b), state.cols, state.row(b));
  }
}

// The state before a step is the one after the step before, or zero where a piece begins.
template <typename Scalar>
const Scalar* Layer<Scalar>::previous_row(int row, const LayerInput& input) const {
  if (input.begins[as_index(row)] != 0) {
    return zero_.row(0);
  }
  return row < chunking_.rows ? first_state_.row(row) : states_.row(row - chunking_.rows);
}

// The state of one step: copied only where a piece begins.
template <typename Scalar>
Matrix<const Scalar> Layer<Scalar>::previous_rows(int first, const LayerInput& input) {
  const int batch = chunking_.rows;
  const auto begins = input.begins.subspan(as_index(first), as_index(batch));
  if (first >= batch && std::ranges::all_of(begins, [](std::uint8_t b) { return b == 0; })) {
    return std::as_const(states_).view().middle_rows(first - batch, batch);
  }
  for (int b = 0; b < batch; ++b) {
    std::copy_n(previous_row(first + b, input), sizes_.state * units_, previous_.row(b));
  }
  return previous_.view();
}

// The same as look_up(), with the sum of the context's rows kept from step to step.
template <typename Scalar>
void Layer<Scalar>::look_up_steps(const LayerParameters<const Scalar>& parameters,
                                  const LayerInput& input, int first, Matrix<Scalar> a) {
  check(context_sums_.view().rows > 0, "a layer whose input has a context was told so");
  const int chunk = first / (chunking_.chunk_steps * chunking_.rows);
  const Matrix<Scalar> sums =
      context_sums_.view().middle_rows(chunk * chunking_.rows, chunking_.rows);
  for_each_column_block(a.cols, [&](int column, int count) {
    for (int i = 0; i < a.rows; ++i) {
      const auto row = as_index(first + i);
      Scalar* const sum = sums.row(i % chunking_.rows);
      sum_entries(parameters.context, 0, column, *input.changes, row, i >= chunking_.rows,
                  input.context, count, sum);
      RowAdder<Scalar> adder(parameters.bias.data + column, count, a.row(i) + column);
      add_note(parameters, input.notes[row], column, adder);
      adder.add(sum);
      adder.finish();
    }
  });
}

template <typename Scalar>
void Layer<Scalar>::sum_inputs(int chunk, const LayerParameters<const Scalar>& parameters,
                               const LayerWeights<Scalar>& weights, const LayerInput& input,
                               const LayerBelow<Scalar>& below) {
  const int first = chunking_.first_row(chunk);
  const int count = chunking_.row_count(chunk);
  const Matrix<Scalar> a = input_sums(first, count);
  if (input.context.empty()) {
    look_up(parameters, input, first, a);
  } else {
    look_up_steps(parameters, input, first, a);
  }
  if (below.output.rows == 0) {
    return;
  }
  const Matrix<const Scalar> from = below.output.middle_rows(first, count);
  if (!leaves_units_out(below, precision_)) {
    multiply(from, weights.below, true, a);
    return;
  }
  for (int b = 0; b < chunking_.rows; ++b) {
    multiply(rows_of_piece(from, chunking_.rows, b), weights.below, true,
             rows_of_piece(a, chunking_.rows, b), below.dropped->row(b).kept);
  }
}

template <typename Scalar>
void Layer<Scalar>::forward(int chunk, const LayerParameters<const Scalar>& parameters,
                            const LayerWeights<Scalar>& weights, const LayerInput& input) {
  const int first = chunking_.first_row(chunk);
  const int end = first + chunking_.row_count(chunk);
  for (int step = first; step < end; step += chunking_.rows) {
    forward_step(step, parameters, weights, input);
  }
}

template <typename Scalar>
void Layer<Scalar>::forward_step(int first_row, const LayerParameters<const Scalar>& parameters,
                                 const LayerWeights<Scalar>& weights, const LayerInput& input) {
  const Matrix<Scalar> a = input_sums(first_row, chunking_.rows);
  Matrix<const Scalar> previous;
  if (sizes_.recurrent > 0) {
    previous = previous_rows(first_row, input);
    multiply(previous.middle_columns(0, units_), weights.recurrent, !traits_.recurrence_apart,
             traits_.recurrence_apart ? recurrent_.view() : a);
  }
  for (int b = 0; b < chunking_.rows; ++b) {
    kernels_.forward(units_, {.input = a.row(b),
                              .recurrent = traits_.recurrence_apart ? recurrent_.row(b) : nullptr,
                              .recurrent_bias = parameters.recurrent_bias.data,
                              .previous = sizes_.recurrent > 0 ? previous.row(b) : nullptr,
                              .gates = gates_.row(first_row + b),
                              .state = states_.row(first_row + b)});
  }
}

template <typename Scalar>
Matrix<Scalar> Layer<Scalar>::input_sums(int first_row, int count) {
  return gates_.view().middle_rows(first_row, count).middle_columns(0, sizes_.input * units_);
}

template <typename Scalar>
Matrix<Scalar> Layer<Scalar>::d_recurrent_sums(int first_row, int count) {
  return gates_.view()
      .middle_rows(first_row, count)
      .middle_columns((sizes_.gates - sizes_.recurrent) * units_, sizes_.recurrent * units_);
}

template <typename Scalar>
void Layer<Scalar>::backward(int chunk, const LayerWeights<Scalar>& weights,
                             const LayerInput& input, Matrix<const Scalar> d_output) {
  const int first = chunking_.first_row(chunk);
  const int batch = chunking_.rows;
  for (int step = first + chunking_.row_count(chunk) - batch; step >= first; step -= batch) {
    backward_step(step, weights, input, d_output.middle_rows(step, batch));
  }
}

template <typename Scalar>
void Layer<Scalar>::below_backward(int chunk, const LayerWeights<Scalar>& weights,
                                   Matrix<Scalar> d_below) {
  const int first = chunking_.first_row(chunk);
  const int count = chunking_.row_count(chunk);
  multiply(input_sums(first, count), weights.below_turned, true, d_below.middle_rows(first, count));
}

template <typename Scalar>
void Layer<Scalar>::backward_step(int first_row, const LayerWeights<Scalar>& weights,
                                  const LayerInput& input, Matrix<const Scalar> d_output) {
  for (int b = 0; b < chunking_.rows; ++b) {
    const int row = first_row + b;
    kernels_.backward(units_,
                      {.d_output = d_output.row(b),
                       .previous = sizes_.recurrent > 0 ? previous_row(row, input) : nullptr,
                       .state = states_.row(row),
                       .gates = gates_.row(row),
                       .d_state = d_state_.row(b),
                       .d_memory = d_memory_.row(b)});
  }
  if (sizes_.recurrent == 0) {
    return;
  }
  multiply(d_recurrent_sums(first_row, chunking_.rows), weights.recurrent_turned,
           traits_.output_carried, d_state_.view());
  for (int b = 0; b < chunking_.rows; ++b) {
    if (input.begins[as_index(first_row + b)] != 0) {
      std::fill_n(d_state_.row(b), units_, Scalar{0});
      std::fill_n(d_memory_.row(b), d_memory_.view().cols, Scalar{0});
    }
  }
}

template <typename Scalar>
int Layer<Scalar>::rows_of_chunks(int first_chunk, int end_chunk) const {
  return chunking_.first_row(end_chunk - 1) + chunking_.row_count(end_chunk - 1) -
         chunking_.first_row(first_chunk);
}

template <typename Scalar>
int Layer<Scalar>::parts() const {
  return as_int(std::ssize(parts_));
}

template <typename Scalar>
void Layer<Scalar>::recurrent_gradient(int part, int first_chunk, int end_chunk,
                                       const LayerInput& input, bool accumulate,
                                       const LayerParameters<Scalar>& gradient) {
  if (sizes_.recurrent == 0) {
    return;
  }
  const int first = chunking_.first_row(first_chunk);
  const int count = rows_of_chunks(first_chunk, end_chunk);
  Part& of = parts_[as_index(part)];
  const auto left = std::span(of.left_rows).first(as_index(count));
  for (int i = 0; i < count; ++i) {
    left[as_index(i)] = previous_row(first + i, input) + of.first;
  }
  multiply_transposed(left, d_recurrent_sums(first, count), precision_, accumulate,
                      gradient.recurrent.middle_rows(of.first, of.units));
}

template <typename Scalar>
void Layer<Scalar>::below_gradient(int part, int first_chunk, int end_chunk,
                                   const LayerBelow<Scalar>& below, bool accumulate,
                                   const LayerParameters<Scalar>& gradient) {
  const int first = chunking_.first_row(first_chunk);
  const int count = rows_of_chunks(first_chunk, end_chunk);
  Part& of = parts_[as_index(part)];
  const Matrix<const Scalar> from =
      below.output.middle_rows(first, count).middle_columns(of.first, of.units);
  const Matrix<Scalar> d = input_sums(first, count);
  const Matrix<Scalar> out = gradient.below.middle_rows(of.first, of.units);
  if (!leaves_units_out(below, precision_)) {
    multiply_transposed(pointers_to_rows(from, of.left_rows_below), Matrix<const Scalar>(d),
                        precision_, accumulate, out);
    return;
  }
  if (!accumulate) {
    clear(out);
  }
  for (int b = 0; b < chunking_.rows; ++b) {
    const Kept kept = kept_between(below.dropped->row(b).kept, of.first, of.units, of.kept);
    if (!kept.empty()) {
      multiply_transposed(
          pointers_to_rows(rows_of_piece(from, chunking_.rows, b), of.left_rows_below),
          Matrix<const Scalar>(rows_of_piece(d, chunking_.rows, b)), precision_, true, out, kept);
    }
  }
}

// Column by column block: all tables read what is then in the cache.
template <typename Scalar>
void Layer<Scalar>::note_gradient(int part, int first_chunk, int end_chunk, const NoteRows& rows,
                                  bool accumulate, const LayerParameters<Scalar>& gradient) {
  const Part& of = parts_[as_index(part)];
  const Matrix<const Scalar> gates = std::as_const(gates_).view().middle_rows(
      chunking_.first_row(first_chunk), rows_of_chunks(first_chunk, end_chunk));
  for_each_column_block(sizes_.input * of.units, [&](int in_part, int count) {
    const int column = sizes_.input * of.first + in_part;
    const Matrix<const Scalar> d = gates.middle_columns(column, count);
    for (std::size_t f = 0; f < kFeatures; ++f) {
      gather_gradient(rows[f], d, accumulate, gradient.tables[f].middle_columns(column, count));
    }
    if (first_chunk == 0) {
      // Every row had one dT: the gradient of the bias is the sum over the dictionary.
      sum_all_rows(Matrix<const Scalar>(gradient.tables[0].middle_columns(column, count)), false,
                   gradient.bias.data + column);
    }
  });
  if (traits_.recurrence_apart) {
    const int last_gate = (sizes_.gates - 1) * units_ + of.first;
    sum_all_rows(gates.middle_columns(last_gate, of.units), accumulate,
                 gradient.recurrent_bias.data + of.first);
  }
}

template <typename Scalar>
void Layer<Scalar>::context_gradient(int part, const EntryRuns& runs, bool accumulate,
                                     const LayerParameters<Scalar>& gradient) {
  Part& of = parts_[as_index(part)];
  for_each_column_block(sizes_.input * of.units, [&](int in_part, int count) {
    const int column = sizes_.input * of.first + in_part;
    const Matrix<const Scalar> d = std::as_const(gates_).view().middle_columns(column, count);
    const Matrix<Scalar> sums = of.column_block.view().middle_columns(0, count);
    sum_steps(
        d, chunking_.rows, [&](int row) { return row < chunking_.rows; }, sums);
    gather_runs(runs, Matrix<const Scalar>(sums), accumulate,
                gradient.context.middle_columns(column, count));
  });
}

template struct LayerWeights<float>;
template struct LayerWeights<double>;
template class Layer<float>;
template class Layer<double>;
template void look_up(const LayerParameters<const float>&, const LayerInput&, int, Matrix<float>);
template void look_up(const LayerParameters<const double>&, const LayerInput&, int, Matrix<double>);

}  // namespace bachprop
