// C++ as text, as far as the tests of the house read it: no compiler, no macros expanded.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace bachprop {

// The same text with spaces for comments, literals and preprocessor lines; line breaks stay.
[[nodiscard]] std::string code_only(std::string_view text);

// A type that is defined at namespace scope.
struct TypeDefinition {
  std::string name;  // "bachprop::Note"; "std::hash<Quarters>" of a specialisation
  int line = 0;
  bool is_local = false;  // in an anonymous namespace
};

[[nodiscard]] std::vector<TypeDefinition> types_defined_in(std::string_view text);

}  // namespace bachprop
