#include "bachprop/midi/repair_log.h"

#include <string_view>

#include "bachprop/base/numbers.h"

namespace bachprop {
namespace {

std::string_view noun(RepairKind kind) {
  switch (kind) {
    case RepairKind::kTransfer:
      return "translations";
    case RepairKind::kWrapper:
      return "RIFF problems";
    case RepairKind::kHeader:
      return "header problems";
    case RepairKind::kJunk:
      return "stretches of foreign bytes";
    case RepairKind::kMissingTrackHeader:
      return "missing track headers";
    case RepairKind::kTrackLength:
      return "wrong track lengths";
    case RepairKind::kTrackEnd:
      return "tracks with a wrong end";
    case RepairKind::kDeltaTime:
      return "absurd delta times";
    case RepairKind::kRunningStatus:
      return "wrong uses of running status";
    case RepairKind::kDataByte:
      return "data bytes over 127";
    case RepairKind::kSystemMessage:
      return "system messages that do not belong in a file";
    case RepairKind::kForeignBytes:
      return "tracks that are no MIDI to their end";
    case RepairKind::kPayload:
      return "events longer than their track";
    case RepairKind::kTrackCount:
      return "wrong track counts";
    case RepairKind::kMetaValue:
      return "meaningless tempos or signatures";
    case RepairKind::kHangingNote:
      return "hanging notes";
    case RepairKind::kCount:
      break;
  }
  return "problems";
}

}  // namespace

std::string to_string(const Repair& repair) {
  return fmt::format("byte {}: {}", repair.byte_offset, repair.message);
}

void RepairLog::count(RepairKind kind, std::size_t byte_offset) {
  Kind& entry = kinds_[as_index(kind)];
  if (entry.seen == kListedPerKind) {
    entry.first_unlisted = byte_offset;
  }
  ++entry.seen;
}

std::vector<Repair> RepairLog::take() {
  for (std::size_t i = 0; i < kinds_.size(); ++i) {
    if (kinds_[i].seen > kListedPerKind) {
      repairs_.push_back(
          {kinds_[i].first_unlisted, fmt::format("and {} more {}", kinds_[i].seen - kListedPerKind,
                                                 noun(static_cast<RepairKind>(i)))});
    }
  }
  kinds_ = {};
  return std::exchange(repairs_, {});
}

}  // namespace bachprop
