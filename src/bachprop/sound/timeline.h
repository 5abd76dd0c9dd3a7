// A MIDI file as messages at times in seconds, in the order in which an instrument gets them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "bachprop/base/result.h"
#include "bachprop/midi/smf.h"

namespace bachprop {

struct TimedMessage {
  double seconds = 0;  // from the first tick
  // Channel messages, or kSysex. A kNoteOn always starts a note, each of which has its kNoteOff.
  EventKind kind = EventKind::kNoteOn;
  std::uint8_t channel = 0;
  std::uint8_t data1 = 0;
  std::uint8_t data2 = 0;
  std::string payload = {};  // kSysex: without F0 and F7
};

struct Timeline {
  // By time. At one time note-offs come first, then what is no note, then note-ons. So a repeated
  // note begins anew, and a program change holds for the note beside it.
  std::vector<TimedMessage> messages;
  double end_of_notes = 0;  // seconds from the first tick to the last note-off
  int notes = 0;
};

// Reads what can be saved, as read_smf does; a note without a note-off ends with its track. Tracks
// of format 2 follow one another. Tempos hold for all tracks; without one it is 120 quarters a
// minute. An error when `midi` is no MIDI file; `name` begins it.
[[nodiscard]] Result<Timeline> read_timeline(std::span<const std::byte> midi,
                                             std::string_view name);

}  // namespace bachprop
