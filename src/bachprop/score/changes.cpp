#include "bachprop/score/changes.h"

#include <utility>

namespace bachprop {
namespace {

bool begins_a_bar(const Quarters& onset, const TimeSignature& metre) {
  const Quarters bars =
      (onset - metre.onset) / Quarters(std::int64_t{4} * metre.numerator, metre.denominator);
  return bars.denominator() == 1;
}

template <typename Change, typename IsRepeat>
std::vector<Change> without(std::vector<Change> changes, const IsRepeat& is_repeat) {
  std::vector<Change> kept;
  for (Change& change : changes) {
    if (kept.empty() || !is_repeat(kept.back(), change)) {
      kept.push_back(std::move(change));
    }
  }
  return kept;
}

template <typename Change>
std::vector<Change> without_same(std::vector<Change> changes) {
  return without(std::move(changes),
                 [](const Change& before, const Change& now) { return set_the_same(before, now); });
}

}  // namespace

bool set_the_same(const TempoChange& a, const TempoChange& b) {
  return a.quarters_per_minute == b.quarters_per_minute;
}

bool set_the_same(const TimeSignature& a, const TimeSignature& b) {
  return a.numerator == b.numerator && a.denominator == b.denominator;
}

bool set_the_same(const KeySignature& a, const KeySignature& b) {
  return a.sharps == b.sharps && a.minor == b.minor;
}

std::vector<TempoChange> without_repeats(std::vector<TempoChange> changes) {
  return without_same(std::move(changes));
}

std::vector<TimeSignature> without_repeats(std::vector<TimeSignature> changes) {
  return without(std::move(changes), [](const TimeSignature& before, const TimeSignature& now) {
    return set_the_same(before, now) && begins_a_bar(now.onset, before);
  });
}

std::vector<KeySignature> without_repeats(std::vector<KeySignature> changes) {
  return without_same(std::move(changes));
}

}  // namespace bachprop
