// Where a track stops being MIDI; a part of read_smf and of read_notes.
#pragma once

#include <cstddef>

#include "bachprop/midi/byte_cursor.h"
#include "bachprop/midi/track_ending.h"

namespace bachprop {

// The offset at which foreign bytes begin in a track that was read up to `ending`, or body.end()
// where there are none. They begin before the first event that breaks a rule: bytes below 128, as
// of text, can be read as notes by running status. So a track is believed up to its last event that
// has a status of its own or ends a note. A long stretch of text at the end of a track without an
// end-of-track event is foreign too.
[[nodiscard]] std::size_t find_foreign_bytes(ByteCursor body, const TrackEnding& ending);

}  // namespace bachprop
