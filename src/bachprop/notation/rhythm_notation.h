// Lengths of notes and rests as values, dots, ties and tuplets.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "bachprop/analysis/metric_span.h"
#include "bachprop/notation/notated_score.h"

namespace bachprop {

// A note, a chord or a silence, as far as it lies in the bar.
struct Stretch {
  Quarters start;
  Quarters end;  // > start
  Sound sound = Sound::kNote;

  friend bool operator==(const Stretch&, const Stretch&) = default;
};

// A part of a stretch that one symbol shows.
struct WrittenValue {
  int stretch = 0;  // which one
  Quarters start;
  Quarters duration;
  NoteType type = NoteType::kQuarter;
  int dots = 0;
  std::vector<Tuplet> tuplets = {};

  friend bool operator==(const WrittenValue&, const WrittenValue&) = default;
};

// The easiest reading of stretches that follow each other without a gap inside a bar. They may be
// written with the values that the metre admits and with tuplets on spans of its tree. The reading
// has the fewest symbols, where ties, dots, hidden beats and tuplets count as well
// (docs/notation.md, "Values and beats"). Nothing where a time cannot be expressed.
[[nodiscard]] std::optional<std::vector<WrittenValue>> write_rhythm(
    const MetricSpan& bar, std::span<const Stretch> stretches);

}  // namespace bachprop
