// How much each accent speaks for each place of a bar, learnt from music whose bars are known.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

namespace bachprop {

// The distances, in slots, at which the rhythm and the harmony are compared with themselves.
constexpr std::array<int, 12> kMetreLags = {2, 3, 4, 6, 8, 12, 16, 18, 24, 32, 36, 48};

// One metre with bars of `slots` sixteenths. Every slot of a bar belongs to a class, and `fine`
// tells the classes of the first note, of which there are more. Weights are hundredths of the
// natural logarithm of odds for a feature of 1.
struct MetreWeights {
  int numerator;
  int denominator;
  int slots;
  std::string_view classes;  // one digit a slot
  std::string_view fine;     // one letter a slot
  // A constant; onsets a slot; quarters between onsets; the rhythm's likeness to itself at each
  // lag; the harmony's.
  std::span<const std::int16_t> piece;
  // For each Accent a weight a class, then a weight a class for the last note.
  std::span<const std::int16_t> places;
  std::span<const std::int16_t> first;  // a weight a fine class, for the first note
  std::int16_t ends_with_bar;           // the last note ends a whole number of bars after the first
  std::int16_t ends_on_bar_line;
};

// In the order in which equally likely metres are preferred.
[[nodiscard]] std::span<const MetreWeights> metre_weights();

}  // namespace bachprop
