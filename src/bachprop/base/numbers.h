// Conversions between kinds of numbers, by what they are for. Debug builds check what they promise.
#pragma once

#include <cassert>
#include <concepts>
#include <cstddef>
#include <type_traits>
#include <utility>

namespace bachprop {

template <typename T>
concept IntegerOrEnum = std::integral<T> || std::is_enum_v<T>;

// A place in a container, or a number of elements. `number` is not negative.
template <IntegerOrEnum Number>
[[nodiscard]] constexpr std::size_t as_index(Number number) {
  if constexpr (std::is_enum_v<Number>) {
    return as_index(static_cast<std::underlying_type_t<Number>>(number));
  } else {
    assert(std::cmp_greater_equal(number, 0));
    return static_cast<std::size_t>(number);
  }
}

// A count or a number small enough for int.
template <IntegerOrEnum Number>
[[nodiscard]] constexpr int as_int(Number number) {
  if constexpr (std::is_enum_v<Number>) {
    return as_int(static_cast<std::underlying_type_t<Number>>(number));
  } else {
    return static_cast<int>(number);
  }
}

// Exact up to 2^53 in magnitude.
template <std::integral Number>
[[nodiscard]] constexpr double as_double(Number number) {
  return static_cast<double>(number);
}

}  // namespace bachprop
