// Notes in a row as patterns: what makes one passage a copy of another.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "bachprop/base/enum_names.h"
#include "bachprop/score/score.h"

namespace bachprop {

// Notes in the order of score.h: by onset, then pitch. A pattern of k notes, an n-gram, is what the
// kind keeps of its first note, then of the step to each further note. Neither the place of a
// passage nor its key enters, so a transposed copy is a copy.
enum class PatternKind {
  kExact,     // T of the first; then interval, dT and T
  kAnySpeed,  // interval, and dT and T divided by T of the note before: speed does not enter
  kPitches,   // intervals
  kRhythm     // T of the first; then dT and T
};

template <>
struct EnumNames<PatternKind> {
  static constexpr std::string_view kWhat = "kind of pattern";
  static constexpr std::array<std::pair<PatternKind, std::string_view>, 4> kNames = {
      {{PatternKind::kExact, "exact"},
       {PatternKind::kAnySpeed, "any_speed"},
       {PatternKind::kPitches, "pitches"},
       {PatternKind::kRhythm, "rhythm"}}};
};

// All that tells one step between notes from others of its kind.
using PatternStep = std::uint64_t;
// Between pieces, so that no passage goes on from one into the next; no step is that.
constexpr PatternStep kEndOfPiece = ~PatternStep{0};

struct PatternSequence {
  // The part of each note that is kept when a pattern begins there: T, or 0 for a kind that keeps
  // nothing.
  std::vector<PatternStep> heads;
  // From each note to the next, one fewer than notes. A step holds the head of the note it comes
  // from, so that steps in a row are a pattern.
  std::vector<PatternStep> steps;
};

// Times must be whole 48ths of a quarter, as those of normalised rhythm are.
[[nodiscard]] PatternSequence patterns_of(std::span<const Note> notes, PatternKind kind);

// The step of PatternKind::kExact from a note to the next. Times in 48ths of a quarter, below 2^15.
struct ExactStep {
  std::int64_t duration_before = 0;  // T of the note it comes from
  int interval = 0;                  // semitones, -127 .. 127
  std::int64_t dt = 0;
  std::int64_t duration = 0;
};
[[nodiscard]] PatternStep pack(const ExactStep& step);

}  // namespace bachprop
