#include "bachprop/performance/least_work.h"

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

#include "bachprop/base/numbers.h"
#include "bachprop/context/note_context.h"

namespace bachprop {
namespace {

constexpr double kFloat = 4;  // bytes

// What every layer reads of its own output, if it is recurrent, and all but the first of the layer
// below: of a GRU for three gates each.
double recurrent_weights(const NetworkShape& shape) {
  const double hidden = shape.hidden;
  return hidden * hidden * sizes_of(shape.cell).recurrent * shape.layers;
}

double below_weights(const NetworkShape& shape) {
  const double hidden = shape.hidden;
  return hidden * hidden * sizes_of(shape.cell).input * (shape.layers - 1);
}

std::array<ReadoutShape, kFeatures> readouts_of(const NetworkShape& shape) {
  return {readout_shape(shape, 0), readout_shape(shape, 1), readout_shape(shape, 2)};
}

double all_interval_weights(const NetworkShape& shape) {
  return readout_shape(shape, kFeatures - 1).weights();
}

// The parameters that products read.
double product_weights(const NetworkShape& shape) {
  return forward_multiply_adds(shape, all_interval_weights(shape));
}

double all_parameters(const NetworkShape& shape) {
  const ParameterLayout layout(shape);
  double sum = 0;
  for (const ParameterBlock& block : layout.blocks()) {
    sum += as_double(block.rows) * block.cols;
  }
  return sum;
}

// Elements of the rows of tables, a note.
double row_elements(const NetworkShape& shape, const ContextUse& use) {
  double sum = use.layer_rows * shape.hidden * sizes_of(shape.cell).input;
  for (const ReadoutShape& readout : readouts_of(shape)) {
    sum += use.readout_rows[as_index(readout.feature)] * readout.hidden;
  }
  return sum;
}

// A set of numbers below a bound that is emptied often.
class Marks {
 public:
  explicit Marks(int bound) : marked_(as_index(bound)) {}
  void add(int number) {
    if (!marked_[as_index(number)]) {
      marked_[as_index(number)] = true;
      numbers_.push_back(number);
    }
  }
  [[nodiscard]] const std::vector<int>& numbers() const { return numbers_; }
  void clear() {
    for (const int number : numbers_) {
      marked_[as_index(number)] = false;
    }
    numbers_.clear();
  }

 private:
  std::vector<bool> marked_;
  std::vector<int> numbers_;
};

// Marks the weights that the anchors among the entries ask for: docs/maths/readout.md.
void mark_intervals(const ReadoutShape& readout, std::span<const int> entries, Marks& weights) {
  const int pitches = readout.symbols - 1;
  const int classes_begin = readout.groups * pitches;
  for (const int entry : entries) {
    if (entry < classes_begin) {
      const int anchor = entry % pitches;
      for (int pitch = std::max(0, anchor - kWidestInterval);
           pitch < std::min(pitches, anchor + kWidestInterval + 1); ++pitch) {
        weights.add(entry / pitches * kIntervals + pitch - anchor + kWidestInterval);
      }
    } else if (entry < classes_begin + readout.class_groups * kPitchClasses) {
      const int first =
          readout.groups * kIntervals + (entry - classes_begin) / kPitchClasses * kPitchClasses;
      for (int interval = 0; interval < kPitchClasses; ++interval) {
        weights.add(first + interval);
      }
    }
  }
}

// A note and the piece's context before it.
struct SeenNote {
  std::vector<int> layers;
  std::vector<int> readouts;
};

std::vector<SeenNote> seen_notes(const ContextVocabulary& vocabulary, const EncodedPiece& piece) {
  NoteContext context(vocabulary, piece.metre);
  std::vector<SeenNote> notes;
  for (const NoteSymbols& note : piece.notes) {
    SeenNote& seen = notes.emplace_back();
    context.append_for_layers(seen.layers);
    context.pass(note.dt);
    context.append_for_readouts(seen.readouts);
    context.take(note);
  }
  return notes;
}

// Pieces one after another in each row, as training lays them.
std::vector<std::vector<SeenNote>> laid(const ContextVocabulary& vocabulary,
                                        std::span<const EncodedPiece> pieces, int rows) {
  // So many say enough of a corpus, and need some 60 MB.
  constexpr std::size_t kMostNotes = 100'000;
  std::vector<std::vector<SeenNote>> lanes(as_index(rows));
  std::size_t notes = 0;
  for (const EncodedPiece& piece : pieces) {
    if (notes >= kMostNotes) {
      break;
    }
    notes += piece.notes.size();
    auto& shortest = *std::ranges::min_element(
        lanes, {}, [](const std::vector<SeenNote>& lane) { return lane.size(); });
    std::ranges::move(seen_notes(vocabulary, piece), std::back_inserter(shortest));
  }
  return lanes;
}

// Adds up the use of group after group.
class UseCounter {
 public:
  explicit UseCounter(const NetworkShape& shape)
      : readouts_(readouts_of(shape)),
        layer_rows_(shape.context),
        readout_rows_(shape.readout_context),
        intervals_(readouts_.back().weights()) {}

  void add(const SeenNote& note) {
    notes_ += 1;
    std::ranges::for_each(note.layers, [&](int entry) { layer_rows_.add(entry); });
    std::ranges::for_each(note.readouts, [&](int entry) { readout_rows_.add(entry); });
    mark_intervals(readouts_.back(), note.readouts, intervals_);
    sum_.interval_weights += as_double(intervals_.numbers().size());
    intervals_.clear();
  }
  void end_group() {
    sum_.layer_rows += as_double(layer_rows_.numbers().size());
    for (const ReadoutShape& readout : readouts_) {
      if (readout.context > 0) {
        sum_.readout_rows[as_index(readout.feature)] += as_double(std::ranges::count_if(
            readout_rows_.numbers(), [&](int entry) { return entry >= readout.first_entry; }));
      }
    }
    layer_rows_.clear();
    readout_rows_.clear();
  }
  [[nodiscard]] ContextUse mean() const {
    ContextUse mean = sum_;
    const double notes = std::max(notes_, 1.0);
    mean.interval_weights /= notes;
    mean.layer_rows /= notes;
    for (double& rows : mean.readout_rows) {
      rows /= notes;
    }
    return mean;
  }

 private:
  std::array<ReadoutShape, kFeatures> readouts_;
  Marks layer_rows_;
  Marks readout_rows_;
  Marks intervals_;
  ContextUse sum_;
  double notes_ = 0;
};

}  // namespace

ContextUse context_use(const NetworkShape& shape, const ContextVocabulary& vocabulary,
                       std::span<const EncodedPiece> pieces, const NoteGroup& group) {
  const auto lanes = laid(vocabulary, pieces, group.rows);
  std::size_t longest = 0;
  for (const auto& lane : lanes) {
    longest = std::max(longest, lane.size());
  }
  UseCounter counter(shape);
  for (std::size_t first = 0; first < longest; first += as_index(group.steps)) {
    for (const auto& lane : lanes) {
      const std::size_t end = std::min(lane.size(), first + as_index(group.steps));
      for (std::size_t step = first; step < end; ++step) {
        counter.add(lane[step]);
      }
    }
    counter.end_group();
  }
  return counter.mean();
}

double forward_multiply_adds(const NetworkShape& shape, double interval_weights, double dropout) {
  const double stays = 1 - dropout;
  double sum = recurrent_weights(shape) + stays * below_weights(shape);
  for (const ReadoutShape& readout : readouts_of(shape)) {
    // Both what a readout reads and its hidden units are dropped.
    const double hidden = stays * readout.hidden;
    sum += hidden * (stays * readout.layers * readout.units + readout.symbols);
    sum += readout.weights() > 0 ? hidden * interval_weights : 0;
  }
  return sum;
}

double forward_multiply_adds(const NetworkShape& shape) {
  return forward_multiply_adds(shape, all_interval_weights(shape));
}

double generation_operations(const NetworkShape& shape, double interval_weights) {
  return 2 * forward_multiply_adds(shape, interval_weights);
}

double generation_operations(const NetworkShape& shape) {
  return generation_operations(shape, all_interval_weights(shape));
}

double training_operations(const NetworkShape& shape, double interval_weights, double dropout) {
  return 3 * 2 * forward_multiply_adds(shape, interval_weights, dropout);
}

double training_operations(const NetworkShape& shape) {
  return training_operations(shape, all_interval_weights(shape));
}

double training_bytes_moved(const NetworkShape& shape, const ContextUse& use, double notes,
                            const Storage& storage) {
  const double weights = product_weights(shape);
  // Parameters, Adam's two moments and the average are read and written, the gradient is read.
  const double arrays = storage.keeps_average ? 4 : 3;
  const double update = kFloat * (2 * arrays * all_parameters(shape) + weights);
  // Weights are read forwards and backwards, and their gradient is written.
  const double products = weights * (2 * storage.weight_bytes + kFloat);
  // A row is read, its gradient written, and that read by the update.
  const double rows = 3 * kFloat * row_elements(shape, use);
  // The way back needs at least what the layers and the readouts' hidden units said.
  double kept = as_double(shape.layers) * shape.hidden;
  for (const ReadoutShape& readout : readouts_of(shape)) {
    kept += readout.hidden;
  }
  return (update + products) / notes + rows + 2 * kFloat * kept;
}

double generation_bytes_moved(const NetworkShape& shape, const ContextUse& use, int rows,
                              const Storage& storage) {
  const double state = as_double(shape.layers) * state_columns(shape);
  return storage.weight_bytes * product_weights(shape) / rows + kFloat * row_elements(shape, use) +
         2 * kFloat * state;
}

double training_working_set(const NetworkShape& shape, const Storage& storage) {
  return kFloat * (storage.keeps_average ? 5 : 4) * all_parameters(shape);
}

double generation_working_set(const NetworkShape& shape, const Storage& storage) {
  const double weights = product_weights(shape);
  return storage.weight_bytes * weights + kFloat * (all_parameters(shape) - weights);
}

}  // namespace bachprop
