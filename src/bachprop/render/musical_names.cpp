#include "bachprop/render/musical_names.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "bachprop/base/numbers.h"

namespace bachprop {
namespace {

struct NamedValue {
  Quarters quarters;
  const char* name;
};

constexpr std::array kPlainValues = {
    NamedValue{{1, 16}, "64th"},  NamedValue{{1, 8}, "32nd"}, NamedValue{{1, 4}, "16th"},
    NamedValue{{1, 2}, "eighth"}, NamedValue{1, "quarter"},   NamedValue{2, "half"},
    NamedValue{4, "whole"},
};

}  // namespace

std::string pitch_name(int pitch) {
  constexpr std::array kNames = {"C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B"};
  return fmt::format("{}{}", kNames.at(as_index(pitch % 12)), pitch / 12 - 1);
}

std::string mixed_number(Quarters time) {
  const std::int64_t whole = time.numerator() / time.denominator();
  const Quarters rest = time - whole;
  if (whole == 0 || rest == 0) {
    return time.to_string();
  }
  return fmt::format("{} {}", whole, rest.to_string());
}

std::string note_value(Quarters duration) {
  for (const auto& [plain, name] : kPlainValues) {
    if (duration == plain) {
      return name;
    }
    if (duration == plain * Quarters(3, 2)) {
      return fmt::format("dotted {}", name);
    }
    if (duration == plain * Quarters(2, 3)) {
      return fmt::format("{} triplet", name);
    }
  }
  return "";
}

}  // namespace bachprop
