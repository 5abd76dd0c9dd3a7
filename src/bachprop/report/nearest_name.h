// The name that was meant by a word that is none of the names.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace bachprop {

// The name that `word` is the beginning or a part of, or that few letters make of it; empty: none.
[[nodiscard]] std::string nearest_name(std::string_view word, std::span<const std::string> names);

// "did you mean chorales?", or `otherwise` when no name is near.
[[nodiscard]] std::string suggestion(std::string_view word, std::span<const std::string> names,
                                     const std::string& otherwise);

}  // namespace bachprop
