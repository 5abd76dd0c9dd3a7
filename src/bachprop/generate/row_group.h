// The pieces that one thread writes together, one row of the network's batch a piece.
#pragma once

#include <optional>
#include <vector>

#include "bachprop/base/numbers.h"
#include "bachprop/generate/piece_queue.h"
#include "bachprop/generate/piece_writer.h"
#include "bachprop/model/inference.h"

namespace bachprop {

class RowGroup {
 public:
  // All must outlive this object.
  RowGroup(const Network& network, const ComposingRun& composing, PieceQueue& queue, int rows,
           InferenceWeights weights);

  // Takes pieces from the queue until none is left.
  void run();

 private:
  // Contexts of these rows; empty lists for a network that reads none.
  struct Contexts {
    std::vector<int> ends;
    std::vector<int> entries;

    void clear() {
      ends.clear();
      entries.clear();
    }
    void end_row() { ends.push_back(as_int(entries.size())); }
    [[nodiscard]] MultiHot view() const { return {ends, entries}; }
  };

  void begin_piece(std::size_t row);
  void take_piece(std::size_t row, int number, int beginning);
  void step();
  // Makes `contexts` those of all rows, by `append`; `are_read`: whether the network reads any.
  void look(Contexts& contexts, bool are_read,
            void (PieceWriter::*append)(std::vector<int>& entries) const);
  void finish_note(std::size_t row);
  void close_gaps();

  const ComposingRun* run_;
  PieceQueue* queue_;
  Inference inference_;
  Samplers samplers_;
  // One entry a row that has a piece; empty only until close_gaps(), where none is left to begin.
  std::vector<std::optional<PieceWriter>> pieces_;
  std::vector<NoteSymbols> last_;
  std::vector<int> dt_;  // of the note that is being chosen
  std::vector<int> duration_;
  Contexts for_layers_;
  Contexts for_readouts_;
};

}  // namespace bachprop
