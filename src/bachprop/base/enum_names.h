// The names of enumerators, as in options and files: one table an enumeration.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include "bachprop/base/check.h"
#include "bachprop/base/result.h"

namespace bachprop {

// The name of an enumeration in messages, and its enumerators' names. Specialised beside it:
//
//   template <>
//   struct EnumNames<Transposition> {
//     static constexpr std::string_view kWhat = "transposition";
//     static constexpr std::array<std::pair<Transposition, std::string_view>, 3> kNames = {{
//         {Transposition::kRandom, "random"}, ...}};
//   };
template <typename Enum>
struct EnumNames;

template <typename Enum>
concept NamedEnum = requires {
  EnumNames<Enum>::kNames;
};

// The place of an enumerator in its table. Every enumerator must stand there: one that does not is
// a broken promise, not "".
template <NamedEnum Enum>
[[nodiscard]] constexpr std::size_t place_of(Enum value) {
  const auto& names = EnumNames<Enum>::kNames;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (names[i].first == value) {
      return i;
    }
  }
  check_failed("an enumerator has no name", __FILE__, __LINE__);
}

template <NamedEnum Enum>
[[nodiscard]] constexpr std::string_view name_of(Enum value) {
  return EnumNames<Enum>::kNames[place_of(value)].second;
}

namespace detail {

[[nodiscard]] tl::unexpected<Error> unknown_name(std::string_view what, std::string_view name,
                                                 const std::string& known);

}  // namespace detail

// "random, all or none": what one may choose from.
template <NamedEnum Enum>
[[nodiscard]] std::string names_of() {
  std::string names;
  const auto& all = EnumNames<Enum>::kNames;
  for (std::size_t i = 0; i < all.size(); ++i) {
    names += i == 0 ? "" : i + 1 == all.size() ? " or " : ", ";
    names += all[i].second;
  }
  return names;
}

// An error for any other name says which there are.
template <NamedEnum Enum>
[[nodiscard]] Result<Enum> from_name(std::string_view name) {
  for (const auto& [value, known] : EnumNames<Enum>::kNames) {
    if (known == name) {
      return value;
    }
  }
  return detail::unknown_name(EnumNames<Enum>::kWhat, name, names_of<Enum>());
}

}  // namespace bachprop
