#include "bachprop/evaluate/corpus_habits.h"

#include <algorithm>
#include <numeric>
#include <span>

#include "bachprop/base/numbers.h"

namespace bachprop {
namespace {

PitchRange usual_range(std::span<const std::int64_t> notes_of_pitch) {
  constexpr std::int64_t kLeftOut = 1000;  // one of so many at each end
  const std::int64_t left_out =
      std::reduce(notes_of_pitch.begin(), notes_of_pitch.end()) / kLeftOut;
  PitchRange range{0, kHighestPitch};
  const auto count = [&](int pitch) { return notes_of_pitch[as_index(pitch)]; };
  for (std::int64_t below = count(range.lowest); below <= left_out && range.lowest < kHighestPitch;
       below += count(range.lowest)) {
    ++range.lowest;
  }
  for (std::int64_t above = count(range.highest); above <= left_out && range.highest > 0;
       above += count(range.highest)) {
    --range.highest;
  }
  return range.lowest <= range.highest ? range : PitchRange{0, kHighestPitch};
}

}  // namespace

void HabitCounter::add(const HeardMusic& piece) {
  turns_.add(piece);
  for (const Moment& moment : piece.moments) {
    const std::size_t notes = moment.last - moment.first;
    time_of_.resize(std::max(time_of_.size(), notes + 1));
    time_of_[notes] += moment.length.to_double();
  }
  for (const LineNote& note : piece.top) {
    ++top_.at(as_index(note.pitch));
  }
  for (const LineNote& note : piece.bottom) {
    ++bottom_.at(as_index(note.pitch));
  }
}

void HabitCounter::add(const HabitCounter& others) {
  turns_.add(others.turns_);
  time_of_.resize(std::max(time_of_.size(), others.time_of_.size()));
  for (std::size_t i = 0; i < others.time_of_.size(); ++i) {
    time_of_[i] += others.time_of_[i];
  }
  for (std::size_t pitch = 0; pitch < top_.size(); ++pitch) {
    top_.at(pitch) += others.top_.at(pitch);
    bottom_.at(pitch) += others.bottom_.at(pitch);
  }
}

CorpusHabits HabitCounter::habits() const {
  CorpusHabits habits{.turns = turns_};
  if (!time_of_.empty()) {
    habits.usual_notes = as_int(std::ranges::max_element(time_of_) - time_of_.begin());
  }
  habits.top = usual_range(top_);
  habits.bottom = usual_range(bottom_);
  return habits;
}

TurnCounts turns_of(const HeardMusic& piece) {
  TurnCounts counts;
  counts.add(piece);
  return counts;
}

}  // namespace bachprop
