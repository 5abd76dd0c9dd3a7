#include "bachprop/midi/smf_header.h"

#include <algorithm>
#include <string>

#include "bachprop/base/count_text.h"
#include "bachprop/base/numbers.h"
#include "bachprop/base/try.h"
#include "bachprop/midi/file_kind.h"

namespace bachprop {
namespace {

constexpr int kAssumedTicksPerQuarter = 480;

// The first bytes as a person might know them: 25 50 44 46 "%PDF".
std::string first_bytes(ByteCursor cursor) {
  std::string hex;
  std::string text;
  for (const std::byte byte : cursor.take(8)) {
    const auto value = std::to_integer<unsigned char>(byte);
    hex += fmt::format("{:02x} ", value);
    text += value >= 0x20 && value < 0x7F ? static_cast<char>(value) : '.';
  }
  return fmt::format("{}\"{}\"", hex, text);
}

Error not_a_midi_file(std::span<const std::byte> file, std::string_view name) {
  if (file.empty()) {
    return {std::string(name), "is empty", ""};
  }
  if (const auto kind = recognise_file(file)) {
    return {std::string(name),
            fmt::format("is not a MIDI file but {}: {}", kind->name, kind->advice), ""};
  }
  return {std::string(name),
          fmt::format("is not a MIDI file: begins with {} and has no MThd or MTrk anywhere",
                      first_bytes(ByteCursor(file))),
          ""};
}

// Whether the four letters only stand in the text of another kind of file.
bool is_only_mentioned(ByteCursor cursor, std::size_t header, std::span<const std::byte> file) {
  if (header == 0) {
    return false;
  }
  cursor.seek(header);
  return !cursor.starts_with(std::string_view("MThd\0\0", 6)) && recognise_file(file).has_value();
}

// Moves to the header chunk; false when there is none and the tracks begin at once.
Result<bool> find_header(ByteCursor& cursor, std::span<const std::byte> file, std::string_view name,
                         RepairLog& log) {
  const std::size_t begin = cursor.offset();
  const std::size_t header = cursor.find("MThd");
  const std::size_t track = cursor.find("MTrk");
  if ((header == cursor.end() && track == cursor.end()) ||
      is_only_mentioned(cursor, std::min(header, track), file)) {
    return tl::unexpected(not_a_midi_file(file, name));
  }
  if (header > track) {
    log.add(RepairKind::kHeader, begin,
            "no MThd before the first track; assumed {} ticks a quarter", kAssumedTicksPerQuarter);
    return false;
  }
  if (header > begin) {
    log.add(RepairKind::kJunk, begin, "{} before the header; skipped",
            counted(header - begin, "foreign byte"));
  }
  cursor.seek(header);
  return true;
}

Division smpte_division(std::uint32_t division, std::size_t offset, RepairLog& log) {
  const int frames = 256 - as_int(division >> 8U);
  const int ticks = as_int(division & 0xFFU);
  const bool known = frames == 24 || frames == 25 || frames == 29 || frames == 30;
  if (!known || ticks == 0) {
    log.add(
        RepairKind::kHeader, offset,
        "a division of {} frames a second and {} ticks a frame is meaningless; assumed {} ticks "
        "a quarter",
        frames, ticks, kAssumedTicksPerQuarter);
    return TicksPerQuarter{kAssumedTicksPerQuarter};
  }
  return SmpteDivision{frames, ticks};
}

Division division_of(std::uint32_t division, std::size_t offset, RepairLog& log) {
  if (division >= 0x8000U) {
    return smpte_division(division, offset, log);
  }
  if (division == 0) {
    log.add(RepairKind::kHeader, offset, "0 ticks a quarter; assumed {}", kAssumedTicksPerQuarter);
    return TicksPerQuarter{kAssumedTicksPerQuarter};
  }
  return TicksPerQuarter{as_int(division)};
}

int format_of(std::uint32_t format, std::size_t offset, RepairLog& log) {
  if (format > 2) {
    log.add(RepairKind::kHeader, offset, "format {} is unknown; read as format 1", format);
    return 1;
  }
  return as_int(format);
}

// Muse 1 wrote the number of tracks twice, in front of the division: so a track begins two bytes
// late. No file has as many ticks a quarter as tracks.
bool has_tracks_twice(ByteCursor behind, std::uint32_t tracks, std::uint32_t division) {
  behind.skip(2);
  return tracks == division && behind.starts_with("MTrk");
}

// A header may be longer than six bytes. The bytes beyond them are unknown and skipped, unless the
// length is plainly wrong because a track begins at once.
void skip_rest_of_header(ByteCursor& cursor, std::size_t begin, std::uint32_t length,
                         RepairLog& log) {
  if (length > 6 && length - 6 <= cursor.remaining() && !cursor.starts_with("MTrk")) {
    cursor.skip(length - 6);
  } else if (length != 6) {
    log.add(RepairKind::kHeader, begin + 4, "header length {}; taken as 6", length);
  }
}

}  // namespace

ByteCursor unwrap_riff(ByteCursor cursor, RepairLog& log) {
  ByteCursor chunks = cursor;
  if (!chunks.starts_with("RIFF")) {
    return cursor;
  }
  chunks.skip(12);  // RIFF, length, RMID
  while (!chunks.starts_with("data")) {
    chunks.skip(4);
    const auto length = chunks.little_endian(4);
    if (!length || chunks.remaining() < *length) {
      log.add(RepairKind::kWrapper, chunks.offset(), "RIFF file without a data chunk; searched");
      return cursor;
    }
    chunks.skip(std::size_t{*length} + *length % 2U);
  }
  const std::size_t begin = chunks.offset();
  chunks.skip(4);
  const auto length = chunks.little_endian(4);
  if (!length || *length > chunks.remaining()) {
    log.add(RepairKind::kWrapper, begin, "the RIFF data chunk is {} bytes long, {} are left",
            length.value_or(0), chunks.remaining());
    return chunks;
  }
  return chunks.first(*length);
}

Result<SmfHeader> read_header(ByteCursor& cursor, std::span<const std::byte> file,
                              std::string_view name, RepairLog& log) {
  const auto found = TRY(find_header(cursor, file, name, log));
  if (!found) {
    return SmfHeader{};
  }
  const std::size_t begin = cursor.offset();
  cursor.skip(4);
  const auto length = cursor.big_endian(4);
  const auto format = cursor.big_endian(2);
  const auto tracks = cursor.big_endian(2);
  auto division = cursor.big_endian(2);
  if (division && has_tracks_twice(cursor, *tracks, *division)) {
    log.add(RepairKind::kHeader, begin + 12, "the header has the number of tracks twice");
    division = cursor.big_endian(2);
  }
  if (!length || !format || !tracks || !division) {
    return fail_at(name, fmt::format("byte {}: the file ends inside its header", cursor.end()),
                   "no note can be saved");
  }
  SmfHeader header;
  header.format = format_of(*format, begin + 8, log);
  header.tracks = as_int(*tracks);
  header.division = division_of(*division, begin + 12, log);
  skip_rest_of_header(cursor, begin, *length, log);
  return header;
}

}  // namespace bachprop
