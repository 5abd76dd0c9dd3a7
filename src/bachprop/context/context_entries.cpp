#include "bachprop/context/context_entries.h"

#include <algorithm>

#include "bachprop/base/check.h"

namespace bachprop {
namespace {

int width_of(EntriesOf of, const SymbolValues& values) {
  switch (of) {
    case EntriesOf::kPitch:
      return values.pitches();
    case EntriesOf::kPitchClass:
      return kSemitonesPerOctave;
    case EntriesOf::kTime:
      return values.start_end.duration;
    case EntriesOf::kDtSymbol:
      return values.start_end.dt + 1;
    case EntriesOf::kDurationSymbol:
      return values.start_end.duration + 1;
    case EntriesOf::kNumber:
      break;
  }
  return 1;
}

// Pitches, then pitch classes, then all else.
int section_of(EntriesOf of) {
  return of == EntriesOf::kPitch ? 0 : of == EntriesOf::kPitchClass ? 1 : 2;
}

}  // namespace

ContextEntries::ContextEntries(std::span<const ListedFeature> features, const SymbolValues& values)
    : pitches_(values.pitches()) {
  for (const ListedFeature& listed : features) {
    features_.push_back({listed.feature->emit, groups_.size(), listed.turn});
    for (const EntryGroup& group : listed.feature->groups) {
      if (group.count > 0) {
        groups_.push_back({.group = group, .first = 0, .width = width_of(group.of, values)});
      }
    }
  }
  std::ranges::sort(features_, {}, &PlacedFeature::turn);
  for (const int section : {0, 1, 2}) {
    for (PlacedGroup& placed : groups_) {
      if (section_of(placed.group.of) == section) {
        placed.first = size_;
        size_ += placed.group.count * placed.width;
        pitch_lists_ += section == 0 ? placed.group.count : 0;
        class_lists_ += section == 1 ? placed.group.count : 0;
      }
    }
  }
}

void ContextEntries::append(const MusicSoFar& music, EntryWriter& on) const {
  for (const PlacedFeature& placed : features_) {
    on.begin_feature(groups_.data() + placed.first_group);
    placed.emit(music, on);
  }
}

void EntryWriter::grow(std::size_t entries) {
  constexpr std::size_t kMore = 256;
  const std::size_t before = written();
  entries_->resize(before + std::max(entries, kMore));
  next_ = entries_->data() + before;
  end_ = entries_->data() + entries_->size();
}

}  // namespace bachprop
