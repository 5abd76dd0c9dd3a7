#include "bachprop/context/lines_so_far.h"

#include <algorithm>

#include "bachprop/base/numbers.h"

namespace bachprop {

void LinesSoFar::begin(ChordOrder order) {
  order_ = order;
  sounding_.clear();
  held_ = 0;
  ended_.clear();
  taken_ = 0;
}

void LinesSoFar::pass(std::int64_t now) {
  ended_.clear();
  taken_ = 0;
  const auto stays = [&](const LineSoFar& line) { return line.end > now; };
  std::ranges::copy_if(sounding_, std::back_inserter(ended_), std::not_fn(stays));
  std::erase_if(sounding_, std::not_fn(stays));
  held_ = sounding_.size();
  std::ranges::stable_sort(ended_, [&](const LineSoFar& a, const LineSoFar& b) {
    return comes_before(a.pitches.front(), b.pitches.front(), order_);
  });
}

void LinesSoFar::take(const NoteSymbols& note, std::int64_t end) {
  // Where its pitch sounds already, it takes that note's place.
  const auto same = std::ranges::find(sounding_, note.pitch,
                                      [](const LineSoFar& line) { return line.pitches.front(); });
  if (same != sounding_.end()) {
    held_ -= same - sounding_.begin() < as_int(held_) ? 1 : 0;
    sounding_.erase(same);
  }
  LineSoFar line = taken_ < ended_.size() ? ended_[taken_++] : LineSoFar();
  std::copy_backward(line.pitches.begin(), line.pitches.end() - 1, line.pitches.end());
  line.pitches.front() = note.pitch;
  line.notes = std::min(line.notes + 1, LineSoFar::kNotes);
  line.duration = note.duration;
  line.end = end;
  sounding_.push_back(line);
}

std::size_t LinesSoFar::place() const {
  const std::size_t struck = sounding_.size() - held_;
  if (taken_ == ended_.size()) {
    return sounding_.size();
  }
  const int from = ended_[taken_].pitches.front();
  return struck + as_index(std::ranges::count_if(
                      std::span(sounding_).first(held_), [&](const LineSoFar& line) {
                        return comes_before(line.pitches.front(), from, order_);
                      }));
}

}  // namespace bachprop
