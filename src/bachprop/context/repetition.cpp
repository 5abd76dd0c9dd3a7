#include "bachprop/context/repetition.h"

#include <algorithm>

#include "bachprop/base/numbers.h"

namespace bachprop {
namespace {

// Notes that must be alike for a repetition to begin, and the most that are compared.
constexpr std::size_t kSeed = 4;
constexpr int kMostCompared = 64;

}  // namespace

bool Repetition::alike(std::size_t a, std::size_t b) const {
  const NoteSymbols& x = notes_[a];
  const NoteSymbols& y = notes_[b];
  return x.dt == y.dt && x.duration == y.duration && a > 0 && b > 0 &&
         x.pitch - notes_[a - 1].pitch == y.pitch - notes_[b - 1].pitch;
}

// The number of equal notes that end with a and with b.
int Repetition::common_length(std::size_t a, std::size_t b) const {
  int length = 0;
  while (length < kMostCompared && alike(a, b)) {
    ++length;
    --a;
    --b;
  }
  return length;
}

// The key of the last kSeed notes.
std::uint64_t Repetition::key() const {
  std::uint64_t key = 0;
  for (std::size_t i = notes_.size() - kSeed; i < notes_.size(); ++i) {
    const int interval = notes_[i].pitch - notes_[i - 1].pitch;
    for (const int part : {notes_[i].dt, notes_[i].duration, interval}) {
      key = (key ^ static_cast<std::uint64_t>(part + 1024)) * 0x9e3779b97f4a7c15U;
      key ^= key >> 29U;
    }
  }
  return key;
}

void Repetition::take(const NoteSymbols& note) {
  notes_.push_back(note);
  const std::size_t last = notes_.size() - 1;
  if (at_ > 0) {
    // Where one note differs, the next may be alike again.
    length_ = alike(at_, last) ? std::min(length_ + 1, kMostCompared) : 0;
    ++at_;
  }
  if (notes_.size() <= kSeed) {
    return;
  }
  std::size_t& place = places_[key()];
  if (length_ < as_int(kSeed) && place > 0) {
    const int length = common_length(place - 1, last);
    if (length >= as_int(kSeed)) {
      at_ = place;
      length_ = length;
    }
  }
  place = notes_.size();
}

Repetition::Prediction Repetition::prediction() const {
  NoteSymbols note = notes_[at_];
  note.pitch += notes_.back().pitch - notes_[at_ - 1].pitch;
  return {note, length_};
}

}  // namespace bachprop
