#include "bachprop/midi/foreign_bytes.h"

#include <array>
#include <cstdint>
#include <span>

#include "bachprop/midi/track_reader.h"

namespace bachprop {
namespace {

// Stretches of MIDI that look like text are shorter: notes end, and most ends hold a zero.
constexpr std::size_t kShortestText = 32;
// So many events by running status, of which none ends a note, belong to a file that has no
// note-offs.
constexpr int kMostDoubtful = 256;

bool is_of_text(std::byte byte) {
  const auto value = std::to_integer<unsigned>(byte);
  return (value >= 0x20 && value < 0x7F) || (value >= 0x09 && value <= 0x0D && value != 0x0B);
}

// Where the text begins that the track ends with, or the end.
std::size_t find_text_at_end(ByteCursor body) {
  const std::span<const std::byte> bytes = body.rest();
  std::size_t length = 0;
  while (length < bytes.size() && is_of_text(bytes[bytes.size() - 1 - length])) {
    ++length;
  }
  return length < kShortestText ? body.end() : body.end() - length;
}

// How many notes sound for each channel and pitch.
class SoundingNotes {
 public:
  // Whether the message ends a note.
  bool take(const ChannelMessage& message) {
    if (!message.is_note()) {
      return false;
    }
    int& sounding = sounding_[std::size_t{message.channel()} * 128 + message.data1];
    if (message.starts_note()) {
      ++sounding;
      return false;
    }
    const bool ends_note = sounding > 0;
    sounding -= ends_note ? 1 : 0;
    return ends_note;
  }

 private:
  std::array<int, std::size_t{16} * 128> sounding_{};
};

// The end of the last event that begins before `limit` and is surely none of the foreign bytes. It
// is the end of the track where an event that it cuts holds the limit.
std::size_t end_of_music(ByteCursor body, std::size_t limit) {
  RepairLog unused;
  TrackReader reader(body, 1, unused, ForeignBytes::kRepair);
  SoundingNotes sounding;
  std::size_t end = body.offset();
  int doubtful = 0;
  while (reader.offset() < limit) {
    const TrackItem item = reader.read();
    if (item == TrackItem::kCut || item == TrackItem::kEndOfTrack) {
      return body.end();
    }
    const bool ends_note =
        item == TrackItem::kChannelMessage && sounding.take(reader.channel_message());
    if (!reader.is_doubtful() && (ends_note || reader.has_own_status())) {
      end = reader.offset();
      doubtful = 0;
    } else {
      ++doubtful;
    }
  }
  return doubtful > kMostDoubtful ? limit : end;
}

}  // namespace

std::size_t find_foreign_bytes(ByteCursor body, const TrackEnding& ending) {
  if (ending.is_foreign) {
    return end_of_music(body, ending.end_offset);
  }
  if (ending.has_end_of_track) {
    return body.end();
  }
  const std::size_t text = find_text_at_end(body);
  return text == body.end() ? body.end() : end_of_music(body, text);
}

}  // namespace bachprop
