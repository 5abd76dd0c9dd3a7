// What was meant by a word that is none of the names.
#pragma once

#include <CLI/CLI.hpp>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace bachprop {

// The name that `word` is the beginning or a part of, or that few letters make of it; empty: none.
[[nodiscard]] std::string nearest_name(std::string_view word, std::span<const std::string> names);

// "did you mean chorales?", or `otherwise` when no name is near.
[[nodiscard]] std::string suggestion(std::string_view word, std::span<const std::string> names,
                                     const std::string& otherwise);

// A value that is one of `names`; the error lists them, and says which was meant.
[[nodiscard]] CLI::Validator one_of(std::vector<std::string> names);

}  // namespace bachprop
