#include "bachprop/context/music_so_far.h"

#include <algorithm>
#include <bitset>

namespace bachprop {
namespace {

constexpr std::int64_t kRememberedQuarters = 32;
constexpr std::int64_t kLocalQuarters = 8;

}  // namespace

MusicSoFar::MusicSoFar(ContextKind kind, const SymbolValues& values)
    : kind_(kind), values_(&values) {
  begin({}, 0);
}

void MusicSoFar::begin(const Metre& metre, int shift) {
  lowest_pitch_ = std::max(0, shift);
  end_of_pitches_ = values_->pitches() + std::min(0, shift);
  begun_ = false;
  ending_ = false;
  dt_ = 0;
  last_ = values_->start_end;
  before_.fill(last_);
  if (kind_ != ContextKind::kMusic) {
    return;
  }
  bar_lines_.set(metre, values_->times.per_quarter);
  now_ = 0;
  find_place();
  sounding_.clear();
  held_ = 0;
  ended_.clear();
  recent_.clear();
  repetition_.clear();
  key_of_piece_.clear();
  lately_.fill(0);
  key_of_late_.clear();
  keys_ = {};
}

void MusicSoFar::pass(int dt) {
  dt_ = dt;
  ending_ = dt == values_->start_end.dt;
  if (kind_ != ContextKind::kMusic || ending_) {
    return;
  }
  const std::int64_t time = values_->times.dt[as_index(dt)];
  if (time > 0) {
    now_ += time;
    find_place();
    end_notes();
    hear_lately();
  }
}

void MusicSoFar::find_place() {
  place_ = place_in_time(now_, bar_lines_.place_of(now_), values_->times.per_quarter);
}

// Time has gone on: notes end, become recent, are forgotten.
void MusicSoFar::end_notes() {
  forget_notes();
  ended_.clear();
  std::size_t kept = 0;
  for (const SoundingNote& note : sounding_) {
    if (note.end > now_) {
      sounding_[kept] = note;
      sounding_[kept].remains = nearest_duration(values_->times, note.end - now_);
      ++kept;
    } else {
      ended_.push_back(note);
    }
  }
  sounding_.resize(kept);
  held_ = kept;
}

void MusicSoFar::forget_notes() {
  std::bitset<kMostPitches> ended;
  for (const SoundingNote& note : ended_) {
    ended.set(as_index(note.pitch));
  }
  std::erase_if(recent_, [&](const SoundingNote& r) { return ended[as_index(r.pitch)]; });
  recent_.insert(recent_.end(), ended_.begin(), ended_.end());
  const std::int64_t forgotten = quarters_ago(kRememberedQuarters);
  const auto first =
      std::ranges::find_if(recent_, [&](const SoundingNote& note) { return note.end > forgotten; });
  recent_.erase(recent_.begin(), first);
}

void MusicSoFar::take(const NoteSymbols& note) {
  std::copy_backward(before_.begin(), before_.end() - 1, before_.end());
  before_.front() = last_;
  last_ = note;
  begun_ = true;
  if (kind_ != ContextKind::kMusic) {
    return;
  }
  strike(note);
  repetition_.take(note);
  const int pitch_class = sounding_.back().pitch_class;
  keys_ = {key_of_piece_.best(pitch_class), key_of_late_.best(pitch_class)};
}

void MusicSoFar::strike(const NoteSymbols& note) {
  const std::vector<std::int64_t>& times = values_->times.duration;
  const int pitch_class = values_->pitch_class(note.pitch);
  const std::int64_t duration = times[as_index(note.duration)];
  std::int64_t longer = duration;
  // Where its pitch sounds already, it takes that note's place.
  const auto same = std::ranges::find(sounding_, note.pitch, &SoundingNote::pitch);
  if (same != sounding_.end()) {
    longer -= times[as_index(same->duration)];
    held_ -= as_index(same - sounding_.begin()) < held_ ? 1U : 0U;
    sounding_.erase(same);
  }
  sounding_.push_back({.end = now_ + duration,
                       .pitch = note.pitch,
                       .pitch_class = pitch_class,
                       .duration = note.duration,
                       .remains = note.duration});
  key_of_piece_.add(pitch_class, duration);
  hear_lately(pitch_class, longer);
}

void MusicSoFar::hear_lately(int pitch_class, std::int64_t time) {
  lately_[as_index(pitch_class)] += time;
  key_of_late_.add(pitch_class, time);
}

// Time has gone on: the notes of the last quarters are others.
void MusicSoFar::hear_lately() {
  const std::vector<std::int64_t>& times = values_->times.duration;
  PitchClassTimes now = {};
  const std::int64_t begin = quarters_ago(kLocalQuarters);
  for (const SoundingNote& note : recent_) {
    now[as_index(note.pitch_class)] += note.end > begin ? times[as_index(note.duration)] : 0;
  }
  for (const auto& notes : {ended(), sounding()}) {
    for (const SoundingNote& note : notes) {
      now[as_index(note.pitch_class)] += times[as_index(note.duration)];
    }
  }
  for (int pitch_class = 0; pitch_class < kSemitonesPerOctave; ++pitch_class) {
    const std::int64_t longer = now[as_index(pitch_class)] - lately_[as_index(pitch_class)];
    if (longer != 0) {
      hear_lately(pitch_class, longer);
    }
  }
}

}  // namespace bachprop
