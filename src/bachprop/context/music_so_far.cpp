#include "bachprop/context/music_so_far.h"

#include <algorithm>

namespace bachprop {
namespace {

constexpr std::int64_t kRememberedQuarters = 32;
constexpr std::int64_t kLocalQuarters = 8;

}  // namespace

MusicSoFar::MusicSoFar(ContextKind kind, const SymbolValues& values, const Metre& metre)
    : kind_(kind),
      values_(&values),
      bar_lines_(metre, values.times.per_quarter),
      last_(values.start_end) {
  before_.fill(last_);
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
    end_notes();
  }
}

// Time has gone on: notes end, become recent, are forgotten.
void MusicSoFar::end_notes() {
  for (const SoundingNote& note : ended_) {
    std::erase_if(recent_, [&](const SoundingNote& r) { return r.pitch == note.pitch; });
    recent_.push_back(note);
  }
  const std::int64_t forgotten = quarters_ago(kRememberedQuarters);
  while (!recent_.empty() && recent_.front().end <= forgotten) {
    recent_.pop_front();
  }
  ended_.clear();
  std::size_t kept = 0;
  for (const SoundingNote& note : sounding_) {
    if (note.end > now_) {
      sounding_[kept++] = note;
    } else {
      ended_.push_back(note);
    }
  }
  sounding_.resize(kept);
  held_ = kept;
}

void MusicSoFar::take(const NoteSymbols& note) {
  std::copy_backward(before_.begin(), before_.end() - 1, before_.end());
  before_.front() = last_;
  last_ = note;
  begun_ = true;
  if (kind_ != ContextKind::kMusic) {
    return;
  }
  const std::int64_t duration = values_->times.duration[as_index(note.duration)];
  // Where its pitch sounds already, it takes that note's place.
  const auto same = std::ranges::find(sounding_, note.pitch, &SoundingNote::pitch);
  if (same != sounding_.end()) {
    held_ -= as_index(same - sounding_.begin()) < held_ ? 1U : 0U;
    sounding_.erase(same);
  }
  sounding_.push_back({note.pitch, now_ + duration, note.duration});
  repetition_.take(note);
  estimate_keys(duration);
}

// After the last note was taken, which lasts `duration`.
void MusicSoFar::estimate_keys(std::int64_t duration) {
  const int pitch_class = values_->pitch_class(last_.pitch);
  heard_[as_index(pitch_class)] += duration;
  PitchClassTimes lately = {};
  const auto add = [&](const SoundingNote& note) {
    lately[as_index(values_->pitch_class(note.pitch))] +=
        values_->times.duration[as_index(note.duration)];
  };
  const std::int64_t begin = quarters_ago(kLocalQuarters);
  for (const SoundingNote& note : recent_) {
    if (note.end > begin) {
      add(note);
    }
  }
  std::ranges::for_each(ended_, add);
  std::ranges::for_each(sounding_, add);
  keys_ = {estimate_key(heard_, pitch_class), estimate_key(lately, pitch_class)};
}

}  // namespace bachprop
