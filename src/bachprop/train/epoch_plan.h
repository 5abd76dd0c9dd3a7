// Which piece stands in which row of the batch, and when.
//
// The rows of a batch are lanes. When a piece ends, the next one begins in the same lane at the
// next step, with state zero. So pieces of unequal length leave padding only at the end of an
// epoch.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "bachprop/base/random.h"
#include "bachprop/context/note_context.h"
#include "bachprop/model/unrolled_network.h"
#include "bachprop/train/train_options.h"
#include "bachprop/train/training_set.h"

namespace bachprop {

class EpochPlan {
 public:
  // All pieces once, in their order, as they are; or `most` of them, spread evenly, if that is
  // above 0 and less; once more in each of several orders. `pieces` and `vocabulary`, of their
  // contexts, must outlive the plan.
  EpochPlan(std::span<const EncodedPiece> pieces, const ContextVocabulary& vocabulary,
            const NoteSymbols& start_end, int lanes, int most = 0,
            ChordOrders orders = ChordOrders::kUp);
  // The training pieces in random order, transposed as stated. Where the set has rhythm variants,
  // each reading of a piece is of one of them, drawn at random. All of it `readings` times. `set`
  // must outlive the plan.
  EpochPlan(const TrainingSet& set, const NoteSymbols& start_end, int lanes,
            Transposition transposition, Random& random, int readings = 1,
            ChordOrders orders = ChordOrders::kUp);

  // From now on no notes are to be foretold, but at each of them whether the piece is human or a
  // network's own: as dT, symbol 1 or 0. State zero comes every kCriticWindow steps
  // of a lane.
  void tell_origins() { tells_origins_ = true; }

  // Steps until the longest lane ends.
  [[nodiscard]] std::int64_t steps() const;
  // Of all lanes, START/END not counted.
  [[nodiscard]] std::int64_t notes() const;
  // Truncations of `length` steps until then.
  [[nodiscard]] int truncations(int length) const;

  // Steps first_step .. first_step + steps - 1 of lanes first_lane .. first_lane + rows - 1.
  // `truncation` has steps * rows entries. The contexts go on from the steps that were filled
  // before; what comes out is the same after any others. Several threads may fill at once if each
  // has lanes of its own.
  void fill(std::int64_t first_step, int steps, int first_lane, int rows, Truncation& truncation);

 private:
  struct Segment {
    std::size_t piece;
    int shift;
    std::size_t variant;  // 0 where there are none
    ChordOrder order;
    std::int64_t first_step;  // in its lane
  };
  struct Lane {
    explicit Lane(const ContextVocabulary& vocabulary) : context(vocabulary) {}

    std::vector<Segment> segments;
    std::int64_t steps = 0;
    // What is written before a step, in the segment that it falls into.
    NoteContext context;
    std::int64_t next_step = 0;
  };

  void append(std::size_t piece, int shift, std::size_t variant, ChordOrder order);

  [[nodiscard]] const EncodedPiece& piece_of(const Segment& segment) const;
  [[nodiscard]] std::span<const NoteSymbols> notes_of(const Segment& segment) const {
    return piece_of(segment).written(segment.order);
  }
  void fill_lane(const Lane& lane, std::int64_t first_step, int steps, int row, int rows,
                 Truncation& truncation) const;
  [[nodiscard]] static const Segment& segment_at(const Lane& lane, std::int64_t step);
  void begin_piece(const Segment& segment, NoteContext& context) const;
  void read_until(std::int64_t step, Lane& lane) const;
  void fill_origins(std::int64_t first_step, int steps, int first_lane, int rows,
                    Truncation& truncation) const;
  void fill_contexts(std::int64_t first_step, int steps, int first_lane, int rows,
                     Truncation& truncation);

  std::span<const EncodedPiece> pieces_;
  // The variants of each piece, as many notes each; empty: none.
  std::span<const std::vector<EncodedPiece>> variants_;
  const ContextVocabulary* vocabulary_;
  NoteSymbols start_end_;
  bool tells_origins_ = false;
  std::vector<Lane> lanes_;
};

}  // namespace bachprop
