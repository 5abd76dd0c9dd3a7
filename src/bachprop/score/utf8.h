// UTF-8 (RFC 3629).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace bachprop {

[[nodiscard]] bool is_utf8(std::string_view text);

// The code point that begins at `position`, which moves behind it; `text` is valid UTF-8.
[[nodiscard]] std::uint32_t next_code_point(std::string_view text, std::size_t& position);

}  // namespace bachprop
