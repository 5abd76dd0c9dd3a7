// Note-ons and the note-offs that end them; a part of read_score.
#pragma once

#include <cstdint>
#include <vector>

#include "bachprop/midi/repair_log.h"
#include "bachprop/midi/smf.h"

namespace bachprop {

struct PairedNote {
  Ticks onset;
  Ticks end;  // not before onset
  std::uint8_t pitch = 0;
};

struct NotePairing {
  std::vector<PairedNote> notes;  // in the order of their note-ons
  std::int64_t note_ons = 0;      // percussion included
  std::int64_t percussion_dropped = 0;
  std::int64_t hanging_closed = 0;
  std::int64_t stray_note_offs = 0;
};

// Pairs the notes of one track: for each channel and pitch the first note-on gets the first
// note-off. A note without one ends at the next such note-on or, if there is none, at the end of
// the track, and is logged. `number` counts tracks from 1, for messages.
[[nodiscard]] NotePairing pair_notes(const Track& track, int number, bool keep_percussion,
                                     RepairLog& log);

}  // namespace bachprop
