// Reads the events of one track; a part of read_smf.
#pragma once

#include <cstddef>

#include "bachprop/midi/byte_cursor.h"
#include "bachprop/midi/repair_log.h"
#include "bachprop/midi/smf.h"

namespace bachprop {

struct TrackReading {
  Track track;
  std::size_t end_offset = 0;     // of the first byte that was not read
  bool has_end_of_track = false;  // an end-of-track event was met
  bool cut_inside_event = false;  // the bytes ended inside an event, which was dropped
};

// Reads from `cursor` up to the end-of-track event or the cursor's end, whichever comes first, and
// logs the repairs of single events. `number` counts tracks from 1, for messages.
[[nodiscard]] TrackReading read_track(ByteCursor cursor, int number, RepairLog& log);

}  // namespace bachprop
