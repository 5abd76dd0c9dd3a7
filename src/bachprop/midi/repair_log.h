// The faults of a file, and what was done about them.
#pragma once

#include <fmt/format.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "bachprop/base/numbers.h"

namespace bachprop {

// Something in a file that is not as it should be, and what was done about it.
struct Repair {
  std::size_t byte_offset = 0;
  std::string message;  // "track 3 is 812 bytes long, the file ends after 640"

  friend bool operator==(const Repair&, const Repair&) = default;
};

// "byte 1042: track 3 is ..."
[[nodiscard]] std::string to_string(const Repair& repair);

enum class RepairKind : std::uint8_t {
  kTransfer,
  kWrapper,
  kHeader,
  kJunk,
  kMissingTrackHeader,
  kTrackLength,
  kTrackEnd,
  kDeltaTime,
  kRunningStatus,
  kDataByte,
  kSystemMessage,
  kForeignBytes,
  kPayload,
  kTrackCount,
  kMetaValue,
  kHangingNote,
  kCount,
};

// Collects repairs. A damaged file can need millions of one kind: the first twenty are written out,
// the others counted.
class RepairLog {
 public:
  static constexpr std::size_t kListedPerKind = 20;

  // Nothing is listed where `lists` is false, only counted.
  explicit RepairLog(bool lists = true) : lists_(lists) {}

  template <typename... Args>
  void add(RepairKind kind, std::size_t byte_offset, fmt::format_string<Args...> format,
           Args&&... args) {
    if (lists_ && seen(kind) < kListedPerKind) {
      repairs_.push_back({byte_offset, fmt::format(format, std::forward<Args>(args)...)});
    }
    count(kind, byte_offset);
  }

  [[nodiscard]] std::size_t seen(RepairKind kind) const { return kinds_[as_index(kind)].seen; }

  // The repairs in the order they were added, then one for each kind that was cut short.
  [[nodiscard]] std::vector<Repair> take();

 private:
  struct Kind {
    std::size_t seen = 0;
    std::size_t first_unlisted = 0;  // byte offset
  };
  void count(RepairKind kind, std::size_t byte_offset);

  bool lists_;
  std::vector<Repair> repairs_;
  std::array<Kind, as_index(RepairKind::kCount)> kinds_;
};

}  // namespace bachprop
