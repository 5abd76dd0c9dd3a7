// Which lengths one note can have on paper.
#pragma once

#include <optional>

#include "bachprop/base/quarters.h"
#include "bachprop/notation/notated_score.h"

namespace bachprop {

constexpr int kMostDots = 2;

// A name and its dots: a dotted half lasts three quarters.
struct NoteValue {
  NoteType type = NoteType::kQuarter;
  int dots = 0;

  friend bool operator==(const NoteValue&, const NoteValue&) = default;
};

[[nodiscard]] Quarters length_of(NoteType type);
[[nodiscard]] Quarters length_of(const NoteValue& value);

// The value of that length, with at most kMostDots dots; nothing where several notes are needed.
[[nodiscard]] std::optional<NoteValue> value_of(const Quarters& length);

}  // namespace bachprop
