#include "bachprop/train/epoch_plan.h"

#include <algorithm>
#include <functional>

#include "bachprop/base/check.h"
#include "bachprop/base/numbers.h"
#include "bachprop/train/critic.h"

namespace bachprop {
namespace {

// A piece in one key.
struct Reading {
  std::size_t piece;
  int shift;
};

std::uint64_t keys_of(const EncodedPiece& piece) {
  return static_cast<std::uint64_t>(piece.highest_shift - piece.lowest_shift + 1);
}

// In their order, so many times; in every key for kAll, else in its own.
std::vector<Reading> readings_of(std::span<const EncodedPiece> pieces, Transposition transposition,
                                 int times) {
  const bool all = transposition == Transposition::kAll;
  std::vector<Reading> readings;
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    const int lowest = all ? pieces[i].lowest_shift : 0;
    const int highest = all ? pieces[i].highest_shift : 0;
    for (int shift = lowest; shift <= highest; ++shift) {
      readings.insert(readings.end(), as_index(times), {i, shift});
    }
  }
  return readings;
}

NoteSymbols moved(NoteSymbols note, int shift) {
  note.pitch += shift;
  return note;
}

ChordOrder draw_order(ChordOrders orders, Random& random) {
  const std::vector<ChordOrder> all = orders_of(orders);
  return all.size() == 1 ? all.front() : all[random.below(all.size())];
}

// Appends the contexts of a note, or of START/END, and reads it.
void read_note(const NoteSymbols& note, NoteContext& context, EntryWriter& layers,
               EntryWriter& readouts) {
  context.foresee(note.dt);
  context.append_for_layers(layers);
  context.pass(note.dt);
  if (!context.ending()) {
    context.append_for_readouts(readouts);
    context.take(note);
  }
}

}  // namespace

EpochPlan::EpochPlan(std::span<const EncodedPiece> pieces, const ContextVocabulary& vocabulary,
                     const NoteSymbols& start_end, int lanes, int most, ChordOrders orders)
    : pieces_(pieces),
      vocabulary_(&vocabulary),
      start_end_(start_end),
      lanes_(as_index(lanes), Lane(vocabulary)) {
  const std::size_t count = most > 0 ? std::min(as_index(most), pieces.size()) : pieces.size();
  for (std::size_t i = 0; i < count; ++i) {
    for (const ChordOrder order : orders_of(orders)) {
      append(i * pieces.size() / count, 0, 0, order);
    }
  }
}

EpochPlan::EpochPlan(const TrainingSet& set, const NoteSymbols& start_end, int lanes,
                     Transposition transposition, Random& random, int readings, ChordOrders orders)
    : pieces_(set.training),
      variants_(set.rhythm_variants),
      vocabulary_(&set.vocabulary),
      start_end_(start_end),
      lanes_(as_index(lanes), Lane(set.vocabulary)) {
  std::vector<Reading> order = readings_of(pieces_, transposition, readings);
  random.shuffle(std::span(order));
  // Long pieces are laid first, so that the lanes end nearly together; then each lane is shuffled.
  std::ranges::stable_sort(order, std::greater{},
                           [&](const Reading& r) { return pieces_[r.piece].notes.size(); });
  for (Reading& reading : order) {
    const EncodedPiece& piece = pieces_[reading.piece];
    if (transposition == Transposition::kRandom) {
      reading.shift = piece.lowest_shift + as_int(random.below(keys_of(piece)));
    }
    const std::size_t variant =
        variants_.empty() ? 0 : random.below(variants_[reading.piece].size());
    append(reading.piece, reading.shift, variant, draw_order(orders, random));
  }
  for (Lane& lane : lanes_) {
    random.shuffle(std::span(lane.segments));
    std::int64_t step = 0;
    for (Segment& segment : lane.segments) {
      segment.first_step = step;
      step += pieces_[segment.piece].steps();
    }
  }
}

// The lane that ends first takes the next piece.
void EpochPlan::append(std::size_t piece, int shift, std::size_t variant, ChordOrder order) {
  Lane& lane = *std::ranges::min_element(lanes_, {}, &Lane::steps);
  lane.segments.push_back({piece, shift, variant, order, lane.steps});
  lane.steps += pieces_[piece].steps();
}

const EncodedPiece& EpochPlan::piece_of(const Segment& segment) const {
  return variants_.empty() ? pieces_[segment.piece] : variants_[segment.piece][segment.variant];
}

std::int64_t EpochPlan::steps() const {
  return std::ranges::max_element(lanes_, {}, &Lane::steps)->steps;
}

std::int64_t EpochPlan::notes() const {
  std::int64_t notes = 0;
  for (const Lane& lane : lanes_) {
    notes += lane.steps - std::ssize(lane.segments);
  }
  return notes;
}

int EpochPlan::truncations(int length) const { return as_int((steps() + length - 1) / length); }

void EpochPlan::fill(std::int64_t first_step, int steps, int first_lane, int rows,
                     Truncation& truncation) {
  check(truncation.inputs.size() == as_index(steps) * as_index(rows),
        "the truncation has the size that is filled");
  std::ranges::fill(truncation.inputs, start_end_);
  std::ranges::fill(truncation.targets, start_end_);
  std::ranges::fill(truncation.begins, std::uint8_t{0});
  std::ranges::fill(truncation.mask, std::uint8_t{0});
  for (int row = 0; row < rows; ++row) {
    fill_lane(lanes_[as_index(first_lane + row)], first_step, steps, row, rows, truncation);
  }
  if (vocabulary_->kind() != ContextKind::kNone) {
    fill_contexts(first_step, steps, first_lane, rows, truncation);
  }
  if (tells_origins_) {
    fill_origins(first_step, steps, first_lane, rows, truncation);
  }
}

// In place of the targets that the contexts have read.
void EpochPlan::fill_origins(std::int64_t first_step, int steps, int first_lane, int rows,
                             Truncation& truncation) const {
  for (int row = 0; row < rows; ++row) {
    const Lane& lane = lanes_[as_index(first_lane + row)];
    for (int step = 0; step < steps; ++step) {
      const auto entry = as_index(step * rows + row);
      if (truncation.mask[entry] != 0) {
        const Segment& segment = segment_at(lane, first_step + step);
        truncation.targets[entry] = {piece_of(segment).is_own ? 0 : 1, 0, 0};
        if ((first_step + step) % kCriticWindow == 0) {
          truncation.begins[entry] = 1;
        }
      }
    }
  }
}

// The segment that a step of the lane falls into.
const EpochPlan::Segment& EpochPlan::segment_at(const Lane& lane, std::int64_t step) {
  return *std::prev(std::ranges::upper_bound(lane.segments, step, {}, &Segment::first_step));
}

void EpochPlan::begin_piece(const Segment& segment, NoteContext& context) const {
  const EncodedPiece& piece = piece_of(segment);
  context.begin(piece.metre, segment.shift, segment.order, piece.turns.get());
}

// Brings the context of a lane to what is written before a step.
void EpochPlan::read_until(std::int64_t step, Lane& lane) const {
  if (lane.next_step == step || step >= lane.steps) {
    return;
  }
  const Segment& segment = segment_at(lane, step);
  begin_piece(segment, lane.context);
  const std::span notes = notes_of(segment);
  for (const NoteSymbols& note : notes.first(as_index(step - segment.first_step))) {
    lane.context.foresee(note.dt);
    lane.context.pass(note.dt);
    lane.context.take(moved(note, segment.shift));
  }
}

// Behind what fill_lane() has done for the same lanes.
void EpochPlan::fill_contexts(std::int64_t first_step, int steps, int first_lane, int rows,
                              Truncation& truncation) {
  const std::span<Lane> lanes = std::span(lanes_).subspan(as_index(first_lane), as_index(rows));
  for (Lane& lane : lanes) {
    read_until(first_step, lane);
    lane.next_step = first_step + steps;
  }
  const bool for_readouts = vocabulary_->readouts().size() > 0;
  truncation.context_ends.resize(truncation.inputs.size());
  truncation.next_ends.resize(for_readouts ? truncation.inputs.size() : 0);
  EntryWriter layers(truncation.context, 0);
  EntryWriter readouts(truncation.next, 0);
  std::size_t entry = 0;
  for (std::int64_t step = first_step; step < first_step + steps; ++step) {
    for (Lane& lane : lanes) {
      if (truncation.begins[entry] != 0) {
        begin_piece(segment_at(lane, step), lane.context);
      }
      if (truncation.mask[entry] != 0) {
        read_note(truncation.targets[entry], lane.context, layers, readouts);
      }
      truncation.context_ends[entry] = as_int(layers.written());
      if (for_readouts) {
        truncation.next_ends[entry] = as_int(readouts.written());
      }
      ++entry;
    }
  }
}

void EpochPlan::fill_lane(const Lane& lane, std::int64_t first_step, int steps, int row, int rows,
                          Truncation& truncation) const {
  const auto after = std::ranges::upper_bound(lane.segments, first_step, {}, &Segment::first_step);
  for (auto segment = after == lane.segments.begin() ? after : std::prev(after);
       segment != lane.segments.end() && segment->first_step < first_step + steps; ++segment) {
    const EncodedPiece& piece = piece_of(*segment);
    const std::span notes = notes_of(*segment);
    const auto note = [&](std::int64_t index) {
      return index < 0 || index >= std::ssize(notes)
                 ? start_end_
                 : moved(notes[as_index(index)], segment->shift);
    };
    const std::int64_t begin = std::max(first_step, segment->first_step);
    const std::int64_t end = std::min(first_step + steps, segment->first_step + piece.steps());
    for (std::int64_t step = begin; step < end; ++step) {
      const std::int64_t index = step - segment->first_step;
      const auto entry = as_index((step - first_step) * rows + row);
      truncation.inputs[entry] = note(index - 1);
      truncation.targets[entry] = note(index);
      truncation.begins[entry] = index == 0 ? 1 : 0;
      truncation.mask[entry] = 1;
    }
  }
}

}  // namespace bachprop
