// Reads Standard MIDI Files (.mid, .midi, .kar) and RIFF-wrapped ones (.rmi).
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "bachprop/base/result.h"
#include "bachprop/midi/smf.h"

namespace bachprop {

// Something in a file that is not as it should be, and what was done about it.
struct Repair {
  std::size_t byte_offset = 0;
  std::string message;  // "track 3 is 812 bytes long, the file ends after 640"
};

// "byte 1042: track 3 is ..."
[[nodiscard]] std::string to_string(const Repair& repair);

struct SmfReadOptions {
  bool strict = false;  // make the first thing that needs repair an error
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
