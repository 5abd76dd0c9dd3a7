// The bytes before the tracks of a MIDI file; a part of read_smf.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include "bachprop/base/result.h"
#include "bachprop/midi/byte_cursor.h"
#include "bachprop/midi/repair_log.h"
#include "bachprop/midi/smf.h"

namespace bachprop {

struct SmfHeader {
  int format = 1;
  int tracks = -1;  // as the header states; -1: not stated
  Division division;
};

// The MIDI file's bytes inside a RIFF wrapper, or all bytes where there is none.
[[nodiscard]] ByteCursor unwrap_riff(ByteCursor cursor, RepairLog& log);

// Reads the header and moves `cursor` to the byte after it. An error when there is none and no
// track either: it says what the whole `file` is instead.
[[nodiscard]] Result<SmfHeader> read_header(ByteCursor& cursor, std::span<const std::byte> file,
                                            std::string_view name, RepairLog& log);

}  // namespace bachprop
