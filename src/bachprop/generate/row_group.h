// The pieces that one thread writes together, one row of the network's batch a piece.
#pragma once

#include <optional>
#include <vector>

#include "bachprop/generate/piece_queue.h"
#include "bachprop/generate/piece_writer.h"
#include "bachprop/model/inference.h"

namespace bachprop {

class RowGroup {
 public:
  // All must outlive this object.
  RowGroup(const Network& network, const ComposeContext& context, PieceQueue& queue, int rows);

  // Takes pieces from the queue until none is left.
  void run();

 private:
  void begin_piece(std::size_t row);
  void step();
  void finish_note(std::size_t row);

  const ComposeContext* context_;
  PieceQueue* queue_;
  Inference inference_;
  Samplers samplers_;
  std::vector<std::optional<PieceWriter>> pieces_;  // [rows]; empty: no piece is left for this row
  int busy_ = 0;                                    // rows with a piece
  std::vector<NoteSymbols> last_;                   // [rows]
  std::vector<int> dt_;                             // [rows], of the note that is being chosen
  std::vector<int> duration_;                       // [rows]
};

}  // namespace bachprop
