#include "bachprop/midi/smf_writer.h"

#include <algorithm>
#include <span>
#include <string>
#include <string_view>

#include "bachprop/base/check.h"
#include "bachprop/base/numbers.h"

namespace bachprop {
namespace {

constexpr std::int64_t kLongestDelta = (1 << 28) - 1;

using Bytes = std::string;

void append_byte(Bytes& bytes, unsigned value) { bytes += static_cast<char>(value); }

void append_big_endian(Bytes& bytes, std::size_t value, unsigned count) {
  for (unsigned i = count; i > 0; --i) {
    append_byte(bytes, static_cast<unsigned>(value >> (8U * (i - 1))) & 0xFFU);
  }
}

// `value` below 2^28.
void append_variable_length(Bytes& bytes, std::size_t value) {
  check(value <= as_index(kLongestDelta), "a variable-length quantity fits 28 bits");
  for (unsigned shift = 21; shift > 0; shift -= 7) {
    if (value >> shift != 0) {
      append_byte(bytes, 0x80U | (static_cast<unsigned>(value >> shift) & 0x7FU));
    }
  }
  append_byte(bytes, static_cast<unsigned>(value) & 0x7FU);
}

void append_meta(Bytes& bytes, unsigned type, std::string_view payload) {
  append_byte(bytes, 0xFF);
  append_byte(bytes, type);
  append_variable_length(bytes, payload.size());
  bytes += payload;
}

void append_delta(Bytes& bytes, Ticks wait) {
  check(wait.count >= 0, "events are in order of time");
  for (; wait.count > kLongestDelta; wait = wait - Ticks{kLongestDelta}) {
    append_variable_length(bytes, as_index(kLongestDelta));
    append_meta(bytes, static_cast<unsigned>(MetaType::kText), "");
  }
  append_variable_length(bytes, as_index(wait.count));
}

unsigned status_of(const Event& event) {
  switch (event.kind) {
    case EventKind::kNoteOff:
      return 0x80U | event.channel;
    case EventKind::kNoteOn:
      return 0x90U | event.channel;
    case EventKind::kPolyphonicPressure:
      return 0xA0U | event.channel;
    case EventKind::kController:
      return 0xB0U | event.channel;
    case EventKind::kProgram:
      return 0xC0U | event.channel;
    case EventKind::kChannelPressure:
      return 0xD0U | event.channel;
    case EventKind::kPitchBend:
      return 0xE0U | event.channel;
    case EventKind::kSysex:
      return 0xF0U;
    case EventKind::kSysexContinuation:
      return 0xF7U;
    case EventKind::kMeta:
      break;
  }
  return 0xFFU;
}

void append_channel_event(Bytes& bytes, const Event& event) {
  check(event.channel < 16 && event.data1 < 128 && event.data2 < 128, "channel data are in range");
  append_byte(bytes, status_of(event));
  append_byte(bytes, event.data1);
  if (event.kind != EventKind::kProgram && event.kind != EventKind::kChannelPressure) {
    append_byte(bytes, event.data2);
  }
}

void append_event(Bytes& bytes, const Event& event, const Track& track) {
  switch (event.kind) {
    case EventKind::kMeta:
      append_meta(bytes, event.data1, track.payloads.at(event.payload));
      break;
    case EventKind::kSysex:
    case EventKind::kSysexContinuation:
      append_byte(bytes, status_of(event));
      append_variable_length(bytes, track.payloads.at(event.payload).size());
      bytes += track.payloads.at(event.payload);
      break;
    default:
      append_channel_event(bytes, event);
  }
}

Bytes track_body(const Track& track) {
  Bytes body;
  Ticks now;
  for (const Event& event : track.events) {
    append_delta(body, event.time - now);
    append_event(body, event, track);
    now = event.time;
  }
  append_delta(body, std::max(track.end, now) - now);
  append_meta(body, static_cast<unsigned>(MetaType::kEndOfTrack), "");
  return body;
}

std::size_t division_bits(const Division& division) {
  if (const auto* ticks = std::get_if<TicksPerQuarter>(&division)) {
    check(ticks->ticks > 0 && ticks->ticks < 0x8000, "ticks a quarter fit 15 bits");
    return as_index(ticks->ticks);
  }
  const auto& smpte = std::get<SmpteDivision>(division);
  check(smpte.ticks_per_frame > 0 && smpte.ticks_per_frame < 256, "ticks a frame fit a byte");
  return as_index((256 - smpte.frames_per_second) << 8) + as_index(smpte.ticks_per_frame);
}

}  // namespace

std::vector<std::byte> write_smf(const SmfFile& file) {
  check(file.tracks.size() <= 0xFFFF, "a MIDI file has at most 65535 tracks");
  Bytes bytes;
  bytes += "MThd";
  append_big_endian(bytes, 6, 4);
  append_big_endian(bytes, as_index(file.format), 2);
  append_big_endian(bytes, file.tracks.size(), 2);
  append_big_endian(bytes, division_bits(file.division), 2);
  for (const Track& track : file.tracks) {
    const Bytes body = track_body(track);
    bytes += "MTrk";
    append_big_endian(bytes, body.size(), 4);
    bytes += body;
  }
  const auto view = std::as_bytes(std::span(bytes));
  return {view.begin(), view.end()};
}

}  // namespace bachprop
