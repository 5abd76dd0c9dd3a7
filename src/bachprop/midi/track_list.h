// The chunks of a MIDI file, whatever its tracks are made into; a part of read_smf and read_notes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "bachprop/base/numbers.h"
#include "bachprop/base/result.h"
#include "bachprop/midi/byte_cursor.h"
#include "bachprop/midi/repair_log.h"
#include "bachprop/midi/smf.h"
#include "bachprop/midi/track_ending.h"
#include "bachprop/midi/track_reader.h"

namespace bachprop {

// A track's bytes.
struct TrackBytes {
  ByteCursor cursor;
  int number = 1;  // from 1
  ForeignBytes foreign = ForeignBytes::kStopAt;
};

// Keeps the track of that number, from 1, in place of what was kept of it before.
template <typename AnyTrack>
void keep_track(std::vector<AnyTrack>& tracks, int number, AnyTrack track) {
  tracks.resize(as_index(number) - 1);
  tracks.push_back(std::move(track));
}

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

// Tells the file what the frame says of it.
template <typename AnyFile>
void set_frame(AnyFile& file, const SmfFrame& frame) {
  file.format = frame.format;
  file.division = frame.division;
}

// Finds the header and the tracks and hands each track to `read_track`, in order. Errors as those
// of read_smf.
[[nodiscard]] Result<SmfFrame> read_frame(std::span<const std::byte> bytes, std::string_view name,
                                          bool strict, const ReadTrack& read_track);

}  // namespace bachprop
