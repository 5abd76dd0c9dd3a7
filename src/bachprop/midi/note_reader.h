// Reads the notes of a MIDI file, note-ons already paired with their note-offs, in one pass. It
// skips the events between them, and so is many times faster than read_smf followed by pairing.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "bachprop/base/result.h"
#include "bachprop/midi/repair_log.h"
#include "bachprop/midi/smf.h"

namespace bachprop {

// A note of one track. Small, because a file is mostly these.
struct PairedNote {
  std::uint32_t onset = 0;        // Ticks::count, below kTimeLimit
  std::uint32_t end = 0;          // Ticks::count, not before the onset
  std::uint32_t byte_offset = 0;  // where its note-on began in the file
  std::uint8_t pitch = 0;         // 0 .. 127
  std::uint8_t velocity = 0;      // 1 .. 127
  std::uint8_t channel = 0;       // 0 .. 15

  friend bool operator==(const PairedNote&, const PairedNote&) = default;
};

// From its time on, a channel sounds with this program.
struct ProgramChange {
  Ticks time;
  std::uint8_t channel = 0;  // 0 .. 15
  std::uint8_t program = 0;  // 0 .. 127

  friend bool operator==(const ProgramChange&, const ProgramChange&) = default;
};

struct MetaEvent {
  Ticks time;
  std::uint32_t byte_offset = 0;
  std::uint8_t type = 0;
  // Inside the bytes that were read or NoteReading::restored.
  std::span<const std::byte> payload;

  [[nodiscard]] std::string_view text() const {
    return {reinterpret_cast<const char*>(payload.data()), payload.size()};
  }
  [[nodiscard]] bool is(MetaType wanted) const { return type == static_cast<std::uint8_t>(wanted); }
  friend bool operator==(const MetaEvent& a, const MetaEvent& b) {
    return a.time == b.time && a.byte_offset == b.byte_offset && a.type == b.type &&
           std::ranges::equal(a.payload, b.payload);
  }
};

// For each channel and pitch the first note-on has got the first note-off. A note without one ends
// at the next such note-on or, if there is none, at the end of the track.
struct NoteTrack {
  std::vector<PairedNote> notes;        // in the order of their note-ons
  std::vector<std::uint32_t> hanging;   // indices of notes without a note-off: by channel and pitch
  std::vector<MetaEvent> metas;         // in their order, the end-of-track event not among them
  std::vector<ProgramChange> programs;  // in their order
  Ticks end;                            // not before the last event
  std::uint32_t first_event_offset = 0;  // 0 without events
  std::int64_t note_ons = 0;             // of velocity > 0, percussion included
  std::int64_t percussion_dropped = 0;
  std::int64_t stray_note_offs = 0;  // ended nothing

  friend bool operator==(const NoteTrack&, const NoteTrack&) = default;
};

struct NoteFile {
  int format = 1;  // as in SmfFile
  Division division;
  std::vector<NoteTrack> tracks;

  friend bool operator==(const NoteFile&, const NoteFile&) = default;
};

struct NoteReading {
  NoteFile file;
  std::vector<Repair> repairs;  // those of read_smf; hanging notes are listed in their tracks
  // The bytes of a file before a translation: the payloads of meta events lie in them.
  std::vector<std::byte> restored;
};

struct NoteReadOptions {
  bool strict = false;           // make the first thing that needs repair an error
  bool keep_percussion = false;  // keep the notes of channel 10
  bool byte_by_byte = false;     // without the fast path; the same result, for tests
};

// As read_smf in what is read, what is repaired and what is an error. `bytes` must outlive the
// payloads of meta events.
[[nodiscard]] Result<NoteReading> read_notes(std::span<const std::byte> bytes,
                                             std::string_view name, NoteReadOptions options = {});

}  // namespace bachprop
