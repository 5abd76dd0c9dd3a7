// Small pieces of text for the terminal.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace bachprop {

// "84,623".
[[nodiscard]] std::string grouped(std::uint64_t number);
// "1 file", "1,034 files".
[[nodiscard]] std::string counted(std::uint64_t number, std::string_view noun);

// Text from a file, safe to print: a control character, which could steer the terminal, becomes
// "?".
[[nodiscard]] std::string printable(std::string_view text);

// "3.4 MB".
[[nodiscard]] std::string size_text(std::uint64_t bytes);

}  // namespace bachprop
