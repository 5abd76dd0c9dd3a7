// Text from MIDI files, which do not say how it is encoded.
#pragma once

#include <string>
#include <string_view>

namespace bachprop {

[[nodiscard]] bool is_utf8(std::string_view text);

// Valid UTF-8 as it is; anything else is taken for Latin-1 and converted.
[[nodiscard]] std::string to_utf8(std::string text);

}  // namespace bachprop
