#include "bachprop/midi/track_reader.h"

#include <string>
#include <utility>

namespace bachprop {
namespace {

constexpr std::uint8_t kMetaStatus = 0xFF;
constexpr std::uint8_t kSysexStatus = 0xF0;
constexpr std::uint8_t kSysexContinuationStatus = 0xF7;

EventKind channel_kind(std::uint8_t status) {
  switch (status >> 4U) {
    case 0x8:
      return EventKind::kNoteOff;
    case 0x9:
      return EventKind::kNoteOn;
    case 0xA:
      return EventKind::kPolyphonicPressure;
    case 0xB:
      return EventKind::kController;
    case 0xC:
      return EventKind::kProgram;
    case 0xD:
      return EventKind::kChannelPressure;
    default:
      return EventKind::kPitchBend;
  }
}

bool has_two_data_bytes(EventKind kind) {
  return kind != EventKind::kProgram && kind != EventKind::kChannelPressure;
}

// Data bytes of the system messages that belong on a cable, not in a file.
std::size_t system_data_bytes(std::uint8_t status) {
  return status == 0xF2 ? 2U : (status == 0xF1 || status == 0xF3 ? 1U : 0U);
}

class TrackReader {
 public:
  TrackReader(ByteCursor cursor, int number, RepairLog& log)
      : cursor_(cursor), number_(number), log_(log) {
    // The shortest usual note event has three bytes, most have four.
    reading_.track.events.reserve(cursor.remaining() / 4);
  }

  TrackReading read() {
    while (!cursor_.at_end() && !reading_.has_end_of_track) {
      event_begin_ = cursor_.offset();
      if (!read_delta_time() || !read_event()) {
        reading_.cut_inside_event = true;
        break;
      }
    }
    if (reading_.track.events.size() < reading_.track.events.capacity() / 2) {
      reading_.track.events.shrink_to_fit();  // the track was shorter than the bytes offered
    }
    reading_.track.end = time_;
    reading_.end_offset = cursor_.offset();
    return std::move(reading_);
  }

 private:
  // Each returns false when the bytes end inside the event.
  bool read_delta_time();
  bool read_event();
  bool read_running_status_event();
  bool read_channel_event(std::uint8_t status);
  bool read_meta();
  bool read_sysex(EventKind kind);
  bool read_payload(Event event);
  bool skip_system_message(std::uint8_t status);
  bool skip_to_status();

  std::uint8_t seven_bits(std::uint8_t byte, bool is_velocity);
  Event new_event(EventKind kind) const {
    return {time_, static_cast<std::uint32_t>(event_begin_), 0, kind, 0, 0, 0};
  }

  ByteCursor cursor_;
  int number_;
  RepairLog& log_;
  TrackReading reading_;
  std::size_t event_begin_ = 0;
  Ticks time_;
  std::uint8_t running_status_ = 0;  // 0: none yet
  bool running_status_cancelled_ = false;
};

bool TrackReader::read_delta_time() {
  const auto delta = cursor_.variable_length();
  if (!delta) {
    return false;
  }
  if (delta->too_long) {
    log_.add(RepairKind::kDeltaTime, event_begin_,
             "track {}: a delta time of more than 4 bytes; taken as 0", number_);
    return true;
  }
  const Ticks later = time_ + Ticks{delta->value};
  if (later >= kTimeLimit) {
    log_.add(RepairKind::kDeltaTime, event_begin_,
             "track {}: a delta time of {} ticks leads beyond tick {}; taken as 0", number_,
             delta->value, kTimeLimit.count);
    return true;
  }
  time_ = later;
  return true;
}

bool TrackReader::read_event() {
  const auto status = cursor_.peek();
  if (!status) {
    return false;
  }
  if (*status < 0x80U) {
    return read_running_status_event();
  }
  cursor_.skip(1);
  if (*status < kSysexStatus) {
    running_status_ = *status;
    running_status_cancelled_ = false;
    return read_channel_event(*status);
  }
  running_status_cancelled_ = true;
  switch (*status) {
    case kMetaStatus:
      return read_meta();
    case kSysexStatus:
      return read_sysex(EventKind::kSysex);
    case kSysexContinuationStatus:
      return read_sysex(EventKind::kSysexContinuation);
    default:
      return skip_system_message(*status);
  }
}

bool TrackReader::read_running_status_event() {
  if (running_status_ == 0) {
    return skip_to_status();
  }
  if (running_status_cancelled_) {
    log_.add(RepairKind::kRunningStatus, event_begin_,
             "track {}: running status after a meta or system-exclusive event; the last status "
             "{:#04x} goes on",
             number_, running_status_);
    running_status_cancelled_ = false;
  }
  return read_channel_event(running_status_);
}

// Without a status there is no telling what the bytes mean, nor where the next delta time begins.
bool TrackReader::skip_to_status() {
  const std::size_t begin = cursor_.offset();
  while (cursor_.peek().value_or(kMetaStatus) < 0x80U) {
    cursor_.skip(1);
  }
  log_.add(RepairKind::kRunningStatus, event_begin_,
           "track {}: running status without a status before it; skipped {} bytes", number_,
           cursor_.offset() - begin);
  return cursor_.at_end() || read_event();
}

bool TrackReader::read_channel_event(std::uint8_t status) {
  Event event = new_event(channel_kind(status));
  event.channel = status & 0x0FU;
  const auto data1 = cursor_.next();
  if (!data1) {
    return false;
  }
  event.data1 = seven_bits(*data1, false);
  if (has_two_data_bytes(event.kind)) {
    const auto data2 = cursor_.next();
    if (!data2) {
      return false;
    }
    event.data2 = seven_bits(*data2, event.kind == EventKind::kNoteOn);
  }
  reading_.track.events.push_back(event);
  return true;
}

std::uint8_t TrackReader::seven_bits(std::uint8_t byte, bool is_velocity) {
  if (byte < 0x80U) [[likely]] {
    return byte;
  }
  // A velocity of 128 is meant loud: without its top bit it would end the note.
  const auto repaired = static_cast<std::uint8_t>(is_velocity ? 127U : byte & 0x7FU);
  log_.add(RepairKind::kDataByte, cursor_.offset() - 1,
           "track {}: data byte {} is over 127; taken as {}", number_, byte, repaired);
  return repaired;
}

bool TrackReader::read_meta() {
  Event event = new_event(EventKind::kMeta);
  const auto type = cursor_.next();
  if (!type) {
    return false;
  }
  event.data1 = *type;
  return read_payload(event);
}

bool TrackReader::read_sysex(EventKind kind) { return read_payload(new_event(kind)); }

bool TrackReader::read_payload(Event event) {
  const auto length = cursor_.variable_length();
  if (!length) {
    return false;
  }
  if (length->too_long || length->value > cursor_.remaining()) {
    log_.add(RepairKind::kPayload, event_begin_,
             "track {}: an event claims {} bytes, {} are left in the track; dropped", number_,
             length->too_long ? "more than 2^28" : std::to_string(length->value),
             cursor_.remaining());
    return false;
  }
  const auto payload = cursor_.take(length->value);
  if (event.is_meta(MetaType::kEndOfTrack)) {
    reading_.has_end_of_track = true;
    return true;
  }
  event.payload = static_cast<std::uint32_t>(reading_.track.payloads.size());
  reading_.track.payloads.emplace_back(reinterpret_cast<const char*>(payload.data()),
                                       payload.size());
  reading_.track.events.push_back(event);
  return true;
}

bool TrackReader::skip_system_message(std::uint8_t status) {
  log_.add(RepairKind::kSystemMessage, event_begin_,
           "track {}: system message {:#04x} does not belong in a file; dropped", number_, status);
  const std::size_t data_bytes = system_data_bytes(status);
  const bool complete = cursor_.remaining() >= data_bytes;
  cursor_.skip(data_bytes);
  return complete;
}

}  // namespace

TrackReading read_track(ByteCursor cursor, int number, RepairLog& log) {
  return TrackReader(cursor, number, log).read();
}

}  // namespace bachprop
