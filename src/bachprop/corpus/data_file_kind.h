// Files of data that published piano rolls come in, by their first bytes.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace bachprop {

// "a MATLAB file", "a Python pickle" ...; empty for text and for what is not known.
[[nodiscard]] std::string_view data_file_kind(std::span<const std::byte> bytes);

}  // namespace bachprop
