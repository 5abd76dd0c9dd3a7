#include "bachprop/context/music_so_far.h"

#include <algorithm>
#include <bitset>

namespace bachprop {
namespace {

constexpr std::int64_t kRememberedQuarters = 32;
constexpr std::int64_t kRecentQuarters = 2;
constexpr std::int64_t kLocalQuarters = 8;

}  // namespace

MusicSoFar::MusicSoFar(ContextKind kind, const SymbolValues& values)
    : kind_(kind), values_(&values) {
  begin({}, 0, ChordOrder::kUpwards);
}

void MusicSoFar::begin(const Metre& metre, int shift, ChordOrder order, const KnownTurns* own) {
  order_ = order;
  own_turns_ = own;
  lowest_pitch_ = std::max(0, shift);
  end_of_pitches_ = values_->pitches() + std::min(0, shift);
  begun_ = false;
  ending_ = false;
  dt_ = 0;
  last_ = values_->start_end;
  before_.fill(last_);
  if (!sees_music(kind_)) {
    return;
  }
  bar_lines_.set(metre, values_->times.per_quarter);
  now_ = 0;
  find_place();
  sounding_.clear();
  held_ = 0;
  ended_.clear();
  recent_.clear();
  lately_begin_ = 0;
  all_lately_ = true;
  repetition_.clear();
  key_of_piece_.clear();
  heard_lately_.fill(0);
  key_lately_.clear();
  keys_ = {};
  lines_.begin(order);
  earlier_bars_.begin(order);
  complete_chords_.begin();
  chord_is_complete_ = false;
}

void MusicSoFar::pass(int dt) {
  dt_ = dt;
  ending_ = dt == values_->start_end.dt;
  if (!sees_music(kind_) || ending_) {
    return;
  }
  const std::int64_t time = values_->times.dt[as_index(dt)];
  if (time > 0) {
    now_ += time;
    find_place();
    end_notes();
    hear_lately();
  }
  if (sees_lines(kind_)) {
    if (time > 0) {
      lines_.pass(now_);
    }
    earlier_bars_.pass(dt, now_, bar_length_, values_->times);
  }
}

std::optional<TurnFamiliarity> MusicSoFar::familiarity(TurnStream stream) const {
  const TurnsSoFar* const turns = chord_is_complete_ ? complete_chords_.turns(stream) : nullptr;
  return turns == nullptr || values_->turns == nullptr
             ? std::nullopt
             : std::optional(values_->turns->familiarity(stream, *turns, own_turns_));
}

void MusicSoFar::find_place() {
  const PlaceInBars place = bar_lines_.place_of(now_);
  bar_length_ = place.bar_length;
  place_ = place_in_time(now_, place, values_->times.per_quarter);
}

// Time has gone on: notes end, become recent, are forgotten.
void MusicSoFar::end_notes() {
  forget_notes();
  const std::size_t before = sounding_.size();
  sounding_.clear();
  ended_.clear();
  for (std::size_t i = 0; i < before; ++i) {
    SoundingNote note = sounding_[i];
    if (note.end > now_) {
      note.distance = nearest_duration(values_->times, note.end - now_);
      sounding_.push_back(note);
    } else {
      ended_.push_back(note);
    }
  }
  held_ = sounding_.size();
}

// What had ended becomes recent, in place of what is recent of the same pitches. The oldest are
// forgotten, up to the first that is not too old.
void MusicSoFar::forget_notes() {
  std::bitset<NoteList::kMostPitches> again;
  for (std::size_t i = 0; i < ended_.size(); ++i) {
    again.set(as_index(ended_[i].pitch));
  }
  const std::int64_t forgotten = quarters_ago(kRememberedQuarters);
  bool oldest = true;
  recent_.keep_if([&](std::size_t i) {
    const bool stays =
        !again[as_index(recent_.pitch(i))] && !(oldest && recent_.end(i) <= forgotten);
    oldest = oldest && !stays;
    return stays;
  });
  for (std::size_t i = 0; i < ended_.size(); ++i) {
    const bool stays = !(oldest && ended_.end(i) <= forgotten);
    oldest = oldest && !stays;
    recent_.push_back_if(stays, ended_[i]);
  }
  measure_distances();
}

// How long ago the recent notes ended. Those that ended between the same two onsets stand in any
// order. So one from before the last quarters may stand among those of the last quarters.
void MusicSoFar::measure_distances() {
  const std::int64_t recently = quarters_ago(kRecentQuarters);
  const std::int64_t lately = quarters_ago(kLocalQuarters);
  std::size_t earlier_end = 0;
  lately_begin_ = 0;
  for (std::size_t i = 0; i < recent_.size(); ++i) {
    const bool is_late = recent_.end(i) > lately;
    recent_.set_distance(i, (recent_.end(i) > recently ? 0 : 1) + (is_late ? 0 : 1));
    lately_begin_ += !is_late && lately_begin_ == i ? 1 : 0;
    earlier_end = is_late ? earlier_end : i + 1;
  }
  all_lately_ = earlier_end == lately_begin_;
}

void MusicSoFar::take(const NoteSymbols& note) {
  std::copy_backward(before_.begin(), before_.end() - 1, before_.end());
  before_.front() = last_;
  last_ = note;
  begun_ = true;
  chord_is_complete_ = false;
  if (!sees_music(kind_)) {
    return;
  }
  strike(note);
  repetition_.take(note);
  if (sees_lines(kind_)) {
    lines_.take(note, now_ + values_->times.duration[as_index(note.duration)]);
    earlier_bars_.take(note);
  }
  const int pitch_class = values_->pitch_class(note.pitch);
  keys_ = {key_of_piece_.best(pitch_class), key_lately_.best(pitch_class)};
}

void MusicSoFar::foresee(int dt) {
  if (kind_ != ContextKind::kCritic || !begun_) {
    return;
  }
  if (dt == values_->start_end.dt || values_->times.dt[as_index(dt)] > 0) {
    complete_chords_.take(sounding(), struck());
    chord_is_complete_ = true;
  }
}

void MusicSoFar::strike(const NoteSymbols& note) {
  const std::vector<std::int64_t>& times = values_->times.duration;
  const int pitch_class = values_->pitch_class(note.pitch);
  const std::int64_t duration = times[as_index(note.duration)];
  std::int64_t longer = duration;
  // Where its pitch sounds already, it takes that note's place.
  const std::size_t same = sounding_.find(note.pitch);
  if (same < sounding_.size()) {
    longer -= times[as_index(sounding_[same].duration)];
    held_ -= same < held_ ? 1 : 0;
    sounding_.erase(same);
  }
  sounding_.push_back({.end = now_ + duration,
                       .pitch = note.pitch,
                       .pitch_class = pitch_class,
                       .duration = note.duration,
                       .distance = note.duration});
  key_of_piece_.add(pitch_class, duration);
  hear_lately(pitch_class, longer);
}

void MusicSoFar::hear_lately(int pitch_class, std::int64_t time) {
  heard_lately_[as_index(pitch_class)] += time;
  key_lately_.add(pitch_class, time);
}

// Time has gone on: the notes of the last quarters are others.
void MusicSoFar::hear_lately() {
  const std::vector<std::int64_t>& times = values_->times.duration;
  PitchClassTimes now = {};
  const NoteSpan recent = lately();
  for (std::size_t i = 0; i < recent.size(); ++i) {
    const std::int64_t time = times[as_index(recent.duration(i))];
    now[as_index(recent.pitch_class(i))] += is_of_last_quarters(recent.distance(i)) ? time : 0;
  }
  for (const NoteSpan& notes : {ended(), sounding()}) {
    for (std::size_t i = 0; i < notes.size(); ++i) {
      now[as_index(notes.pitch_class(i))] += times[as_index(notes.duration(i))];
    }
  }
  for (int pitch_class = 0; pitch_class < kSemitonesPerOctave; ++pitch_class) {
    const std::int64_t longer = now[as_index(pitch_class)] - heard_lately_[as_index(pitch_class)];
    if (longer != 0) {
      hear_lately(pitch_class, longer);
    }
  }
}

}  // namespace bachprop
