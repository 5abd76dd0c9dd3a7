// Notes that sound or have sounded, laid out so that several are looked at at once.
#pragma once

#include <algorithm>
#include <array>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace bachprop {

// The same of so many notes: what vector units take at once.
inline constexpr std::size_t kAtOnce = 4;
using Ints = int __attribute__((vector_size(kAtOnce * sizeof(int))));

struct SoundingNote {
  std::int64_t end = 0;
  int pitch = 0;  // symbol
  int pitch_class = 0;
  int duration = 0;  // symbol
  // While it sounds: the T closest to the time for which it has still to sound. Afterwards the
  // range of the time since then: see MusicSoFar.
  int distance = 0;
};

// Each pitch at most once.
class NoteList {
 public:
  static constexpr std::size_t kMostPitches = 128;  // of a dictionary

  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] std::int64_t end(std::size_t i) const { return ends_[i]; }
  [[nodiscard]] int pitch(std::size_t i) const { return pitches_[i]; }
  [[nodiscard]] SoundingNote operator[](std::size_t i) const {
    return {ends_[i], pitches_[i], classes_[i], durations_[i], distances_[i]};
  }
  // The index of the note of this pitch, or size().
  [[nodiscard]] std::size_t find(int pitch) const {
    std::size_t i = 0;
    while (i < size_ && pitches_[i] != pitch) {
      ++i;
    }
    return i;
  }

  void clear() { size_ = 0; }
  void set_distance(std::size_t i, int distance) { distances_[i] = distance; }
  void push_back(const SoundingNote& note) { push_back_if(true, note); }
  // Takes the same time if not.
  void push_back_if(bool is_one, const SoundingNote& note) {
    assert(!is_one || size_ < kMostPitches);
    ends_[size_] = note.end;
    pitches_[size_] = note.pitch;
    classes_[size_] = note.pitch_class;
    durations_[size_] = note.duration;
    distances_[size_] = note.distance;
    size_ += is_one ? 1 : 0;
  }
  // Drops the notes for whose index not `stays`; the others keep their order.
  template <typename Stays>
  void keep_if(const Stays& stays) {
    std::size_t kept = 0;
    for (std::size_t i = 0; i < size_; ++i) {
      const bool stay = stays(i);
      ends_[kept] = ends_[i];
      pitches_[kept] = pitches_[i];
      classes_[kept] = classes_[i];
      durations_[kept] = durations_[i];
      distances_[kept] = distances_[i];
      kept += stay ? 1 : 0;
    }
    size_ = kept;
  }
  void erase(std::size_t index) {
    keep_if([&](std::size_t i) { return i != index; });
  }

 private:
  friend class NoteSpan;

  // Behind the last note so many may be read that kAtOnce are there. They mean nothing, but are
  // notes that a piece might have.
  template <typename Number>
  using Column = std::array<Number, kMostPitches + kAtOnce>;

  Column<std::int64_t> ends_ = {};
  Column<int> pitches_ = {};
  Column<int> classes_ = {};
  Column<int> durations_ = {};
  Column<int> distances_ = {};
  std::size_t size_ = 0;
};

// Some notes of a list, which must stay as it is.
class NoteSpan {
 public:
  NoteSpan(const NoteList& list, std::size_t begin, std::size_t size)
      : list_(&list), begin_(begin), size_(size) {}
  explicit NoteSpan(const NoteList& list) : NoteSpan(list, 0, list.size()) {}

  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] bool empty() const { return size_ == 0; }
  [[nodiscard]] NoteSpan first(std::size_t count) const { return {*list_, begin_, count}; }
  [[nodiscard]] NoteSpan from(std::size_t i) const { return {*list_, begin_ + i, size_ - i}; }

  [[nodiscard]] std::int64_t end(std::size_t i) const { return list_->ends_[begin_ + i]; }
  [[nodiscard]] int pitch(std::size_t i) const { return list_->pitches_[begin_ + i]; }
  [[nodiscard]] int pitch_class(std::size_t i) const { return list_->classes_[begin_ + i]; }
  [[nodiscard]] int duration(std::size_t i) const { return list_->durations_[begin_ + i]; }
  [[nodiscard]] int distance(std::size_t i) const { return list_->distances_[begin_ + i]; }

  // Those of the notes from `i` on.
  [[nodiscard]] Ints pitches(std::size_t i) const { return at(list_->pitches_, i); }
  [[nodiscard]] Ints pitch_classes(std::size_t i) const { return at(list_->classes_, i); }
  [[nodiscard]] Ints durations(std::size_t i) const { return at(list_->durations_, i); }
  [[nodiscard]] Ints distances(std::size_t i) const { return at(list_->distances_, i); }

 private:
  [[nodiscard]] Ints at(const NoteList::Column<int>& column, std::size_t i) const {
    Ints some;
    std::memcpy(&some, column.data() + begin_ + i, sizeof(some));
    return some;
  }

  const NoteList* list_;
  std::size_t begin_;
  std::size_t size_;
};

// Of notes, at least one.
[[nodiscard]] inline int lowest_pitch(const NoteSpan& notes) {
  int lowest = notes.pitch(0);
  for (std::size_t i = 1; i < notes.size(); ++i) {
    lowest = std::min(lowest, notes.pitch(i));
  }
  return lowest;
}

}  // namespace bachprop
