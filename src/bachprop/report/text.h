// Small pieces of text for the terminal.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "bachprop/base/count_text.h"

namespace bachprop {

// Text from a file, safe to print: a control character, which could steer the terminal, becomes
// "?".
[[nodiscard]] std::string printable(std::string_view text);
// The same of several lines: each but the first is indented, so that none passes for another
// message.
[[nodiscard]] std::string printable_lines(std::string_view text);

// In capital letters; only those of ASCII change.
[[nodiscard]] std::string upper_case(std::string text);

// "3.4 MB".
[[nodiscard]] std::string size_text(std::uint64_t bytes);

}  // namespace bachprop
