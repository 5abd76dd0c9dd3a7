#include "bachprop/train/epoch_plan.h"

#include <algorithm>
#include <functional>

#include "bachprop/base/check.h"
#include "bachprop/base/numbers.h"

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

// Appends what is listed, moved by `shift` semitones, and ends the row.
void append_row(std::span<const std::uint16_t> listed, const ContextEntries& vocabulary, int shift,
                std::vector<int>& entries, std::vector<int>& ends) {
  for (const int entry : listed) {
    if (const auto moved = vocabulary.shifted(entry, shift)) {
      entries.push_back(*moved);
    }
  }
  ends.push_back(as_int(entries.size()));
}

}  // namespace

EpochPlan::EpochPlan(std::span<const EncodedPiece> pieces, const ContextVocabulary& vocabulary,
                     const NoteSymbols& start_end, int lanes, int most)
    : pieces_(pieces), vocabulary_(&vocabulary), start_end_(start_end), lanes_(as_index(lanes)) {
  const std::size_t count = most > 0 ? std::min(as_index(most), pieces.size()) : pieces.size();
  for (std::size_t i = 0; i < count; ++i) {
    append(i * pieces.size() / count, 0);
  }
}

EpochPlan::EpochPlan(const TrainingSet& set, const NoteSymbols& start_end, int lanes,
                     Transposition transposition, Random& random, int readings)
    : pieces_(set.training),
      variants_(set.rhythm_variants),
      vocabulary_(&set.vocabulary),
      start_end_(start_end),
      lanes_(as_index(lanes)) {
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
    append(reading.piece, reading.shift,
           variants_.empty() ? 0 : random.below(variants_[reading.piece].size()));
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
void EpochPlan::append(std::size_t piece, int shift, std::size_t variant) {
  Lane& lane = *std::ranges::min_element(lanes_, {}, &Lane::steps);
  lane.segments.push_back({piece, shift, variant, lane.steps});
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
                     Truncation& truncation) const {
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
    fill_contexts(first_step, first_lane, rows, truncation);
  }
}

// The segment that a step falls into; none behind the last.
const EpochPlan::Segment* EpochPlan::segment_at(const Lane& lane, std::int64_t step) {
  const auto after = std::ranges::upper_bound(lane.segments, step, {}, &Segment::first_step);
  return step >= lane.steps || after == lane.segments.begin() ? nullptr : &*(after - 1);
}

void EpochPlan::fill_contexts(std::int64_t first_step, int first_lane, int rows,
                              Truncation& truncation) const {
  const bool for_readouts = vocabulary_->readouts().size() > 0;
  for (std::vector<int>* list :
       {&truncation.context_ends, &truncation.context, &truncation.next_ends, &truncation.next}) {
    list->clear();
  }
  for (std::size_t i = 0; i < truncation.inputs.size(); ++i) {
    const auto row = i % as_index(rows);
    const std::int64_t step = first_step + static_cast<std::int64_t>(i) / rows;
    const Segment* segment = segment_at(lanes_[as_index(first_lane) + row], step);
    std::span<const std::uint16_t> layers;
    std::span<const std::uint16_t> readouts;
    if (segment != nullptr) {
      const PieceContext& context = piece_of(*segment).context;
      const auto index = as_index(step - segment->first_step);
      layers = context.layers(index);
      readouts = context.readouts(index);
    }
    const int shift = segment == nullptr ? 0 : segment->shift;
    append_row(layers, vocabulary_->layers(), shift, truncation.context, truncation.context_ends);
    if (for_readouts) {
      append_row(readouts, vocabulary_->readouts(), shift, truncation.next, truncation.next_ends);
    }
  }
}

void EpochPlan::fill_lane(const Lane& lane, std::int64_t first_step, int steps, int row, int rows,
                          Truncation& truncation) const {
  const auto after = std::ranges::upper_bound(lane.segments, first_step, {}, &Segment::first_step);
  for (auto segment = after == lane.segments.begin() ? after : std::prev(after);
       segment != lane.segments.end() && segment->first_step < first_step + steps; ++segment) {
    const EncodedPiece& piece = piece_of(*segment);
    const auto note = [&](std::int64_t index) {
      if (index < 0 || index >= std::ssize(piece.notes)) {
        return start_end_;
      }
      NoteSymbols symbols = piece.notes[as_index(index)];
      symbols.pitch += segment->shift;
      return symbols;
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
