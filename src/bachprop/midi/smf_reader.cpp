#include "bachprop/midi/smf_reader.h"

#include <array>
#include <utility>

#include "bachprop/base/try.h"
#include "bachprop/midi/track_list.h"
#include "bachprop/midi/track_reader.h"

namespace bachprop {
namespace {

EventKind channel_kind(std::uint8_t status) {
  constexpr std::array kKinds = {
      EventKind::kNoteOff,    EventKind::kNoteOn,  EventKind::kPolyphonicPressure,
      EventKind::kController, EventKind::kProgram, EventKind::kChannelPressure,
      EventKind::kPitchBend};
  return kKinds.at((status >> 4U) - 8U);
}

Event event_of(const ChannelMessage& message) {
  return {
      Ticks{message.time}, message.byte_offset, 0, channel_kind(message.status), message.channel(),
      message.data1,       message.data2};
}

// Keeps every event of a track.
class EventTrackReader {
 public:
  EventTrackReader(const TrackBytes& bytes, RepairLog& log, bool byte_by_byte)
      : reader_(bytes.cursor, bytes.number, log, bytes.foreign), byte_by_byte_(byte_by_byte) {
    // The shortest usual note event has three bytes, most have four.
    track_.events.reserve(bytes.cursor.remaining() / 4);
  }

  TrackEnding read() {
    while (!ending_.has_end_of_track && !ending_.cut_inside_event && !ending_.is_foreign) {
      if (!byte_by_byte_) {
        read_ordinary();
      }
      if (reader_.at_end()) {
        break;
      }
      keep(reader_.read());
    }
    if (track_.events.size() < track_.events.capacity() / 2) {
      track_.events.shrink_to_fit();  // the track was shorter than the bytes offered
    }
    track_.end = reader_.time();
    ending_.end_offset = ending_.is_foreign ? reader_.event_begin() : reader_.offset();
    return ending_;
  }

  [[nodiscard]] Track take() { return std::move(track_); }

 private:
  void read_ordinary() {
    std::int64_t note_ons = 0;
    const auto take_note = [&](const ChannelMessage& message) {
      note_ons += message.starts_note() ? 1 : 0;
      track_.events.push_back(event_of(message));
      return true;
    };
    const auto take_other = [&](const ChannelMessage& message) {
      track_.events.push_back(event_of(message));
    };
    reader_.read_ordinary(take_note, take_other);
    ending_.note_ons += note_ons;
  }

  void keep(TrackItem item) {
    switch (item) {
      case TrackItem::kChannelMessage:
        keep(reader_.channel_message());
        break;
      case TrackItem::kPayloadMessage:
        keep(reader_.payload_message());
        break;
      case TrackItem::kNothing:
        break;
      case TrackItem::kEndOfTrack:
        ending_.has_end_of_track = true;
        break;
      case TrackItem::kCut:
        ending_.cut_inside_event = true;
        break;
      case TrackItem::kForeign:
        ending_.is_foreign = true;
        break;
    }
  }

  void keep(const ChannelMessage& message) {
    ending_.note_ons += message.starts_note() ? 1 : 0;
    track_.events.push_back(event_of(message));
  }

  void keep(const PayloadMessage& message) {
    track_.events.push_back({message.time, message.byte_offset,
                             static_cast<std::uint32_t>(track_.payloads.size()), message.kind, 0,
                             message.type, 0});
    track_.payloads.emplace_back(reinterpret_cast<const char*>(message.payload.data()),
                                 message.payload.size());
  }

  TrackReader reader_;
  bool byte_by_byte_;
  TrackEnding ending_;
  Track track_;
};

}  // namespace

Result<SmfReading> read_smf(std::span<const std::byte> bytes, std::string_view name,
                            SmfReadOptions options) {
  SmfReading reading;
  const auto read_track = [&](const TrackBytes& track, RepairLog& log) {
    EventTrackReader reader(track, log, options.byte_by_byte);
    const TrackEnding ending = reader.read();
    keep_track(reading.file.tracks, track.number, reader.take());
    return ending;
  };
  auto frame = TRY(read_frame(bytes, name, options.strict, read_track));
  set_frame(reading.file, frame);
  reading.repairs = std::move(frame.repairs);
  return reading;
}

}  // namespace bachprop
