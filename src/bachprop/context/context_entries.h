// The numbering of a context's entries, feature by feature.
#pragma once

#include <array>
#include <cassert>
#include <cstddef>
#include <cstring>
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
  void append(const MusicSoFar& music, EntryWriter& on) const;

 private:
  struct PlacedFeature {
    void (*emit)(const MusicSoFar& music, EntryWriter& on);
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

// Entries that follow one another.
class EntryList {
 public:
  EntryList(int first, int size) : first_(first), size_(size) {}

  [[nodiscard]] int operator[](int index) const {
    assert(index >= 0 && index < size_);
    return first_ + index;
  }
  // Those of several notes at once.
  [[nodiscard]] Ints operator[](Ints indices) const {
    for (std::size_t i = 0; i < kAtOnce; ++i) {
      assert(indices[i] >= 0 && indices[i] < size_);
    }
    return first_ + indices;
  }

 private:
  int first_;
  [[maybe_unused]] int size_;
};

// Writes into a vector, which is longer than what is written until this object ends.
class EntryWriter {
 public:
  // Room for some entries. It keeps the place of the next one to itself, so that loops have it in a
  // register. The writer writes on behind them when it ends.
  class Run {
   public:
    static constexpr std::size_t kMostEach = 3;  // entries of a note

    Run(EntryWriter& writer, std::size_t most)
        : writer_(&writer), next_(writer.room(most + kBehind)), end_(next_ + most) {}
    Run(const Run&) = delete;
    Run& operator=(const Run&) = delete;
    ~Run() { writer_->next_ = next_; }

    void operator()(int entry) {
      assert(next_ < end_);
      *next_++ = entry;
    }
    // An entry of each note: entries_of(i) are those of the notes from i on.
    template <typename EntriesOf>
    void each(const NoteSpan& notes, const EntriesOf& entries_of) {
      assert(notes.size() <= as_index(end_ - next_));
      std::size_t i = 0;
      do {  // once is often enough
        const Ints entries = entries_of(i);
        std::memcpy(next_ + i, &entries, sizeof(entries));
        i += kAtOnce;
      } while (i < notes.size());
      next_ += notes.size();
    }
    // Several of each, one after the other: entries_of(i) is an array of kEach.
    template <std::size_t kEach, typename EntriesOf>
    void several_each(const NoteSpan& notes, const EntriesOf& entries_of) {
      static_assert(kEach <= kMostEach);
      assert(kEach * notes.size() <= as_index(end_ - next_));
      std::size_t i = 0;
      do {
        const std::array<Ints, kEach> entries = entries_of(i);
        for (std::size_t j = 0; j < kAtOnce; ++j, ++i) {
          for (std::size_t k = 0; k < kEach; ++k) {
            next_[kEach * i + k] = entries[k][j];
          }
        }
      } while (i < notes.size());
      next_ += kEach * notes.size();
    }
    // Only if `on`; takes the same time if not.
    void write_if(bool on, int entry) {
      assert(next_ < end_);
      *next_ = entry;
      next_ += on ? 1 : 0;
    }

   private:
    // What each() writes behind the last note.
    static constexpr std::size_t kBehind = kMostEach * kAtOnce;

    EntryWriter* writer_;
    int* next_;
    [[maybe_unused]] int* end_;
  };

  // Appends to `entries`.
  explicit EntryWriter(std::vector<int>& entries) : EntryWriter(entries, entries.size()) {}
  // Writes over what `entries` holds from `begin` on.
  EntryWriter(std::vector<int>& entries, std::size_t begin)
      : entries_(&entries), next_(entries.data() + begin), end_(entries.data() + entries.size()) {}
  EntryWriter(const EntryWriter&) = delete;
  EntryWriter& operator=(const EntryWriter&) = delete;
  ~EntryWriter() { entries_->resize(written()); }

  // What is written, and stood before.
  [[nodiscard]] std::size_t written() const { return as_index(next_ - entries_->data()); }

  // From now on list() means the groups of this feature.
  void begin_feature(const ContextEntries::PlacedGroup* groups) { groups_ = groups; }
  // The feature's group number `group`, from its list number `list` on: several lists of one group
  // are numbered on.
  [[nodiscard]] EntryList list(int group, int list = 0) const {
    const ContextEntries::PlacedGroup& placed = groups_[group];
    return {placed.first + list * placed.width, (placed.group.count - list) * placed.width};
  }
  // At most so many entries come next, and no others until the run ends.
  [[nodiscard]] Run run(std::size_t most) { return {*this, most}; }

 private:
  // Where the next entry is written, with room for so many.
  int* room(std::size_t entries) {
    if (as_index(end_ - next_) < entries) {
      grow(entries);
    }
    return next_;
  }
  void grow(std::size_t entries);

  std::vector<int>* entries_;
  const ContextEntries::PlacedGroup* groups_ = nullptr;
  int* next_;
  int* end_;
};

}  // namespace bachprop
