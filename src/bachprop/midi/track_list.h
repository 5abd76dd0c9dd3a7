// The chunks of a MIDI file, whatever its tracks are made into; a part of read_smf and read_notes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string_view>
#include <vector>

#include "bachprop/base/result.h"
#include "bachprop/midi/byte_cursor.h"
#include "bachprop/midi/repair_log.h"
#include "bachprop/midi/smf.h"
#include "bachprop/midi/track_reader.h"

namespace bachprop {

// How a track's events ended.
struct TrackEnding {
  std::size_t end_offset = 0;     // of the first byte that was not read
  bool is_foreign = false;        // from there on the bytes are no MIDI
  bool has_end_of_track = false;  // an end-of-track event was met
  bool cut_inside_event = false;  // the bytes ended inside an event, which was dropped
  std::int64_t note_ons = 0;
};

// A track's bytes.
struct TrackBytes {
  ByteCursor cursor;
  int number = 1;  // from 1
  ForeignBytes foreign = ForeignBytes::kStopAt;
};

// Reads a track from the cursor up to its end-of-track event, foreign bytes or the cursor's end,
// whichever comes first. Keeps the track, and logs the repairs of single events. A number that
// comes again takes the place of what was kept.
using ReadTrack = std::function<TrackEnding(const TrackBytes& track, RepairLog& log)>;

// The statements of a file beside its tracks.
struct SmfFrame {
  int format = 1;
  Division division;
  std::vector<Repair> repairs;
  std::vector<std::byte> restored;  // as in NoteReading
};

// Finds the header and the tracks and hands each track to `read_track`, in order. Errors as those
// of read_smf.
[[nodiscard]] Result<SmfFrame> read_frame(std::span<const std::byte> bytes, std::string_view name,
                                          bool strict, const ReadTrack& read_track);

}  // namespace bachprop
