#include "bachprop/copies/note_patterns.h"

#include <cstddef>
#include <numeric>

#include "bachprop/base/check.h"

namespace bachprop {
namespace {

constexpr std::int64_t kUnitsPerQuarter = 48;

std::int64_t in_units(Quarters time) {
  check(kUnitsPerQuarter % time.denominator() == 0, "times are whole 48ths of a quarter");
  return time.numerator() * (kUnitsPerQuarter / time.denominator());
}

ExactStep step_between(const Note& from, const Note& to) {
  return {.duration_before = in_units(from.duration),
          .interval = to.pitch - from.pitch,
          .dt = in_units(to.onset - from.onset),
          .duration = in_units(to.duration)};
}

// Equal for steps that differ in their speed only: the three times in lowest terms.
ExactStep at_unit_speed(ExactStep step) {
  const std::int64_t common = std::gcd(std::gcd(step.duration_before, step.dt), step.duration);
  step.duration_before /= common;
  step.dt /= common;
  step.duration /= common;
  return step;
}

ExactStep kept_of(const ExactStep& step, PatternKind kind) {
  switch (kind) {
    case PatternKind::kExact:
      break;
    case PatternKind::kAnySpeed:
      return at_unit_speed(step);
    case PatternKind::kPitches:
      return {.interval = step.interval};
    case PatternKind::kRhythm:
      return {.duration_before = step.duration_before, .dt = step.dt, .duration = step.duration};
  }
  return step;
}

bool keeps_duration(PatternKind kind) {
  return kind == PatternKind::kExact || kind == PatternKind::kRhythm;
}

PatternStep word(std::int64_t number) {
  constexpr std::int64_t kWords = 1 << 15;
  check(number >= 0 && number < kWords, "a time of a pattern is below 2^15 48ths of a quarter");
  return static_cast<PatternStep>(number);
}

}  // namespace

PatternStep pack(const ExactStep& step) {
  constexpr int kNoInterval = 128;  // intervals are counted from here, to stay above 0
  return word(step.duration_before) << 48 | word(step.interval + kNoInterval) << 32 |
         word(step.dt) << 16 | word(step.duration);
}

PatternSequence patterns_of(std::span<const Note> notes, PatternKind kind) {
  PatternSequence sequence;
  sequence.heads.reserve(notes.size());
  sequence.steps.reserve(notes.size());
  for (std::size_t i = 0; i < notes.size(); ++i) {
    sequence.heads.push_back(keeps_duration(kind) ? word(in_units(notes[i].duration)) : 0);
    if (i > 0) {
      sequence.steps.push_back(pack(kept_of(step_between(notes[i - 1], notes[i]), kind)));
    }
  }
  return sequence;
}

}  // namespace bachprop
