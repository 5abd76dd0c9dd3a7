// Writes Standard MIDI Files.
#pragma once

#include <cstddef>
#include <vector>

#include "bachprop/midi/smf.h"

namespace bachprop {

// The file's bytes. Events must be in order of time; at most 65535 tracks. Running status is not
// used. A wait too long for one delta time (2^28 ticks) is bridged by empty text events. Equal
// input gives equal bytes.
[[nodiscard]] std::vector<std::byte> write_smf(const SmfFile& file);

}  // namespace bachprop
