#include "bachprop/midi/track_reader.h"

#include <bit>
#include <string>

#include "bachprop/base/count_text.h"

namespace bachprop {
namespace {

constexpr std::uint8_t kFirstNoteOn = 0x90;
constexpr std::uint8_t kMetaStatus = 0xFF;
constexpr std::uint8_t kSysexStatus = 0xF0;
constexpr std::uint8_t kSysexContinuationStatus = 0xF7;

bool has_two_data_bytes(std::uint8_t status) { return (status & 0xE0U) != 0xC0U; }

// Data bytes of the system messages that belong on a cable, not in a file.
std::size_t system_data_bytes(std::uint8_t status) {
  return status == 0xF2 ? 2U : (status == 0xF1 || status == 0xF3 ? 1U : 0U);
}

// A clock, start, stop or sign of life, which a careless recorder takes down with the notes.
bool is_recorded_from_cable(std::uint8_t status) {
  return status == 0xF8 || (status >= 0xFA && status <= 0xFC) || status == 0xFE;
}

// The rules that foreign bytes break, and two things that are rare in music.
constexpr unsigned kDelta = 1U << 0U;
constexpr unsigned kLongDelta = 1U << 1U;
constexpr unsigned kNoStatus = 1U << 2U;
constexpr unsigned kFirstData = 1U << 3U;
constexpr unsigned kSecondData = 1U << 4U;
constexpr unsigned kVelocity = 1U << 5U;
constexpr unsigned kSystem = 1U << 6U;
constexpr unsigned kLength = 1U << 7U;
// After these the next event is found by chance.
constexpr unsigned kFraming = kDelta | kLongDelta | kSystem | kLength;

// Among random bytes about half of the events break a rule, and soon several rules. A damaged bit
// leads to one or two such events; a program that writes wrong values breaks the same rule again
// and again.
bool is_noise(const Violations& violations, int events) {
  constexpr int kFewest = 3;
  return violations.events >= kFewest && 4 * violations.events >= events &&
         std::popcount(violations.kinds) >= 3 && (violations.kinds & kFraming) != 0;
}

}  // namespace

TrackItem TrackReader::read() {
  violations_ = {};
  const TrackItem item = read_whatever_comes();
  const bool stops = breaks_rule_ && foreign_ == ForeignBytes::kStopAt && is_foreign_from_here();
  return stops ? TrackItem::kForeign : item;
}

TrackItem TrackReader::read_whatever_comes() {
  event_begin_ = cursor_.offset();
  breaks_rule_ = false;
  is_doubtful_ = false;
  return read_delta_time() ? read_event() : TrackItem::kCut;
}

// Reads on by way of trial. A reading that soon leads to the end of the track has found its way
// back.
bool TrackReader::is_foreign_from_here() const {
  constexpr int kMostEvents = 16;
  constexpr int kFewEvents = 8;
  RepairLog unused(/*lists=*/false);
  TrackReader trial = *this;
  trial.log_ = &unused;
  trial.violations_.events = 1;
  int events = 1;
  while (events < kMostEvents && !trial.at_end()) {
    const TrackItem item = trial.read_whatever_comes();
    ++events;
    trial.violations_.events += trial.is_doubtful_ ? 1 : 0;
    if (item == TrackItem::kEndOfTrack && events < kFewEvents) {
      return false;
    }
    if (item == TrackItem::kEndOfTrack || item == TrackItem::kCut) {
      break;
    }
  }
  return is_noise(trial.violations_, events);
}

void TrackReader::violate(unsigned rule) {
  const bool is_rare_only = rule == kLongDelta || rule == kVelocity;
  breaks_rule_ = breaks_rule_ || !is_rare_only;
  is_doubtful_ = true;
  violations_.kinds |= rule;
}

bool TrackReader::read_delta_time() {
  const auto delta = cursor_.variable_length();
  if (!delta) {
    return false;
  }
  if (delta->too_long) {
    log_->add(RepairKind::kDeltaTime, event_begin_,
              "track {}: a delta time of more than 4 bytes; taken as 0", number_);
    violate(kDelta);
    return true;
  }
  const Ticks later = time_ + Ticks{delta->value};
  if (later >= kTimeLimit) {
    log_->add(RepairKind::kDeltaTime, event_begin_,
              "track {}: a delta time of {} ticks leads beyond tick {}; taken as 0", number_,
              delta->value, kTimeLimit.count);
    violate(kDelta);
    return true;
  }
  // Hours of music; alone it is no reason to doubt.
  constexpr std::uint32_t kLong = 1U << 21U;
  if (delta->value >= kLong) {
    violate(kLongDelta);
  }
  time_ = later;
  return true;
}

TrackItem TrackReader::read_event() {
  const auto status = cursor_.peek();
  if (!status) {
    return TrackItem::kCut;
  }
  has_own_status_ = *status >= 0x80U;
  if (!has_own_status_) {
    return read_running_status_message();
  }
  cursor_.skip(1);
  if (*status < kSysexStatus) {
    running_status_ = *status;
    running_status_cancelled_ = false;
    return read_channel_message(*status);
  }
  running_status_cancelled_ = true;
  switch (*status) {
    case kMetaStatus:
      return read_meta();
    case kSysexStatus:
      return read_payload(EventKind::kSysex, 0);
    case kSysexContinuationStatus:
      return read_payload(EventKind::kSysexContinuation, 0);
    default:
      return skip_system_message(*status);
  }
}

TrackItem TrackReader::read_running_status_message() {
  if (running_status_ == 0) {
    if (!has_two_data_bytes_next()) {
      return skip_to_status();
    }
    log_->add(RepairKind::kRunningStatus, event_begin_,
              "track {}: running status without a status before it; taken as notes of channel 1",
              number_);
    violate(kNoStatus);
    running_status_ = kFirstNoteOn;
    return read_channel_message(running_status_);
  }
  if (running_status_cancelled_) {
    log_->add(RepairKind::kRunningStatus, event_begin_,
              "track {}: running status after a meta or system-exclusive event; the last status "
              "{:#04x} goes on",
              number_, running_status_);
    running_status_cancelled_ = false;
  }
  return read_channel_message(running_status_);
}

bool TrackReader::has_two_data_bytes_next() const {
  ByteCursor ahead = cursor_;
  const auto first = ahead.next();
  const auto second = ahead.next();
  return first && second && *first < 0x80U && *second < 0x80U;
}

// Without a status there is no telling what the bytes mean, nor where the next delta time begins.
TrackItem TrackReader::skip_to_status() {
  const std::size_t begin = cursor_.offset();
  while (cursor_.peek().value_or(kMetaStatus) < 0x80U) {
    cursor_.skip(1);
  }
  log_->add(RepairKind::kRunningStatus, event_begin_,
            "track {}: running status without a status before it; skipped {}", number_,
            counted(cursor_.offset() - begin, "byte"));
  violate(kNoStatus);
  return cursor_.at_end() ? TrackItem::kNothing : read_event();
}

TrackItem TrackReader::read_channel_message(std::uint8_t status) {
  const auto data1 = cursor_.next();
  if (!data1) {
    return TrackItem::kCut;
  }
  message_ = {static_cast<std::uint32_t>(time_.count), static_cast<std::uint32_t>(event_begin_),
              status, seven_bits(*data1, false, kFirstData), 0};
  if (has_two_data_bytes(status)) {
    const auto data2 = cursor_.next();
    if (!data2) {
      return TrackItem::kCut;
    }
    const bool is_velocity = (status & 0xF0U) == 0x90U;
    message_.data2 = seven_bits(*data2, is_velocity, is_velocity ? kVelocity : kSecondData);
  }
  return TrackItem::kChannelMessage;
}

std::uint8_t TrackReader::seven_bits(std::uint8_t byte, bool is_velocity, unsigned rule) {
  if (byte < 0x80U) [[likely]] {
    return byte;
  }
  violate(rule);
  // A velocity of 128 is meant loud: without its top bit it would end the note.
  const auto repaired = static_cast<std::uint8_t>(is_velocity ? 127U : byte & 0x7FU);
  log_->add(RepairKind::kDataByte, cursor_.offset() - 1,
            "track {}: data byte {} is over 127; taken as {}", number_, byte, repaired);
  return repaired;
}

TrackItem TrackReader::read_meta() {
  const auto type = cursor_.next();
  return type ? read_payload(EventKind::kMeta, *type) : TrackItem::kCut;
}

TrackItem TrackReader::read_payload(EventKind kind, std::uint8_t type) {
  const auto length = cursor_.variable_length();
  if (!length) {
    return TrackItem::kCut;
  }
  if (length->too_long || length->value > cursor_.remaining()) {
    log_->add(RepairKind::kPayload, event_begin_,
              "track {}: an event claims {} bytes, {} left in the track; dropped", number_,
              length->too_long ? "more than 2^28" : std::to_string(length->value),
              cursor_.remaining() == 1 ? "1 is" : fmt::format("{} are", cursor_.remaining()));
    violate(kLength);
    return TrackItem::kCut;
  }
  payload_ = {time_, static_cast<std::uint32_t>(event_begin_), kind, type,
              cursor_.take(length->value)};
  const bool ends_track =
      kind == EventKind::kMeta && type == static_cast<std::uint8_t>(MetaType::kEndOfTrack);
  return ends_track ? TrackItem::kEndOfTrack : TrackItem::kPayloadMessage;
}

TrackItem TrackReader::skip_system_message(std::uint8_t status) {
  log_->add(RepairKind::kSystemMessage, event_begin_,
            "track {}: system message {:#04x} does not belong in a file; dropped", number_, status);
  if (!is_recorded_from_cable(status)) {
    violate(kSystem);
  }
  const std::size_t data_bytes = system_data_bytes(status);
  const bool complete = cursor_.remaining() >= data_bytes;
  cursor_.skip(data_bytes);
  return complete ? TrackItem::kNothing : TrackItem::kCut;
}

}  // namespace bachprop
