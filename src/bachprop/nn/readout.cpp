#include "bachprop/nn/readout.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <utility>

#include "bachprop/base/numbers.h"
#include "bachprop/nn/kernels.h"
#include "bachprop/nn/table_rows.h"

namespace bachprop {
namespace {

template <typename Scalar>
void fill_rows(Matrix<const Scalar> row, Matrix<Scalar> x) {
  for (int i = 0; i < x.rows; ++i) {
    std::copy_n(row.data, x.cols, x.row(i));
  }
}

// Sums that are kept from step to step are added up anew after so many, lest errors of rounding
// grow.
constexpr int kKeptSteps = 256;

}  // namespace

template <typename Scalar>
ReadoutWeights<Scalar>::ReadoutWeights(const ReadoutShape& shape, Precision precision)
    : output(shape.hidden, shape.symbols, precision),
      output_turned(shape.symbols, shape.hidden, precision) {
  for (int l = 0; l < shape.layers; ++l) {
    layers.emplace_back(shape.units, shape.hidden, precision);
    layers_turned.emplace_back(shape.hidden, shape.units, precision);
  }
  for (int block = 0; block < shape.weight_blocks(); ++block) {
    intervals.emplace_back(shape.hidden, shape.block_weights(block), precision);
    intervals_turned.emplace_back(shape.block_weights(block), shape.hidden, precision);
  }
}

template <typename Scalar>
void ReadoutWeights<Scalar>::pack(const ReadoutParameters<const Scalar>& parameters, bool turned) {
  for (std::size_t l = 0; l < layers.size(); ++l) {
    layers[l].pack(parameters.layers[l]);
    if (turned) {
      layers_turned[l].pack_transposed(parameters.layers[l]);
    }
  }
  output.pack(parameters.output);
  if (turned) {
    output_turned.pack_transposed(parameters.output);
  }
  int first = 0;
  for (std::size_t block = 0; block < intervals.size(); ++block) {
    const int count = intervals[block].columns();
    const Matrix<const Scalar> weights = parameters.intervals.middle_columns(first, count);
    intervals[block].pack(weights);
    if (turned) {
      intervals_turned[block].pack_transposed(weights);
    }
    first += count;
  }
}

template <typename Scalar>
Readout<Scalar>::Readout(const ReadoutShape& shape, int blocks, int rows, Precision precision,
                         bool learns)
    : shape_(shape),
      precision_(precision),
      rows_(rows),
      hidden_(blocks * rows, shape.hidden),
      logits_(blocks * rows, shape.symbols),
      d_hidden_(blocks * rows, shape.hidden),
      blocks_(as_index(blocks), {.sum = OwnedMatrix<Scalar>(1, kColumnsAtOnce)}),
      // As many as blocks of rows, or afterwards blocks of weights, can be at work.
      interval_scratch_(
          as_index(learns ? std::max(blocks, shape.weight_blocks()) : blocks),
          {.hidden = OwnedMatrix<Scalar>(shape.weights() > 0 ? rows : 0, shape.hidden),
           .weights = OwnedMatrix<Scalar>(shape.weights() > 0 ? rows : 0,
                                          std::max(kIntervals, shape.class_groups * kPitchClasses)),
           .rows = std::vector<int>(as_index(rows)),
           .left_rows = std::vector<const Scalar*>(as_index(rows))}),
      column_block_(learns && shape.context > shape.first_entry ? blocks * rows : 0,
                    kColumnsAtOnce),
      left_rows_(as_index(learns ? 1 + shape.layers : 0),
                 std::vector<const Scalar*>(as_index(rows))) {}

template <typename Scalar>
Matrix<Scalar> Readout<Scalar>::rows_of(OwnedMatrix<Scalar>& all, int block) {
  return all.view().middle_rows(block * rows_, blocks_[as_index(block)].count);
}

template <typename Scalar>
Matrix<const Scalar> Readout<Scalar>::logits(int block) const {
  return logits_.view().middle_rows(block * rows_, blocks_[as_index(block)].count);
}

template <typename Scalar>
auto Readout<Scalar>::anchors(int block, int weights) const -> std::span<const Anchor> {
  const Block& of = blocks_[as_index(block)];
  const int begin = weights == 0 ? 0 : of.ends[as_index(weights - 1)];
  return std::span(of.anchors)
      .subspan(as_index(begin), as_index(of.ends[as_index(weights)] - begin));
}

// Sorted by counting: first how many anchors each block of weights has, then where each belongs.
template <typename Scalar>
void Readout<Scalar>::find_anchors(int block, const ReadoutInput<Scalar>& input) {
  Block& of = blocks_[as_index(block)];
  const int pitches = shape_.symbols - 1;
  const int classes_begin = shape_.groups * pitches;
  const int classes_end = classes_begin + shape_.class_groups * kPitchClasses;
  const auto for_each = [&](const auto& body) {
    for (int row = 0; row < of.count; ++row) {
      for (const int entry : input.context.of(input.entry(row))) {
        if (entry < classes_end) {
          body(entry < classes_begin ? entry / pitches : shape_.groups,
               Anchor{row, entry < classes_begin ? entry % pitches : entry - classes_begin});
        }
      }
    }
  };
  of.ends.assign(as_index(shape_.weight_blocks()), 0);
  std::size_t total = 0;
  for_each([&](int weights, const Anchor&) {
    ++of.ends[as_index(weights)];
    ++total;
  });
  std::exclusive_scan(of.ends.begin(), of.ends.end(), of.ends.begin(), 0);
  if (of.anchors.size() < total) {
    of.anchors.resize(total);
  }
  for_each([&](int weights, const Anchor& anchor) {
    of.anchors[as_index(of.ends[as_index(weights)]++)] = anchor;
  });
}

template <typename Scalar>
template <typename Body>
void Readout<Scalar>::for_each_run(int weights, int entry, const Body& body) const {
  const int pitches = shape_.symbols - 1;
  if (weights < shape_.groups) {
    const int lowest = std::max(0, entry - kWidestInterval);
    const int highest = std::min(pitches - 1, entry + kWidestInterval);
    body(lowest, lowest - entry + kWidestInterval, highest - lowest + 1);
    return;
  }
  // A class: its twelve intervals again and again, the first time from the lowest pitch's on.
  const int first = entry / kPitchClasses * kPitchClasses;
  int interval = (shape_.lowest_class - entry % kPitchClasses + kPitchClasses) % kPitchClasses;
  for (int pitch = 0; pitch < pitches; interval = 0) {
    const int count = std::min(kPitchClasses - interval, pitches - pitch);
    body(pitch, first + interval, count);
    pitch += count;
  }
}

template <typename Scalar>
void Readout<Scalar>::sum_hidden(int block, const ReadoutParameters<const Scalar>& parameters,
                                 const ReadoutInput<Scalar>& input) {
  const Matrix<Scalar> hidden = rows_of(hidden_, block);
  Scalar* const sum = blocks_[as_index(block)].sum.row(0);
  for_each_column_block(hidden.cols, [&](int column, int count) {
    for (int i = 0; i < hidden.rows; ++i) {
      const std::size_t entry = input.entry(i);
      RowAdder<Scalar> adder(parameters.hidden_bias.data + column, count, hidden.row(i) + column);
      for (std::size_t f = 0; f < parameters.given.size(); ++f) {
        adder.add(parameters.given[f].row(feature_of(input.next[entry], as_int(f))) + column);
      }
      if (input.changes != nullptr && !input.context.empty()) {
        sum_entries(parameters.context, shape_.first_entry, column, *input.changes, entry,
                    i % kKeptSteps != 0, input.context, count, sum);
        adder.add(sum);
      } else {
        for (const int named : input.context.of(entry)) {
          if (named >= shape_.first_entry) {
            adder.add(parameters.context.row(named - shape_.first_entry) + column);
          }
        }
      }
      adder.finish();
    }
  });
}

template <typename Scalar>
void Readout<Scalar>::forward(int block, const ReadoutParameters<const Scalar>& parameters,
                              const ReadoutWeights<Scalar>& weights,
                              const ReadoutInput<Scalar>& input) {
  blocks_[as_index(block)].count = input.layers.front().rows;
  const Matrix<Scalar> hidden = rows_of(hidden_, block);
  sum_hidden(block, parameters, input);
  for (std::size_t l = 0; l < input.layers.size(); ++l) {
    multiply(input.layers[l], weights.layers[l], true, hidden, input.kept_of(l));
  }
  for (int i = 0; i < hidden.rows; ++i) {
    relu<Scalar>(hidden.cols, input.hidden.factors, hidden.row(i));
  }
  const Matrix<Scalar> logits = rows_of(logits_, block);
  fill_rows(parameters.output_bias, logits);
  multiply(Matrix<const Scalar>(hidden), weights.output, true, logits, input.hidden.kept);
  if (shape_.weights() > 0) {
    find_anchors(block, input);
    weigh_intervals(block, parameters, weights, input.hidden);
  }
}

// Only rows with an anchor in a block of weights need these weights.
template <typename Scalar>
void Readout<Scalar>::weigh_intervals(int block, const ReadoutParameters<const Scalar>& parameters,
                                      const ReadoutWeights<Scalar>& weights,
                                      const DroppedRow<Scalar>& dropped) {
  const auto memory = interval_scratch_.take();
  const Matrix<Scalar> hidden = rows_of(hidden_, block);
  const Matrix<Scalar> logits = rows_of(logits_, block);
  for (int w = 0; w < shape_.weight_blocks(); ++w) {
    const std::span<const Anchor> all = anchors(block, w);
    int count = 0;
    for (int previous = -1; const Anchor& anchor : all) {
      if (anchor.row != previous) {
        std::copy_n(hidden.row(anchor.row), hidden.cols, memory->hidden.row(count++));
        previous = anchor.row;
      }
    }
    if (count == 0) {
      continue;
    }
    const int columns = shape_.block_weights(w);
    const Matrix<Scalar> intervals =
        memory->weights.view().middle_rows(0, count).middle_columns(0, columns);
    fill_rows(parameters.intervals_bias.middle_columns(shape_.first_weight(w), columns), intervals);
    multiply(
        std::as_const(memory->hidden).view().middle_rows(0, count).middle_columns(0, hidden.cols),
        weights.intervals[as_index(w)], true, intervals, dropped.kept);
    int row = -1;
    for (int previous = -1; const Anchor& anchor : all) {
      row += anchor.row != previous ? 1 : 0;
      previous = anchor.row;
      for_each_run(w, anchor.entry, [&](int logit, int weight, int n) {
        const std::array<Scalar*, 1> out = {logits.row(anchor.row) + logit};
        add_to_rows<Scalar>(n, intervals.row(row) + weight, out);
      });
    }
  }
}

template <typename Scalar>
void Readout<Scalar>::sum_up(int block, const ReadoutInput<Scalar>& input,
                             std::span<const std::uint8_t> begins) {
  const Matrix<Scalar> logits = rows_of(logits_, block);
  for (int i = 1; i < logits.rows; ++i) {
    if (begins[input.entry(i)] == 0) {
      for (int column = 0; column < logits.cols; ++column) {
        logits.row(i)[column] += logits.row(i - 1)[column];
      }
    }
  }
}

template <typename Scalar>
void Readout<Scalar>::back_through_sums(int block, const ReadoutInput<Scalar>& input,
                                        std::span<const std::uint8_t> begins) {
  const Matrix<Scalar> d_logits = rows_of(logits_, block);
  for (int i = d_logits.rows; i-- > 1;) {
    if (begins[input.entry(i)] == 0) {
      for (int column = 0; column < d_logits.cols; ++column) {
        d_logits.row(i - 1)[column] += d_logits.row(i)[column];
      }
    }
  }
}

template <typename Scalar>
CrossEntropy Readout<Scalar>::cross_entropy(int block, const ReadoutInput<Scalar>& input,
                                            std::span<const std::uint8_t> mask, Scalar weight) {
  CrossEntropy sum;
  const Matrix<Scalar> logits = rows_of(logits_, block);
  for (int i = 0; i < logits.rows; ++i) {
    const std::size_t entry = input.entry(i);
    if (mask[entry] == 0) {
      std::fill_n(logits.row(i), logits.cols, Scalar{0});
      continue;
    }
    const RowEntropy row = softmax_cross_entropy<Scalar>(
        logits.cols, feature_of(input.next[entry], shape_.feature), weight, logits.row(i));
    sum += {.nats = row.nats, .correct = row.correct ? 1 : 0};
  }
  return sum;
}

template <typename Scalar>
Matrix<Scalar> Readout<Scalar>::interval_gradient(int block, int weights, IntervalScratch& memory) {
  std::vector<int>& rows = memory.rows;
  const Matrix<Scalar> d_logits = rows_of(logits_, block);
  const Matrix<Scalar> all = memory.weights.view().middle_columns(0, shape_.block_weights(weights));
  rows.clear();
  for (const Anchor& anchor : anchors(block, weights)) {
    if (rows.empty() || rows.back() != anchor.row) {
      std::fill_n(all.row(as_int(rows.size())), all.cols, Scalar{0});
      rows.push_back(anchor.row);
    }
    Scalar* const out = all.row(as_int(rows.size()) - 1);
    for_each_run(weights, anchor.entry, [&](int logit, int weight, int n) {
      const std::array<Scalar*, 1> to = {out + weight};
      add_to_rows<Scalar>(n, d_logits.row(anchor.row) + logit, to);
    });
  }
  return all.middle_rows(0, as_int(rows.size()));
}

template <typename Scalar>
void Readout<Scalar>::intervals_backward(int block, const ReadoutWeights<Scalar>& weights) {
  const auto memory = interval_scratch_.take();
  const Matrix<Scalar> d_hidden = rows_of(d_hidden_, block);
  for (int w = 0; w < shape_.weight_blocks(); ++w) {
    const Matrix<Scalar> d = interval_gradient(block, w, *memory);
    if (d.rows == 0) {
      continue;
    }
    const Matrix<Scalar> through =
        memory->hidden.view().middle_rows(0, d.rows).middle_columns(0, d_hidden.cols);
    multiply(Matrix<const Scalar>(d), weights.intervals_turned[as_index(w)], false, through);
    for (int i = 0; i < d.rows; ++i) {
      const std::array<Scalar*, 1> out = {d_hidden.row(memory->rows[as_index(i)])};
      add_to_rows<Scalar>(d_hidden.cols, through.row(i), out);
    }
  }
}

template <typename Scalar>
void Readout<Scalar>::backward(int block, const ReadoutWeights<Scalar>& weights,
                               const ReadoutInput<Scalar>& input,
                               std::span<const Matrix<Scalar>> d_layers,
                               std::span<const bool> fresh) {
  const Matrix<Scalar> hidden = rows_of(hidden_, block);
  const Matrix<Scalar> d_hidden = rows_of(d_hidden_, block);
  multiply(logits(block), weights.output_turned, false, d_hidden);
  if (shape_.weights() > 0) {
    intervals_backward(block, weights);
  }
  for (int i = 0; i < d_hidden.rows; ++i) {
    relu_backward<Scalar>(hidden.cols, input.hidden.factors, hidden.row(i), d_hidden.row(i));
  }
  for (std::size_t l = 0; l < input.layers.size(); ++l) {
    multiply(Matrix<const Scalar>(d_hidden), weights.layers_turned[l], !fresh[l], d_layers[l],
             input.hidden.kept);
  }
}

// Look-ups and the hidden bias; the output; each layer; each block of weights.
template <typename Scalar>
int Readout<Scalar>::gradient_parts() const {
  return 2 + shape_.layers + shape_.weight_blocks();
}

template <typename Scalar>
void Readout<Scalar>::add_gradient(int part, std::span<const ReadoutInput<Scalar>> inputs,
                                   const NoteRows& next, const EntryRuns& context, bool accumulate,
                                   const ReadoutParameters<Scalar>& gradient) {
  if (part == 0) {
    const Matrix<const Scalar> d = std::as_const(d_hidden_).view();
    for (std::size_t f = 0; f < gradient.given.size(); ++f) {
      gather_gradient(next[f], d, accumulate, gradient.given[f]);
    }
    if (gradient.context.rows > 0) {
      add_context_gradient(context, accumulate, gradient.context);
    }
    sum_all_rows(d, accumulate, gradient.hidden_bias.data);
  } else if (part == 1) {
    add_output_gradient(inputs, accumulate, gradient);
  } else if (part < 2 + shape_.layers) {
    add_layer_gradient(part - 2, inputs, accumulate, gradient.layers[as_index(part - 2)]);
  } else {
    add_interval_gradient(part - 2 - shape_.layers, inputs, accumulate, gradient);
  }
}

template <typename Scalar>
void Readout<Scalar>::add_context_gradient(const EntryRuns& context, bool accumulate,
                                           Matrix<Scalar> gradient) {
  for_each_column_block(gradient.cols, [&](int column, int count) {
    const Matrix<Scalar> sums = column_block_.view().middle_columns(0, count);
    sum_steps(
        std::as_const(d_hidden_).view().middle_columns(column, count), 1,
        [&](int row) { return row % rows_ == 0; }, sums);
    gather_runs(context, Matrix<const Scalar>(sums), accumulate,
                gradient.middle_columns(column, count), shape_.first_entry);
  });
}

template <typename Scalar>
void Readout<Scalar>::add_output_gradient(std::span<const ReadoutInput<Scalar>> inputs,
                                          bool accumulate,
                                          const ReadoutParameters<Scalar>& gradient) {
  sum_all_rows(std::as_const(logits_).view(), accumulate, gradient.output_bias.data);
  if (!accumulate) {
    clear(gradient.output);
  }
  std::vector<const Scalar*>& left_rows = left_rows_.front();
  for (int block = 0; block < as_int(std::ssize(blocks_)); ++block) {
    multiply_transposed(pointers_to_rows(Matrix<const Scalar>(rows_of(hidden_, block)), left_rows),
                        logits(block), precision_, true, gradient.output,
                        inputs[as_index(block)].hidden.kept);
  }
}

template <typename Scalar>
void Readout<Scalar>::add_layer_gradient(int layer, std::span<const ReadoutInput<Scalar>> inputs,
                                         bool accumulate, Matrix<Scalar> gradient) {
  if (!accumulate) {
    clear(gradient);
  }
  std::vector<const Scalar*>& left_rows = left_rows_[as_index(1 + layer)];
  for (int block = 0; block < as_int(std::ssize(blocks_)); ++block) {
    const ReadoutInput<Scalar>& input = inputs[as_index(block)];
    multiply_transposed(pointers_to_rows(input.layers[as_index(layer)], left_rows),
                        Matrix<const Scalar>(rows_of(d_hidden_, block)), precision_, true, gradient,
                        input.kept_of(as_index(layer)));
  }
}

template <typename Scalar>
void Readout<Scalar>::add_interval_gradient(int weights,
                                            std::span<const ReadoutInput<Scalar>> inputs,
                                            bool accumulate,
                                            const ReadoutParameters<Scalar>& gradient) {
  const int first = shape_.first_weight(weights);
  const int columns = shape_.block_weights(weights);
  const Matrix<Scalar> out = gradient.intervals.middle_columns(first, columns);
  const Matrix<Scalar> bias = gradient.intervals_bias.middle_columns(first, columns);
  if (!accumulate) {
    clear(out);
    clear(bias);
  }
  const auto memory = interval_scratch_.take();
  for (int block = 0; block < as_int(std::ssize(blocks_)); ++block) {
    const Matrix<const Scalar> d = interval_gradient(block, weights, *memory);
    if (d.rows == 0) {
      continue;
    }
    for (int i = 0; i < d.rows; ++i) {
      memory->left_rows[as_index(i)] = rows_of(hidden_, block).row(memory->rows[as_index(i)]);
    }
    sum_all_rows(d, true, bias.data);
    multiply_transposed(std::span<const Scalar* const>(memory->left_rows).first(as_index(d.rows)),
                        d, precision_, true, out, inputs[as_index(block)].hidden.kept);
  }
}

template struct ReadoutWeights<float>;
template struct ReadoutWeights<double>;
template class Readout<float>;
template class Readout<double>;

}  // namespace bachprop
