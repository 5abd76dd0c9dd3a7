// Conversions between kinds of numbers, by what they are for, and small facts of numbers. Debug
// builds check that an index is not negative.
#pragma once

#include <bit>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <type_traits>

namespace bachprop {

template <typename T>
concept NumberOrEnum = std::is_arithmetic_v<T> || std::is_enum_v<T>;

// A place in a container, or a number of elements: not negative; what has a fraction loses it.
template <NumberOrEnum Number>
[[nodiscard]] constexpr std::size_t as_index(Number number) {
  if constexpr (std::is_enum_v<Number>) {
    return as_index(static_cast<std::underlying_type_t<Number>>(number));
  } else {
    if constexpr (std::is_signed_v<Number>) {
      assert(number >= Number{});
    }
    return static_cast<std::size_t>(number);
  }
}

// A count or a number that fits into an int; what has a fraction loses it.
template <NumberOrEnum Number>
[[nodiscard]] constexpr int as_int(Number number) {
  if constexpr (std::is_enum_v<Number>) {
    return as_int(static_cast<std::underlying_type_t<Number>>(number));
  } else {
    return static_cast<int>(number);
  }
}

// Exact up to 2^53 in magnitude.
template <typename Number>
requires std::is_arithmetic_v<Number>
[[nodiscard]] constexpr double as_double(Number number) { return static_cast<double>(number); }

// Not a number: what a figure of nothing is, such as the mean of no numbers.
constexpr double kUndefined = std::numeric_limits<double>::quiet_NaN();

// 1, 2, 4 ...
[[nodiscard]] constexpr bool is_power_of_two(std::int64_t number) {
  return std::has_single_bit(static_cast<std::uint64_t>(number));
}

}  // namespace bachprop
