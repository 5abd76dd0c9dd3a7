#include "bachprop/notation/note_values.h"

#include <bit>
#include <cstdint>

#include "bachprop/base/numbers.h"

namespace bachprop {
namespace {

constexpr Quarters kLongest = 16;
constexpr std::int64_t kShortestParts = 256;  // of a quarter: the 1024th

// With so many dots a note lasts 1, 3/2 or 7/4 of what its name says.
constexpr Quarters dotted(int dots) {
  return {(std::int64_t{2} << dots) - 1, std::int64_t{1} << dots};
}

std::optional<NoteType> type_of(const Quarters& length) {
  const bool exists = length <= kLongest && length.denominator() <= kShortestParts &&
                      is_power_of_two(length.numerator()) && is_power_of_two(length.denominator());
  if (!exists) {
    return std::nullopt;
  }
  const Quarters halvings = kLongest / length;
  return static_cast<NoteType>(std::countr_zero(static_cast<std::uint64_t>(halvings.numerator())));
}

}  // namespace

Quarters length_of(NoteType type) { return kLongest / Quarters(std::int64_t{1} << as_int(type)); }

Quarters length_of(const NoteValue& value) { return length_of(value.type) * dotted(value.dots); }

std::optional<NoteValue> value_of(const Quarters& length) {
  for (int dots = 0; dots <= kMostDots && length > 0; ++dots) {
    if (const auto type = type_of(length / dotted(dots))) {
      return NoteValue{*type, dots};
    }
  }
  return std::nullopt;
}

}  // namespace bachprop
