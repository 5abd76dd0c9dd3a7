// A Standard MIDI File as plain values. Format: docs/formats/midi.md.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace bachprop {

// A time in the ticks of one file. Not comparable with Quarters: only a file's Division relates the
// two.
struct Ticks {
  std::int64_t count = 0;

  friend constexpr bool operator==(const Ticks&, const Ticks&) = default;
  friend constexpr std::strong_ordering operator<=>(const Ticks& a, const Ticks& b) {
    return a.count <=> b.count;
  }
  friend constexpr Ticks operator+(Ticks a, Ticks b) { return {a.count + b.count}; }
  friend constexpr Ticks operator-(Ticks a, Ticks b) { return {a.count - b.count}; }
};

// Every time in a file that was read lies below this: 9 hours of music at the finest division, at
// 120 quarters a minute. Events that claim to come later are moved, see read_smf.
constexpr Ticks kTimeLimit{std::int64_t{1} << 31};

enum class EventKind : std::uint8_t {
  kNoteOff,
  kNoteOn,
  kPolyphonicPressure,
  kController,
  kProgram,
  kChannelPressure,
  kPitchBend,
  kMeta,
  kSysex,              // F0: payload without the F0
  kSysexContinuation,  // F7: payload without the F7
};

// The meta events this program looks into; every other type is kept as well.
enum class MetaType : std::uint8_t {
  kText = 0x01,
  kTrackName = 0x03,
  kInstrumentName = 0x04,
  kChannelPrefix = 0x20,  // whose channel the meta events behind it concern
  kLyric = 0x05,
  kEndOfTrack = 0x2F,
  kTempo = 0x51,
  kTimeSignature = 0x58,
  kKeySignature = 0x59,
  kSequencerSpecific = 0x7F,
};

constexpr std::uint8_t kPercussionChannel = 9;  // "channel 10", counted from 1

// One event. Small and fixed in size, so that reading a note allocates nothing.
struct Event {
  Ticks time;                     // from the beginning of the track
  std::uint32_t byte_offset = 0;  // where it began in the file it was read from
  std::uint32_t payload = 0;      // meta, sysex: index into Track::payloads
  EventKind kind = EventKind::kMeta;
  std::uint8_t channel = 0;  // 0 .. 15, channel messages only
  std::uint8_t data1 = 0;    // pitch, controller, program, ... 0 .. 127; meta: the type, 0 .. 255
  std::uint8_t data2 = 0;    // velocity, value, ... 0 .. 127; 0 where the message has one data byte

  // Sounds a note: a note-on of velocity 0 is a note-off.
  [[nodiscard]] bool starts_note() const { return kind == EventKind::kNoteOn && data2 > 0; }
  [[nodiscard]] bool ends_note() const {
    return kind == EventKind::kNoteOff || (kind == EventKind::kNoteOn && data2 == 0);
  }
};

// Events in order of time. The end-of-track event is not among them: it is `end`.
struct Track {
  std::vector<Event> events;
  std::vector<std::string> payloads;  // raw bytes of meta and sysex events
  Ticks end;                          // not before the last event
};

struct TicksPerQuarter {
  int ticks = 480;  // 1 .. 32767

  friend bool operator==(const TicksPerQuarter&, const TicksPerQuarter&) = default;
};

struct SmpteDivision {
  int frames_per_second = 25;  // 24, 25, 29 or 30; 29 stands for 30000/1001
  int ticks_per_frame = 40;    // 1 .. 255

  friend bool operator==(const SmpteDivision&, const SmpteDivision&) = default;
};

using Division = std::variant<TicksPerQuarter, SmpteDivision>;

struct SmfFile {
  int format = 1;  // 0 one track, 1 tracks that sound together, 2 tracks that follow one another
  Division division;
  std::vector<Track> tracks;
};

}  // namespace bachprop
