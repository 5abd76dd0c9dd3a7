// How the network comes to know a piece that is being written, with chords in one order.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "bachprop/base/note_symbols.h"
#include "bachprop/context/note_context.h"

namespace bachprop {

// For each note: the network advances over last() with the context of its layers; then the next
// note is read, one that was written elsewhere, or the one that is being written here.
class PieceReader {
 public:
  // `start_end`: the last note before the first.
  PieceReader(const ContextVocabulary& vocabulary, const Metre& metre, ChordOrder order,
              const NoteSymbols& start_end);

  [[nodiscard]] ChordOrder order() const { return order_; }
  [[nodiscard]] const NoteSymbols& last() const { return last_; }
  // Up to last(); from pass() on also the onset of the next note.
  [[nodiscard]] const NoteContext& context() const { return context_; }

  // A complete chord that was written elsewhere, upwards, or several.
  void append(std::span<const NoteSymbols> chord, int together);
  // Whether a note waits for the network to advance.
  [[nodiscard]] bool must_advance() const { return next_ < unread_.size(); }
  // The network has advanced over last(): a note that waits is read.
  void has_advanced();
  // Whether the logits of what comes after last() are there already.
  [[nodiscard]] bool knows_next() const { return has_advanced_; }

  // The dT of a note that is written here, and all of it.
  void pass(int dt) { context_.pass(dt); }
  void take(const NoteSymbols& note);

 private:
  void read_next();

  ChordOrder order_;
  NoteContext context_;
  NoteSymbols last_;
  bool has_advanced_ = false;
  std::vector<NoteSymbols> unread_;
  std::size_t next_ = 0;  // of unread_
};

}  // namespace bachprop
