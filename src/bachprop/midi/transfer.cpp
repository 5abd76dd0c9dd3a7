#include "bachprop/midi/transfer.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "bachprop/base/count_text.h"
#include "bachprop/midi/byte_cursor.h"
#include "bachprop/midi/smf_header.h"

namespace bachprop {
namespace {

using FileBytes = std::vector<std::byte>;
using View = std::span<const std::byte>;

constexpr std::byte kLineFeed{0x0A};
constexpr std::byte kCarriageReturn{0x0D};

// --- How whole a file is ----------------------------------------------------------------------

struct Wholeness {
  int tracks = 0;  // that end with an end-of-track event where their length says, from the first
  bool whole = false;  // these are all, and nothing stands behind them
};

bool ends_as_a_track(View body) {
  constexpr std::size_t kEnd = 3;
  return body.size() > kEnd &&
         ByteCursor(body.last(kEnd)).starts_with(std::string_view("\xFF\x2F\0", 3));
}

Wholeness wholeness_of(View bytes) {
  RepairLog unused;
  ByteCursor cursor = unwrap_riff(ByteCursor(bytes), unused);
  Wholeness found;
  if (!cursor.starts_with("MThd")) {
    return found;
  }
  while (cursor.remaining() >= 8) {
    const bool is_track = cursor.starts_with("MTrk");
    cursor.skip(4);
    const std::size_t length = cursor.big_endian(4).value_or(0);
    if (length > cursor.remaining()) {
      return found;
    }
    const View body = cursor.take(length);
    if (is_track && !ends_as_a_track(body)) {
      return found;
    }
    found.tracks += is_track ? 1 : 0;
  }
  found.whole = cursor.at_end() && found.tracks > 0;
  return found;
}

bool is_better(const Wholeness& restored, const Wholeness& as_it_is) {
  return (restored.whole && !as_it_is.whole) || restored.tracks > as_it_is.tracks;
}

// --- Translations -----------------------------------------------------------------------------

// The bytes without each `taken` that stands before `kept`; nothing where a `kept` stands alone.
std::optional<FileBytes> without_before(View bytes, std::byte taken, std::byte kept) {
  FileBytes restored;
  restored.reserve(bytes.size());
  for (const std::byte byte : bytes) {
    if (byte == kept) {
      if (restored.empty() || restored.back() != taken) {
        return std::nullopt;
      }
      restored.pop_back();
    }
    restored.push_back(byte);
  }
  return restored.size() < bytes.size() ? std::optional(std::move(restored)) : std::nullopt;
}

// The bytes without each `taken` that stands behind `kept`; nothing where a `kept` stands alone.
std::optional<FileBytes> without_behind(View bytes, std::byte kept, std::byte taken) {
  FileBytes restored;
  restored.reserve(bytes.size());
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    restored.push_back(bytes[i]);
    if (bytes[i] == kept) {
      if (i + 1 == bytes.size() || bytes[i + 1] != taken) {
        return std::nullopt;
      }
      ++i;
    }
  }
  return restored.size() < bytes.size() ? std::optional(std::move(restored)) : std::nullopt;
}

// Each byte over 127 was written as the two bytes of UTF-8.
std::optional<FileBytes> without_utf8(View bytes) {
  FileBytes restored;
  restored.reserve(bytes.size());
  const bool has_mark = ByteCursor(bytes).starts_with("\xEF\xBB\xBF");
  for (std::size_t i = has_mark ? 3 : 0; i < bytes.size(); ++i) {
    const auto first = std::to_integer<unsigned>(bytes[i]);
    if (first < 0x80) {
      restored.push_back(bytes[i]);
      continue;
    }
    const auto second = i + 1 < bytes.size() ? std::to_integer<unsigned>(bytes[i + 1]) : 0U;
    if ((first != 0xC2 && first != 0xC3) || (second & 0xC0U) != 0x80U) {
      return std::nullopt;
    }
    restored.push_back(static_cast<std::byte>((first & 0x03U) << 6U | (second & 0x3FU)));
    ++i;
  }
  return restored.size() < bytes.size() ? std::optional(std::move(restored)) : std::nullopt;
}

std::optional<RestoredFile> if_better(std::optional<FileBytes> restored, View bytes,
                                      const Wholeness& as_it_is, std::string_view what,
                                      std::string_view where) {
  if (!restored || !is_better(wholeness_of(*restored), as_it_is)) {
    return std::nullopt;
  }
  std::string repair = fmt::format("{}: {} taken out", what,
                                   counted(bytes.size() - restored->size(), "byte").append(where));
  return RestoredFile{*std::move(restored), std::move(repair)};
}

// Twice translated lines end with 0D 0D 0A.
std::optional<RestoredFile> undo_line_ends(View bytes, const Wholeness& as_it_is) {
  constexpr int kMostTimes = 3;
  constexpr std::string_view kWhat = "line ends were translated";
  std::optional<FileBytes> restored = without_before(bytes, kCarriageReturn, kLineFeed);
  for (int times = 0; restored && times < kMostTimes; ++times) {
    if (auto better = if_better(restored, bytes, as_it_is, kWhat, " 0D before 0A")) {
      return better;
    }
    restored = without_before(*restored, kCarriageReturn, kLineFeed);
  }
  return if_better(without_behind(bytes, kCarriageReturn, kLineFeed), bytes, as_it_is, kWhat,
                   " 0A behind 0D");
}

// --- What is lost -----------------------------------------------------------------------------

bool is_over_127(std::byte byte) { return std::to_integer<unsigned>(byte) > 0x7FU; }

// Where the first track's events begin, or the end.
std::size_t first_track_body(View bytes) {
  ByteCursor cursor(bytes);
  if (!cursor.starts_with("MThd")) {
    return bytes.size();
  }
  cursor.seek(cursor.find("MTrk"));
  cursor.skip(8);
  return cursor.offset();
}

// No track can do without the FF of its end. EF BF BD is the sign for a byte that a decoder of
// text did not understand.
std::optional<std::string> find_loss(View bytes) {
  constexpr std::size_t kFewBytes = 16;
  const View events = bytes.subspan(first_track_body(bytes));
  if (events.size() < kFewBytes) {
    return std::nullopt;
  }
  if (std::ranges::none_of(events, is_over_127)) {
    return "has no byte over 127 left: it was sent as 7-bit text";
  }
  constexpr std::string_view kReplacement = "\xEF\xBF\xBD";
  ByteCursor cursor(events);
  std::ptrdiff_t replaced = 0;
  while (cursor.find(kReplacement) < cursor.end()) {
    cursor.seek(cursor.find(kReplacement) + kReplacement.size());
    ++replaced;
  }
  const std::ptrdiff_t all = std::ranges::count_if(events, is_over_127);
  if (replaced > 0 && 3 * replaced == all) {
    return "has EF BF BD for every byte over 127: it was read as text";
  }
  return std::nullopt;
}

}  // namespace

Result<std::optional<RestoredFile>> restore_transfer(View bytes, std::string_view name) {
  const Wholeness as_it_is = wholeness_of(bytes);
  if (as_it_is.whole) {
    return std::nullopt;
  }
  if (const auto loss = find_loss(bytes)) {
    return fail_at(name, fmt::format("{}, and no note can be saved", *loss),
                   "get the file again as it is (binary)");
  }
  if (auto restored = undo_line_ends(bytes, as_it_is)) {
    return restored;
  }
  return if_better(without_utf8(bytes), bytes, as_it_is, "bytes over 127 were written as UTF-8",
                   "");
}

}  // namespace bachprop
