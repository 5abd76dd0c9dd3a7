// Reads the events of one track, repairs and all; a part of read_smf and of read_notes.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

#include "bachprop/midi/byte_cursor.h"
#include "bachprop/midi/repair_log.h"
#include "bachprop/midi/smf.h"

namespace bachprop {

// One channel message.
struct ChannelMessage {
  std::uint32_t time = 0;         // Ticks::count, from the beginning of the track
  std::uint32_t byte_offset = 0;  // where it began in the file
  std::uint8_t status = 0;        // 0x80 .. 0xEF
  std::uint8_t data1 = 0;         // 0 .. 127
  std::uint8_t data2 = 0;         // 0 .. 127; 0 where the message has one data byte

  [[nodiscard]] std::uint8_t channel() const { return status & 0x0FU; }
  [[nodiscard]] bool is_note() const { return (status & 0xE0U) == 0x80U; }
  [[nodiscard]] bool is_program() const { return (status & 0xF0U) == 0xC0U; }
  // Sounds a note: a note-on of velocity 0 is a note-off.
  [[nodiscard]] bool starts_note() const { return (status & 0xF0U) == 0x90U && data2 > 0; }
};

// A meta or system-exclusive event.
struct PayloadMessage {
  Ticks time;
  std::uint32_t byte_offset = 0;
  EventKind kind = EventKind::kMeta;
  std::uint8_t type = 0;               // meta only
  std::span<const std::byte> payload;  // inside the file's bytes
};

// The kind of thing that stands at a place in a track.
enum class TrackItem : std::uint8_t {
  kChannelMessage,
  kPayloadMessage,
  kNothing,     // bytes that were skipped
  kEndOfTrack,  // the event that ends a track
  kCut,         // the bytes end inside an event, which is dropped
  kForeign,     // no MIDI from the event at event_begin() on; it and what follows is not read
};

// Whether a reader stops where the bytes are no MIDI, or repairs what it can up to their end.
enum class ForeignBytes : std::uint8_t { kStopAt, kRepair };

// How much of a stretch of events cannot be MIDI.
struct Violations {
  int events = 0;      // that break a rule
  unsigned kinds = 0;  // of broken rules, a bit each
};

// Reads one event after another, logs what needs repair, and keeps the time and the running status.
class TrackReader {
 public:
  // `number` counts tracks from 1, for messages.
  TrackReader(ByteCursor cursor, int number, RepairLog& log, ForeignBytes foreign)
      : cursor_(cursor), number_(number), log_(&log), foreign_(foreign) {}

  [[nodiscard]] bool at_end() const { return cursor_.at_end(); }
  [[nodiscard]] std::size_t offset() const { return cursor_.offset(); }
  [[nodiscard]] std::size_t remaining() const { return cursor_.remaining(); }
  [[nodiscard]] Ticks time() const { return time_; }  // of the event read last
  [[nodiscard]] std::size_t event_begin() const { return event_begin_; }
  // Whether the event read last has a status byte of its own.
  [[nodiscard]] bool has_own_status() const { return has_own_status_; }
  // Whether it breaks a rule, or has a length or loudness that is rare in music.
  [[nodiscard]] bool is_doubtful() const { return is_doubtful_; }

  // Reads one event, each byte checked; not at the end. Where it breaks a rule, the events behind
  // it are looked at too: many that cannot be MIDI, close together, are foreign bytes.
  [[nodiscard]] TrackItem read();
  // The message that read() found last.
  [[nodiscard]] const ChannelMessage& channel_message() const { return message_; }
  [[nodiscard]] const PayloadMessage& payload_message() const { return payload_; }

  // A fast path. Ordinary are channel messages that stand in eight bytes of the track, wait less
  // than 2^14 ticks and need no repair. Nearly all are, and one check of the bounds is enough for
  // each of them. Hands notes' messages to `take_note` and others to `take_other`, up to the first
  // that is not ordinary or that `take_note` refuses by returning false. That one is left to
  // read().
  template <typename TakeNote, typename TakeOther>
  void read_ordinary(TakeNote&& take_note, TakeOther&& take_other);

 private:
  TrackItem read_whatever_comes();
  [[nodiscard]] bool is_foreign_from_here() const;
  bool read_delta_time();
  TrackItem read_event();
  TrackItem read_running_status_message();
  [[nodiscard]] bool has_two_data_bytes_next() const;
  TrackItem read_channel_message(std::uint8_t status);
  TrackItem read_meta();
  TrackItem read_payload(EventKind kind, std::uint8_t type);
  TrackItem skip_system_message(std::uint8_t status);
  TrackItem skip_to_status();
  std::uint8_t seven_bits(std::uint8_t byte, bool is_velocity, unsigned rule);
  void violate(unsigned rule);

  ByteCursor cursor_;
  int number_;
  RepairLog* log_;
  ForeignBytes foreign_;
  std::size_t event_begin_ = 0;
  Ticks time_;
  std::uint8_t running_status_ = 0;  // 0: none yet
  bool running_status_cancelled_ = false;
  bool has_own_status_ = false;
  bool breaks_rule_ = false;  // the event read last; is_doubtful_: it does or is rare in music
  bool is_doubtful_ = false;
  Violations violations_;
  ChannelMessage message_;
  PayloadMessage payload_;
};

namespace track_reader_internal {

// The next eight bytes as one number, the first the lowest.
inline std::uint64_t load(std::span<const std::byte> bytes, std::size_t position) {
  static_assert(std::endian::native == std::endian::little);
  std::uint64_t loaded = 0;
  std::memcpy(&loaded, bytes.data() + position, sizeof(loaded));
  return loaded;
}

// A delta time at the beginning of eight bytes, and what follows it.
struct OrdinaryDelta {
  std::uint32_t ticks = 0;
  std::uint32_t size = 0;  // in bytes
  std::uint64_t rest = 0;
};

// A branch on one byte or two, a matter of chance in most files, would often be mispredicted. So
// there is none. Longer ones are left to the plain way.
inline OrdinaryDelta ordinary_delta(std::uint64_t loaded) {
  const std::uint64_t one = loaded >> 8U;
  const std::uint64_t two = loaded >> 16U;
  const std::uint64_t has_two = loaded >> 7U & 1U;
  const std::uint64_t all_if_two = 0 - has_two;
  const auto first = static_cast<std::uint32_t>(loaded & 0x7FU);
  const auto both = (first << 7U) + static_cast<std::uint32_t>(one & 0x7FU);
  return {first ^ ((first ^ both) & static_cast<std::uint32_t>(all_if_two)),
          static_cast<std::uint32_t>(1 + has_two), one ^ ((one ^ two) & all_if_two)};
}

}  // namespace track_reader_internal

template <typename TakeNote, typename TakeOther>
void TrackReader::read_ordinary(TakeNote&& take_note, TakeOther&& take_other) {
  using namespace track_reader_internal;  // NOLINT(google-build-using-namespace)
  const std::span<const std::byte> bytes = cursor_.rest();
  const auto first_offset = static_cast<std::uint32_t>(cursor_.offset());
  auto time = static_cast<std::uint32_t>(time_.count);
  std::uint32_t running_status = running_status_cancelled_ ? 0U : running_status_;
  std::size_t position = 0;
  // Two bytes of delta time, a status and two data bytes: eight are enough.
  while (bytes.size() - position >= sizeof(std::uint64_t)) {
    const std::uint64_t loaded = load(bytes, position);
    const OrdinaryDelta delta = ordinary_delta(loaded);
    std::uint64_t message = delta.rest;
    std::uint32_t status = running_status;
    std::size_t size = delta.size + 2;
    if ((message & 0x80U) != 0) [[likely]] {
      status = message & 0xFFU;
      message >>= 8U;
      ++size;
    }
    const bool is_note = (status & 0xE0U) == 0x80U;
    if (!is_note) [[unlikely]] {
      if (status - 0x80U >= 0x70U) {
        break;  // not a channel message
      }
      if ((status & 0xE0U) == 0xC0U) {
        message &= 0xFFU;  // one data byte
        --size;
      }
    }
    const std::uint32_t later = time + delta.ticks;
    const bool delta_is_longer = (loaded & 0x8080U) == 0x8080U;
    if (delta_is_longer || (message & 0x8080U) != 0 || later >= kTimeLimit.count) [[unlikely]] {
      break;
    }
    const ChannelMessage whole{later, first_offset + static_cast<std::uint32_t>(position),
                               static_cast<std::uint8_t>(status),
                               static_cast<std::uint8_t>(message),
                               static_cast<std::uint8_t>(message >> 8U)};
    if (!is_note) [[unlikely]] {
      take_other(whole);
    } else if (!take_note(whole)) [[unlikely]] {
      break;
    }
    running_status = status;
    time = later;
    position += size;
  }
  if (position > 0) {
    cursor_.skip(position);
    time_ = {time};
    running_status_ = static_cast<std::uint8_t>(running_status);
    running_status_cancelled_ = false;
  }
}

}  // namespace bachprop
