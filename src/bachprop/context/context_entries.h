// The numbering of a context's entries, feature by feature.
#pragma once

#include <array>
#include <cassert>
#include <cstddef>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "bachprop/base/numbers.h"
#include "bachprop/context/music_so_far.h"

namespace bachprop {

// The things that the entries of a group stand for, one each. Those of pitches and of pitch classes
// move with the music when it is transposed, the others stay.
enum class EntriesOf {
  kPitch,           // of the dictionary
  kPitchClass,      // 0 C .. 11 B
  kTime,            // T of the dictionary
  kDtSymbol,        // START/END among them
  kDurationSymbol,  // likewise
  kNumber,          // a list of them is one number
};

// A row of docs/context.md.
struct EntryGroup {
  std::string_view name;
  EntriesOf of = EntriesOf::kNumber;
  int count = 0;  // lists of them, or numbers; 0: no group
};

// Where a feature writes its entries that are on.
class EntryWriter;

// One thing that a network sees of the past: its entries, and which of them are on. A new feature
// is one such object and a row in a list of context_features.h.
struct ContextFeature {
  static constexpr std::size_t kMostGroups = 8;

  std::array<EntryGroup, kMostGroups> groups = {};
  void (*emit)(const MusicSoFar& music, EntryWriter& on) = nullptr;
};

// A feature in a list. Its place in the list says where its entries stand: trained models depend on
// it. Its turn says when it names those that are on: sums of floating-point numbers depend on it.
struct ListedFeature {
  const ContextFeature* feature = nullptr;
  int turn = 0;
};

// Entries of pitches come first, then those of pitch classes, then the others. In each of the three
// features stand in the order of their list, and groups in that of their feature.
class ContextEntries {
 public:
  struct PlacedGroup {
    EntryGroup group;
    int first = 0;  // entry
    int width = 0;  // entries of one list
  };

  ContextEntries() = default;
  ContextEntries(std::span<const ListedFeature> features, const SymbolValues& values);

  [[nodiscard]] int size() const { return size_; }
  [[nodiscard]] int pitches() const { return pitches_; }
  // In the order of the features.
  [[nodiscard]] const std::vector<PlacedGroup>& groups() const { return groups_; }
  // Lists of pitches, and of pitch classes.
  [[nodiscard]] int pitch_lists() const { return pitch_lists_; }
  [[nodiscard]] int class_lists() const { return class_lists_; }

  // The entry of the same music, `shift` semitones higher; nothing where its pitch is no longer one
  // of the dictionary.
  [[nodiscard]] std::optional<int> shifted(int entry, int shift) const {
    const int classes_begin = pitch_lists_ * pitches_;
    if (entry < classes_begin) {
      const int pitch = entry % pitches_ + shift;
      return pitch < 0 || pitch >= pitches_ ? std::nullopt : std::optional(entry + shift);
    }
    if (entry < classes_begin + class_lists_ * kSemitonesPerOctave) {
      const int of_class = (entry - classes_begin) % kSemitonesPerOctave;
      return entry - of_class +
             (of_class + shift % kSemitonesPerOctave + kSemitonesPerOctave) % kSemitonesPerOctave;
    }
    return entry;
  }

  // Appends the entries that are on. An entry may be named more than once.
  void append(const MusicSoFar& music, std::vector<int>& entries) const;

 private:
  struct PlacedFeature {
    const ContextFeature* feature;
    std::size_t first_group;  // in groups_
    int turn;
  };

  int pitches_ = 0;
  int pitch_lists_ = 0;
  int class_lists_ = 0;
  int size_ = 0;
  std::vector<PlacedGroup> groups_;
  std::vector<PlacedFeature> features_;  // by turn
};

class EntryWriter {
 public:
  EntryWriter(std::span<const ContextEntries::PlacedGroup> groups, std::vector<int>& entries)
      : groups_(groups), entries_(&entries) {}

  // Entry `index` of a list of the feature's group number `group`; several lists of one group are
  // numbered on.
  void operator()(int group, int index, int list = 0) {
    const ContextEntries::PlacedGroup& placed = groups_[as_index(group)];
    assert(index >= 0 && list >= 0 &&
           list * placed.width + index < placed.group.count * placed.width);
    entries_->push_back(placed.first + list * placed.width + index);
  }

 private:
  std::span<const ContextEntries::PlacedGroup> groups_;
  std::vector<int>* entries_;
};

}  // namespace bachprop
