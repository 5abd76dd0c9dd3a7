// The lines of a piece as far as it is written: which note goes on from which.
//
// Nothing but the notes tells. The first note of a chord goes on from the first that has ended
// since the onset before, the second from the second, both in the order in which chords are
// written. A note for which none is left begins a line.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "bachprop/base/note_symbols.h"
#include "bachprop/context/chord_order.h"

namespace bachprop {

// The last notes of a line.
struct LineSoFar {
  static constexpr std::size_t kNotes = 3;

  std::array<int, kNotes> pitches = {};  // symbols, the latest first
  std::size_t notes = 0;                 // so many of these there are
  int duration = 0;                      // symbol of the latest
  std::int64_t end = 0;                  // of the latest

  // Semitones from the note before the latest `back` to that one; both must be there.
  [[nodiscard]] int move(std::size_t back) const { return pitches.at(back) - pitches.at(back + 1); }
};

class LinesSoFar {
 public:
  // A piece begins; the memory of the one before serves it.
  void begin(ChordOrder order);
  // Time has gone on to this onset.
  void pass(std::int64_t now);
  // `end` of the note in the time of pass().
  void take(const NoteSymbols& note, std::int64_t end);

  // Those whose last note has ended since the onset before and that have not gone on yet, in the
  // order of writing. The next note goes on from the first.
  [[nodiscard]] std::span<const LineSoFar> waiting() const {
    return std::span(ended_).subspan(taken_);
  }
  // Those with a note that sounds.
  [[nodiscard]] std::span<const LineSoFar> sounding() const { return sounding_; }
  // Lines that come before the next note's in the order of writing.
  [[nodiscard]] std::size_t place() const;

 private:
  ChordOrder order_ = ChordOrder::kUpwards;
  std::vector<LineSoFar> sounding_;  // those that are held, then those struck at this onset
  std::size_t held_ = 0;
  std::vector<LineSoFar> ended_;
  std::size_t taken_ = 0;  // of ended_, that have gone on
};

}  // namespace bachprop
