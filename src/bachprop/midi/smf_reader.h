// Reads Standard MIDI Files (.mid, .midi, .kar) and RIFF-wrapped ones (.rmi).
#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "bachprop/base/result.h"
#include "bachprop/midi/repair_log.h"
#include "bachprop/midi/smf.h"

namespace bachprop {

// The longest file that is worth looking at: no music needs as much. Larger ones are something else
// under a MIDI file's name, and offsets into a file have 32 bits (Event::byte_offset).
constexpr std::size_t kMostMidiBytes = std::size_t{1} << 28U;

struct SmfReadOptions {
  bool strict = false;        // make the first thing that needs repair an error
  bool byte_by_byte = false;  // without the fast path; the same result, for tests
};

struct SmfReading {
  SmfFile file;
  // In the order found; the twenty-first and later ones of a kind are one entry with their number.
  std::vector<Repair> repairs;
};

// Reads what can be saved and lists what was repaired or dropped; docs/formats/midi.md has the
// rules. `name` begins every error message. An error when `bytes` are no MIDI file at all, when no
// track can be found, or, if strict, at the first repair. Never reads outside `bytes`.
[[nodiscard]] Result<SmfReading> read_smf(std::span<const std::byte> bytes, std::string_view name,
                                          SmfReadOptions options = {});

}  // namespace bachprop
