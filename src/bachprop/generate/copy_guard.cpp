#include "bachprop/generate/copy_guard.h"

#include <fmt/core.h>

#include <algorithm>
#include <cstddef>

#include "bachprop/base/numbers.h"
#include "bachprop/base/try.h"

namespace bachprop {
namespace {

Result<std::vector<std::int64_t>> in_48ths(const TimeDictionary& dictionary) {
  constexpr std::int64_t kUnitsPerQuarter = 48;
  std::vector<std::int64_t> units;
  for (const Quarters& time : dictionary.values()) {
    if (kUnitsPerQuarter % time.denominator() != 0) {
      return fail(
          fmt::format("a time of {} quarters is no whole number of 48ths: copies cannot be "
                      "told in this model's music",
                      time.to_string()));
    }
    units.push_back(time.numerator() * (kUnitsPerQuarter / time.denominator()));
  }
  return units;
}

}  // namespace

Result<KnownPassages> known_passages(const PassageHashes& passages, int max_copy,
                                     const Dictionaries& dictionaries) {
  if (max_copy < kLeastMaxCopy || max_copy > kGreatestMaxCopy) {
    return fail(fmt::format("max-copy {}: it must be between {} and {} notes", max_copy,
                            kLeastMaxCopy, kGreatestMaxCopy));
  }
  if (passages.empty()) {
    return fail(
        "the model does not know its training passages, as models written before there was "
        "max-copy: train it again");
  }
  auto dt = TRY(in_48ths(dictionaries.dt));
  auto duration = TRY(in_48ths(dictionaries.duration));
  return KnownPassages{index_of(passages), max_copy, std::move(dt), std::move(duration)};
}

void CopyGuard::begin_note(int dt, int duration) {
  const std::int64_t time = known_->dt[as_index(dt)];
  if (time > 0) {
    if (!chord_.empty()) {
      last_ = chord_.back();
      chord_.clear();
    }
    chord_dt_ = time;
  }
  duration_ = known_->duration[as_index(duration)];
}

void CopyGuard::follow(WrittenNote& note, const WrittenNote* before) const {
  if (before == nullptr) {
    return;
  }
  const bool begins_chord = last_ && before == &*last_;
  note.cursor = before->cursor;
  known_->index.advance(note.cursor, hash_of(pack({.duration_before = before->duration,
                                                   .interval = note.pitch - before->pitch,
                                                   .dt = begins_chord ? chord_dt_ : 0,
                                                   .duration = note.duration})));
}

std::size_t CopyGuard::place_of(int pitch) const {
  const auto place = std::ranges::upper_bound(chord_, pitch, {}, &WrittenNote::pitch);
  return as_index(place - chord_.begin());
}

const CopyGuard::WrittenNote* CopyGuard::before(std::size_t i) const {
  if (i > 0) {
    return &chord_[i - 1];
  }
  return last_ ? &*last_ : nullptr;
}

bool CopyGuard::would_copy(int pitch) const {
  const std::size_t place = place_of(pitch);
  const WrittenNote* previous = before(place);
  const int notes_before = previous == nullptr ? 0 : previous->cursor.steps() + 1;
  const auto notes_behind = as_int(chord_.size() - place);
  if (notes_before + 1 + notes_behind <= known_->max_copy) {
    return false;
  }
  WrittenNote written{.pitch = pitch, .duration = duration_};
  follow(written, previous);
  bool copies = written.cursor.steps() + 1 > known_->max_copy;
  for (std::size_t i = place; i < chord_.size() && !copies; ++i) {
    WrittenNote next = chord_[i];
    follow(next, &written);
    written = next;
    copies = written.cursor.steps() + 1 > known_->max_copy;
  }
  return copies;
}

void CopyGuard::take(int pitch) {
  const std::size_t place = place_of(pitch);
  chord_.insert(chord_.begin() + static_cast<std::ptrdiff_t>(place),
                {.pitch = pitch, .duration = duration_});
  for (std::size_t i = place; i < chord_.size(); ++i) {
    follow(chord_[i], before(i));
  }
}

}  // namespace bachprop
