// Counts as people read them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace bachprop {

// "84,623".
[[nodiscard]] std::string grouped(std::uint64_t number);
// "1 file", "1,034 files".
[[nodiscard]] std::string counted(std::uint64_t number, std::string_view noun);

}  // namespace bachprop
