#include "bachprop/midi/track_list.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "bachprop/base/count_text.h"
#include "bachprop/base/try.h"
#include "bachprop/midi/foreign_bytes.h"
#include "bachprop/midi/smf_header.h"
#include "bachprop/midi/transfer.h"

namespace bachprop {
namespace {

constexpr std::size_t kChunkHead = 8;  // four letters and a length
constexpr int kMostTracks = 0xFFFF;    // what a header can announce

// The four letters and the length that open a chunk.
struct ChunkHead {
  std::string id;
  std::size_t length = 0;
};

std::string text_of(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// Nothing when fewer than eight bytes are left.
std::optional<ChunkHead> peek_chunk_head(ByteCursor cursor) {
  std::string id = text_of(cursor.take(4));
  const auto length = cursor.big_endian(4);
  if (!length) {
    return std::nullopt;
  }
  return ChunkHead{std::move(id), *length};
}

bool is_chunk_id(std::string_view id) {
  return std::all_of(id.begin(), id.end(), [](char c) { return c >= ' ' && c <= '~'; });
}

// One letter of MTrk may be damaged.
bool resembles_track_id(std::string_view id) {
  constexpr std::string_view kTrackId = "MTrk";
  int agreeing = 0;
  for (std::size_t i = 0; i < kTrackId.size(); ++i) {
    agreeing += id[i] == kTrackId[i] ? 1 : 0;
  }
  return agreeing >= 3;
}

std::string counted_notes(const TrackEnding& ending) {
  return counted(static_cast<std::uint64_t>(ending.note_ons), "note");
}

// Reads the chunks behind the header.
class TrackListReader {
 public:
  // `announced` is the number of tracks that the header states; -1: not stated.
  TrackListReader(ByteCursor cursor, int announced, RepairLog& log, const ReadTrack& read_track)
      : cursor_(cursor), announced_(announced), log_(log), read_track_(read_track) {}

  // Returns the number of tracks.
  int read() {
    while (!cursor_.at_end() && tracks_ < kMostTracks) {
      read_chunk();
    }
    if (!cursor_.at_end()) {
      log_.add(RepairKind::kTrackCount, cursor_.offset(), "{} after track {}; skipped",
               counted(cursor_.remaining(), "byte"), kMostTracks);
    }
    return tracks_;
  }

 private:
  void read_chunk();
  void read_track_chunk(std::size_t declared_length);
  void skip_foreign_bytes();
  void read_headless_track();
  TrackEnding read_track(ByteCursor body);

  // Whether a chunk of this length, beginning at the cursor, ends at another chunk or at the end.
  [[nodiscard]] bool is_plausible_length(std::size_t length) const;
  [[nodiscard]] bool is_followed_by_track(const TrackEnding& ending) const;
  [[nodiscard]] int next_number() const { return tracks_ + 1; }

  void log_length_repair(const TrackEnding& ending, std::size_t declared_length);
  void log_missing_end(const TrackEnding& ending);

  ByteCursor cursor_;
  int announced_;
  RepairLog& log_;
  const ReadTrack& read_track_;
  int tracks_ = 0;
};

bool TrackListReader::is_plausible_length(std::size_t length) const {
  ByteCursor after = cursor_;
  after.skip(kChunkHead);
  if (length > after.remaining()) {
    return false;
  }
  after.skip(length);
  const auto next = peek_chunk_head(after);
  return after.at_end() || (next && is_chunk_id(next->id));
}

void TrackListReader::read_chunk() {
  const auto head = peek_chunk_head(cursor_);
  if (!head) {
    log_.add(RepairKind::kJunk, cursor_.offset(), "{} at the end; skipped",
             counted(cursor_.remaining(), "foreign byte"));
    cursor_.seek(cursor_.end());
  } else if (head->id == "MTrk") {
    read_track_chunk(head->length);
  } else if (!is_plausible_length(head->length) || !is_chunk_id(head->id)) {
    skip_foreign_bytes();
  } else if (resembles_track_id(head->id)) {
    log_.add(RepairKind::kMissingTrackHeader, cursor_.offset(),
             "\"{}\" where track {} should begin with MTrk; read as a track", head->id,
             next_number());
    read_track_chunk(head->length);
  } else {
    cursor_.skip(kChunkHead + head->length);  // other kinds of chunks are allowed
  }
}

// A length that does not lead to another chunk is not believed. The track then goes up to its
// end-of-track event, and at most to the next MTrk. Nor is a length believed that leads over an
// MTrk right behind the end-of-track event.
void TrackListReader::read_track_chunk(std::size_t declared_length) {
  const bool plausible = is_plausible_length(declared_length);
  cursor_.skip(kChunkHead);
  const std::size_t length = plausible ? declared_length : cursor_.find("MTrk") - cursor_.offset();
  const ByteCursor body = cursor_.first(length);
  const TrackEnding ending = read_track(body);
  if (ending.is_foreign) {
    cursor_.seek(body.end());
    ++tracks_;
    return;
  }
  const bool believed = plausible && !is_followed_by_track(ending);
  const bool is_right =
      ending.has_end_of_track && ending.end_offset == cursor_.offset() + declared_length;
  if (!believed && !is_right) {
    log_length_repair(ending, declared_length);
  }
  if (!ending.has_end_of_track) {
    log_missing_end(ending);
  } else if (believed && ending.end_offset < body.end()) {
    log_.add(RepairKind::kTrackEnd, ending.end_offset,
             "track {}: {} after the end-of-track event; skipped", next_number(),
             counted(body.end() - ending.end_offset, "byte"));
  }
  cursor_.seek(believed ? body.end() : ending.end_offset);
  ++tracks_;
}

// A track is read twice where foreign bytes are met in it: they began before that was certain.
TrackEnding TrackListReader::read_track(ByteCursor body) {
  const RepairLog log_before = log_;
  TrackEnding ending = read_track_({body, next_number(), ForeignBytes::kStopAt}, log_);
  const std::size_t foreign = find_foreign_bytes(body, ending);
  if (foreign == body.end()) {
    return ending;
  }
  log_ = log_before;
  const ByteCursor music = body.first(foreign - body.offset());
  ending = read_track_({music, next_number(), ForeignBytes::kRepair}, log_);
  ending.is_foreign = true;
  log_.add(RepairKind::kForeignBytes, foreign,
           "track {}: from byte {} on it is no MIDI; dropped, kept {}", next_number(), foreign,
           counted_notes(ending));
  return ending;
}

bool TrackListReader::is_followed_by_track(const TrackEnding& ending) const {
  ByteCursor after = cursor_;
  after.seek(ending.end_offset);
  return ending.has_end_of_track && after.starts_with("MTrk");
}

void TrackListReader::log_length_repair(const TrackEnding& ending, std::size_t declared_length) {
  const std::size_t available = cursor_.remaining();
  if (declared_length > available && !ending.has_end_of_track) {
    log_.add(RepairKind::kTrackLength, cursor_.offset() - 4,
             "track {} is {} bytes long, the file ends after {}; kept {}", next_number(),
             declared_length, available, counted_notes(ending));
    return;
  }
  log_.add(RepairKind::kTrackLength, cursor_.offset() - 4,
           "track {} claims {} bytes and has {}; kept {}", next_number(), declared_length,
           ending.end_offset - cursor_.offset(), counted_notes(ending));
}

void TrackListReader::log_missing_end(const TrackEnding& ending) {
  log_.add(RepairKind::kTrackEnd, ending.end_offset, "track {} ends {}; kept {}", next_number(),
           ending.cut_inside_event ? "inside an event, which was dropped"
                                   : "without an end-of-track event",
           counted_notes(ending));
}

// Once all announced tracks are read, what lies behind foreign bytes is no longer searched: it may
// be the remains of an older, longer file.
void TrackListReader::skip_foreign_bytes() {
  const bool complete = announced_ > 0 && tracks_ >= announced_;
  const std::size_t next_track = complete ? cursor_.end() : cursor_.find("MTrk");
  if (next_track == cursor_.end() && tracks_ == 0) {
    read_headless_track();
    return;
  }
  log_.add(RepairKind::kJunk, cursor_.offset(), "{} {}; skipped",
           counted(next_track - cursor_.offset(), "foreign byte"),
           next_track == cursor_.end() ? "at the end" : "before a track");
  cursor_.seek(next_track);
}

// There is no MTrk in the whole file: what follows the header may still be a track's events.
void TrackListReader::read_headless_track() {
  log_.add(RepairKind::kMissingTrackHeader, cursor_.offset(),
           "no MTrk in the file; the bytes after the header were read as a track");
  read_track(cursor_);
  cursor_.seek(cursor_.end());
  ++tracks_;
}

void log_track_count(const SmfHeader& header, int found, std::size_t header_offset,
                     RepairLog& log) {
  if (header.tracks >= 0 && header.tracks != found) {
    log.add(RepairKind::kTrackCount, header_offset, "the header announces {}, {} found",
            counted(static_cast<std::uint64_t>(header.tracks), "track"),
            found == 1 ? "1 was" : fmt::format("{} were", found));
  }
  if (header.format == 0 && found > 1) {
    log.add(RepairKind::kTrackCount, header_offset, "format 0 with {} tracks; read as format 1",
            found);
  }
}

}  // namespace

Result<SmfFrame> read_frame(std::span<const std::byte> bytes, std::string_view name, bool strict,
                            const ReadTrack& read_track) {
  RepairLog log;
  SmfFrame frame;
  auto restored = TRY(restore_transfer(bytes, name));
  if (restored) {
    frame.restored = std::move((restored)->bytes);
    bytes = frame.restored;
    log.add(RepairKind::kTransfer, 0, "{}", (restored)->repair);
  }
  ByteCursor cursor = unwrap_riff(ByteCursor(bytes), log);
  const auto header = TRY(read_header(cursor, bytes, name, log));
  const std::size_t header_end = cursor.offset();
  const int tracks = TrackListReader(cursor, header.tracks, log, read_track).read();
  if (tracks == 0) {
    return fail_at(name, fmt::format("byte {}: the file has a header, but no tracks", header_end));
  }
  log_track_count(header, tracks, header_end, log);
  frame.format = header.format == 0 && tracks > 1 ? 1 : header.format;
  frame.division = header.division;
  frame.repairs = log.take();
  if (strict && !frame.repairs.empty()) {
    return fail_at(name, to_string(frame.repairs.front()));
  }
  return frame;
}

}  // namespace bachprop
