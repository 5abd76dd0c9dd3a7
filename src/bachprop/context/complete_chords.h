// The chords of a piece as far as they are complete: how each goes on from the one before.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "bachprop/context/known_turns.h"
#include "bachprop/context/note_list.h"

namespace bachprop {

class CompleteChords {
 public:
  // A piece begins; the memory of the one before serves it.
  void begin();
  // What sounds at an onset, nothing missing; `struck` of it began there.
  void take(const NoteSpan& sounding, const NoteSpan& struck);

  // Where the last chord went on from the one before: parallels between any two of its voices.
  // Notes are taken to go on so that voices move the least, and none crosses another.
  [[nodiscard]] bool parallel_fifths() const { return fifths_; }
  [[nodiscard]] bool parallel_octaves() const { return octaves_; }

  // The turns with the last chord at their end; null where it has brought no symbol of the stream.
  // Outer lines bring none where their note goes on.
  [[nodiscard]] const TurnsSoFar* turns(TurnStream stream) const {
    const Followed& followed = streams_[static_cast<std::size_t>(stream)];
    return followed.is_new ? &followed.turns : nullptr;
  }

 private:
  struct Voice {
    int pitch = 0;  // symbol
    bool struck = false;
  };
  struct Followed {
    TurnsSoFar turns;
    bool is_new = false;
  };

  void follow();
  void find_parallels();
  void match_voices();
  // See TurnsSoFar::take.
  void bring(TurnStream stream, std::uint32_t symbol, std::uint32_t first);

  std::vector<Voice> before_;  // of the chord before, upwards
  std::vector<Voice> now_;
  std::vector<std::size_t> from_;  // for each voice now the one before that it goes on from
  std::array<Followed, kTurnStreams> streams_ = {};
  bool fifths_ = false;
  bool octaves_ = false;
};

}  // namespace bachprop
