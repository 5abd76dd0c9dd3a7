#include "bachprop/context/repetition.h"

#include <algorithm>
#include <array>

#include "bachprop/base/numbers.h"

namespace bachprop {
namespace {

// Notes that must be alike for a repetition to begin, and the most that are compared.
constexpr std::size_t kSeed = 4;
constexpr int kMostCompared = 64;
constexpr std::size_t kFewestPlaces = 64;

constexpr unsigned kBits = 16;  // of each of the three parts of a note
constexpr std::uint64_t kMask = (std::uint64_t{1} << kBits) - 1;
constexpr int kNoInterval = 1 << (kBits - 1U);  // added, so that no interval is negative
constexpr std::uint64_t kFirstNote = ~std::uint64_t{0};

std::uint64_t in_one(const NoteSymbols& note, int interval) {
  return (static_cast<std::uint64_t>(note.dt) << (2 * kBits)) |
         (static_cast<std::uint64_t>(note.duration) << kBits) |
         static_cast<std::uint64_t>(interval + kNoInterval);
}

}  // namespace

Repetition::Repetition() : places_(kFewestPlaces) {}

void Repetition::clear() {
  notes_.clear();
  places_.assign(kFewestPlaces, 0);
  known_ = 0;
  at_ = 0;
  length_ = 0;
}

// The number of equal notes that end with a and with b, a before b.
int Repetition::common_length(std::size_t a, std::size_t b) const {
  int length = 0;
  while (length < kMostCompared && notes_[a] == notes_[b]) {
    ++length;
    --a;  // the first note is equal to none
    --b;
  }
  return length;
}

// The last kSeed notes before a are those before b.
bool Repetition::same_seed(std::size_t a, std::size_t b) const {
  return std::equal(notes_.begin() + static_cast<std::ptrdiff_t>(a - kSeed),
                    notes_.begin() + static_cast<std::ptrdiff_t>(a),
                    notes_.begin() + static_cast<std::ptrdiff_t>(b - kSeed));
}

// Where to look for the last kSeed notes before `end`.
std::size_t Repetition::hash_of(std::size_t end) const {
  constexpr std::array<std::uint64_t, kSeed> kFactors = {0x9e3779b97f4a7c15U, 0xbf58476d1ce4e5b9U,
                                                         0x94d049bb133111ebU, 0xd6e8feb86659fd93U};
  constexpr unsigned kHigh = 32;
  std::uint64_t hash = 0;
  for (std::size_t i = 0; i < kSeed; ++i) {
    hash += notes_[end - kSeed + i] * kFactors[i];
  }
  return hash ^ (hash >> kHigh);
}

// The place that is kept for the last kSeed notes before `end`, or a free one for them.
std::uint32_t& Repetition::place_of(std::size_t end) {
  const std::size_t mask = places_.size() - 1;
  std::size_t slot = hash_of(end) & mask;
  while (places_[slot] != 0 && !same_seed(places_[slot], end)) {
    slot = (slot + 1) & mask;
  }
  return places_[slot];
}

// Finds room for twice as many, in the memory that is there if it can.
void Repetition::grow() {
  places_.assign(2 * places_.size(), 0);
  for (std::size_t end = kSeed + 1; end < notes_.size(); ++end) {
    place_of(end) = static_cast<std::uint32_t>(end);
  }
}

void Repetition::take(const NoteSymbols& note) {
  notes_.push_back(notes_.empty() ? kFirstNote : in_one(note, note.pitch - last_pitch_));
  last_pitch_ = note.pitch;
  const std::size_t last = notes_.size() - 1;
  if (at_ > 0) {
    // Where one note differs, the next may be alike again.
    length_ = notes_[at_] == notes_[last] ? std::min(length_ + 1, kMostCompared) : 0;
    ++at_;
  }
  if (notes_.size() <= kSeed) {
    return;
  }
  if (2 * known_ >= places_.size()) {
    grow();
  }
  std::uint32_t& place = place_of(notes_.size());
  if (place == 0) {
    ++known_;
  } else if (length_ < as_int(kSeed)) {
    at_ = place;
    length_ = common_length(place - 1, last);
  }
  place = static_cast<std::uint32_t>(notes_.size());
}

Repetition::Prediction Repetition::prediction() const {
  const std::uint64_t next = notes_[at_];
  const int interval = static_cast<int>(next & kMask) - kNoInterval;
  return {.note = {.dt = static_cast<int>((next >> (2 * kBits)) & kMask),
                   .duration = static_cast<int>((next >> kBits) & kMask),
                   .pitch = last_pitch_ + interval},
          .length = length_};
}

}  // namespace bachprop
