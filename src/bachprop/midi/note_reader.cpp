#include "bachprop/midi/note_reader.h"

#include <algorithm>
#include <array>
#include <utility>

#include "bachprop/base/try.h"
#include "bachprop/midi/track_list.h"
#include "bachprop/midi/track_reader.h"

namespace bachprop {
namespace {

// The notes of one channel and pitch that sound, first in, first out, as indices into the notes of
// the track. A note's `end` is the index of the next one until its note-off comes.
struct Queue {
  static constexpr std::uint32_t kNone = 0xFFFFFFFFU;
  std::uint32_t first = kNone;
  std::uint32_t last = 0;

  [[nodiscard]] bool is_empty() const { return first == kNone; }
  [[nodiscard]] bool has_one() const { return first == last; }
};

// For every channel and pitch.
using Queues = std::array<Queue, std::size_t{16} * 128>;

std::size_t key_of(const ChannelMessage& message) {
  return std::size_t{message.channel()} * 128 + message.data1;
}

PairedNote note_of(const ChannelMessage& message) {
  return {message.time,  message.time,  message.byte_offset,
          message.data1, message.data2, message.channel()};
}

// Reads the tracks of a file one after another.
class NoteTrackReader {
 public:
  NoteTrackReader(std::size_t file_size, NoteReadOptions options)
      : byte_by_byte_(options.byte_by_byte),
        dropped_channel_(options.keep_percussion ? kNoChannel : kPercussionChannel),
        notes_(std::min<std::size_t>(file_size / 8 + 1, 1024)) {}

  TrackEnding read(const TrackBytes& bytes, RepairLog& log);
  // The track that was read last.
  [[nodiscard]] NoteTrack take() { return std::exchange(track_, {}); }

 private:
  static constexpr std::uint8_t kNoChannel = 16;

  void read_ordinary(TrackReader& reader);
  void pair(const ChannelMessage& message);
  void start(const ChannelMessage& message);
  void end(const ChannelMessage& message);
  void keep(const PayloadMessage& message);
  void keep_program(const ChannelMessage& message);
  void note_event_at(std::size_t byte_offset);
  void make_room(std::size_t notes);
  void close_hanging();
  void close(Queue& queue);

  bool byte_by_byte_;
  std::uint8_t dropped_channel_;
  Queues sounding_;  // all empty between tracks
  // The notes of the track so far are the first of these. They are made once for all tracks,
  // because a track's size is known only at its end.
  std::vector<PairedNote> notes_;
  std::size_t note_count_ = 0;
  NoteTrack track_;         // all but its notes
  std::size_t ended_ = 0;   // notes of the track that have their note-off
  bool has_event_ = false;  // the track has
};

TrackEnding NoteTrackReader::read(const TrackBytes& bytes, RepairLog& log) {
  track_ = {};
  note_count_ = 0;
  ended_ = 0;
  has_event_ = false;
  TrackReader reader(bytes.cursor, bytes.number, log, bytes.foreign);
  TrackEnding ending;
  while (true) {
    if (!byte_by_byte_) {
      read_ordinary(reader);
    }
    if (reader.at_end()) {
      break;
    }
    const TrackItem item = reader.read();
    if (item == TrackItem::kChannelMessage) {
      pair(reader.channel_message());
    } else if (item == TrackItem::kPayloadMessage) {
      keep(reader.payload_message());
    } else if (item != TrackItem::kNothing) {
      ending.has_end_of_track = item == TrackItem::kEndOfTrack;
      ending.cut_inside_event = item == TrackItem::kCut;
      ending.is_foreign = item == TrackItem::kForeign;
      break;
    }
  }
  track_.end = reader.time();
  close_hanging();
  track_.notes.assign(notes_.begin(), notes_.begin() + static_cast<std::ptrdiff_t>(note_count_));
  ending.end_offset = ending.is_foreign ? reader.event_begin() : reader.offset();
  ending.note_ons = track_.note_ons;
  return ending;
}

// Most note-ons begin the only note of their channel and pitch, most note-offs end it. The order of
// the two is hard to predict, so both are done by the same steps. A note is laid down where the
// next one goes, which a note-off does not count.
void NoteTrackReader::read_ordinary(TrackReader& reader) {
  const std::size_t offset_before = reader.offset();
  PairedNote* notes = notes_.data();
  std::size_t room = notes_.size();
  std::size_t count = note_count_;
  std::size_t ended = 0;
  std::int64_t dropped = 0;
  const std::uint8_t dropped_channel = dropped_channel_;
  const auto take_note = [&](const ChannelMessage& message) {
    if (message.channel() == dropped_channel) [[unlikely]] {
      dropped += message.starts_note() ? 1 : 0;
      return true;
    }
    if (count == room) [[unlikely]] {
      make_room(count + 1);
      notes = notes_.data();
      room = notes_.size();
    }
    const std::uint32_t starts = message.starts_note() ? 1 : 0;
    const std::uint32_t all_if_starts = 0 - starts;
    Queue& queue = sounding_[key_of(message)];
    // Indices are below 2^31, so that only an empty queue has all bits here.
    if ((queue.first ^ queue.last) != all_if_starts) [[unlikely]] {
      return false;
    }
    const auto next = static_cast<std::uint32_t>(count);
    const std::uint32_t ending = (queue.first & ~all_if_starts) | (next & all_if_starts);
    notes[count] = note_of(message);
    notes[ending].end = message.time;
    queue = {next | ~all_if_starts, next & all_if_starts};
    count += starts;
    ended += 1 - starts;
    return true;
  };
  reader.read_ordinary(take_note, [this](const ChannelMessage& message) { keep_program(message); });
  track_.note_ons += static_cast<std::int64_t>(count - note_count_) + dropped;
  track_.percussion_dropped += dropped;
  note_count_ = count;
  ended_ += ended;
  if (reader.offset() > offset_before) {
    note_event_at(offset_before);
  }
}

void NoteTrackReader::pair(const ChannelMessage& message) {
  note_event_at(message.byte_offset);
  if (!message.is_note()) {
    keep_program(message);
    return;
  }
  const bool is_dropped = message.channel() == dropped_channel_;
  if (message.starts_note()) {
    ++track_.note_ons;
    track_.percussion_dropped += is_dropped ? 1 : 0;
  }
  if (is_dropped) {
    return;
  }
  if (message.starts_note()) {
    start(message);
  } else {
    end(message);
  }
}

void NoteTrackReader::start(const ChannelMessage& message) {
  make_room(note_count_ + 1);
  const auto index = static_cast<std::uint32_t>(note_count_++);
  notes_[index] = note_of(message);
  Queue& queue = sounding_[key_of(message)];
  if (queue.is_empty()) {
    queue.first = index;
  } else {
    notes_[queue.last].end = index;
  }
  queue.last = index;
}

void NoteTrackReader::end(const ChannelMessage& message) {
  Queue& queue = sounding_[key_of(message)];
  if (queue.is_empty()) {
    ++track_.stray_note_offs;
    return;
  }
  PairedNote& note = notes_[queue.first];
  queue = queue.has_one() ? Queue{} : Queue{note.end, queue.last};
  note.end = message.time;
  ++ended_;
}

void NoteTrackReader::keep(const PayloadMessage& message) {
  note_event_at(message.byte_offset);
  if (message.kind == EventKind::kMeta) {
    track_.metas.push_back({message.time, message.byte_offset, message.type, message.payload});
  }
}

void NoteTrackReader::keep_program(const ChannelMessage& message) {
  if (message.is_program()) {
    track_.programs.push_back({Ticks{message.time}, message.channel(), message.data1});
  }
}

void NoteTrackReader::note_event_at(std::size_t byte_offset) {
  if (!has_event_) {
    track_.first_event_offset = static_cast<std::uint32_t>(byte_offset);
    has_event_ = true;
  }
}

void NoteTrackReader::make_room(std::size_t notes) {
  if (notes_.size() < notes) {
    notes_.resize(std::max(notes, 2 * notes_.size()));
  }
}

void NoteTrackReader::close_hanging() {
  if (ended_ == note_count_) {
    return;
  }
  for (Queue& queue : sounding_) {
    if (!queue.is_empty()) {
      close(queue);
    }
  }
}

void NoteTrackReader::close(Queue& queue) {
  std::uint32_t index = queue.first;
  while (index != queue.last) {
    PairedNote& note = notes_[index];
    track_.hanging.push_back(index);
    index = note.end;
    note.end = notes_[index].onset;
  }
  track_.hanging.push_back(index);
  notes_[index].end = static_cast<std::uint32_t>(track_.end.count);
  queue = {};
}

}  // namespace

Result<NoteReading> read_notes(std::span<const std::byte> bytes, std::string_view name,
                               NoteReadOptions options) {
  NoteReading reading;
  NoteTrackReader reader(bytes.size(), options);
  const auto read_track = [&](const TrackBytes& track, RepairLog& log) {
    const TrackEnding ending = reader.read(track, log);
    keep_track(reading.file.tracks, track.number, reader.take());
    return ending;
  };
  auto frame = TRY(read_frame(bytes, name, options.strict, read_track));
  set_frame(reading.file, frame);
  reading.repairs = std::move(frame.repairs);
  reading.restored = std::move(frame.restored);
  return reading;
}

}  // namespace bachprop
