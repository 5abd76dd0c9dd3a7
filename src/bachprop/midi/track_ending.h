// How the reading of a track ended; a part of read_smf and of read_notes.
#pragma once

#include <cstddef>
#include <cstdint>

namespace bachprop {

// How a track's events ended.
struct TrackEnding {
  std::size_t end_offset = 0;     // of the first byte that was not read
  bool is_foreign = false;        // from there on the bytes are no MIDI
  bool has_end_of_track = false;  // an end-of-track event was met
  bool cut_inside_event = false;  // the bytes ended inside an event, which was dropped
  std::int64_t note_ons = 0;
};

}  // namespace bachprop
