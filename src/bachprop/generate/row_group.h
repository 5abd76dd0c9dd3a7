// The pieces that one thread writes together, one row of the network's batch a particle.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "bachprop/base/numbers.h"
#include "bachprop/generate/piece_queue.h"
#include "bachprop/generate/piece_writer.h"
#include "bachprop/model/inference.h"

namespace bachprop {

// The particles of a piece stand in rows that follow one another. Each is a piece that is being
// written, until one of them has survived. At every few quarters they wait for each other; those
// that the critic finds likelier human than before go on, some of them several times, in the
// places of others.
//
// A piece of a network that writes in several orders has a state for each. The rows of the network
// that advance together are others: states come and go.
class RowGroup {
 public:
  // All must outlive this object. Of the critic, where there is one, `critic` are the weights.
  RowGroup(const Network& network, const ComposingRun& composing, PieceQueue& queue, int pieces,
           InferenceWeights weights, InferenceWeights critic);

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

  // A reader of a particle, which advances in the row of its number.
  struct Seat {
    std::size_t piece = 0;  // row of the particle
    std::size_t reader = 0;
  };

  // The particles of a piece.
  struct Group {
    std::int64_t barrier = 0;           // until here they write before they are compared
    int round = 0;                      // of comparing
    int heard = 0;                      // notes of the first particle in the critic's window
    std::vector<double> log_odds = {};  // that each is human, when it was last compared
  };

  [[nodiscard]] std::size_t first_row(std::size_t group) const { return group * particles_; }
  void begin_piece(std::size_t group);
  void take_piece(std::size_t group, int number, int beginning);
  // Of one reader a piece the states stay in the rows that advance.
  [[nodiscard]] bool states_stay() const { return readers_ == 1 && particles_ == 1; }
  // The row that keeps the state of a reader.
  [[nodiscard]] int home(const Seat& seat) const;
  [[nodiscard]] int critic_home(std::size_t row) const { return as_int(most_rows_ + row); }
  void step();
  // Lets those advance who have notes to read.
  void catch_up();
  // The first rows advance for the readers of seats_.
  void advance();
  void write_notes();
  void finish_note(std::size_t row);
  // Hands in a piece that is done, and begins the next in its place, or it anew.
  void look_after(std::size_t group);
  // It has ended, cannot end any more, or is where the others are waited for.
  [[nodiscard]] bool waits(std::size_t row) const;
  void compare_particles();
  void listen(std::span<const std::size_t> groups);
  [[nodiscard]] std::vector<double> weights_of(std::size_t group) const;
  void resample(std::size_t group);
  void finish_or_go_on(std::size_t group);
  void fail(const PieceWriter& piece);
  void take_place(std::size_t from, std::size_t to);
  void close_gaps();

  const ComposingRun* run_;
  PieceQueue* queue_;
  Inference inference_;
  Samplers samplers_;
  std::size_t particles_;  // of a piece
  // One entry a row; empty only until close_gaps(), where no piece is left to begin.
  std::vector<std::optional<PieceWriter>> pieces_;
  std::vector<Group> groups_;
  std::size_t most_rows_;
  // Of the critic; states stay as in inference_.
  std::optional<Inference> critic_;
  std::size_t readers_;  // of each particle
  std::vector<Seat> seats_;
  std::vector<NoteSymbols> last_;
  std::vector<int> dt_;  // of the note that is being chosen
  std::vector<int> duration_;
  Contexts for_layers_;
  Contexts for_readouts_;
};

}  // namespace bachprop
