// Encodings from before UTF-8, told apart by what they make of the bytes; a part of to_utf8.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace bachprop {

// UTF-16 with a byte order mark, or without one where every second byte is 0; nothing for other
// text.
[[nodiscard]] std::optional<std::string> decode_utf16(std::string_view text);

// Japanese (Shift-JIS, EUC-JP, ISO-2022-JP), Korean (EUC-KR), Chinese (GBK) or Cyrillic text
// (Windows-1251, KOI8-R), where nearly all of the bytes make letters of such a script. Otherwise it
// is Windows-1252. The result is valid UTF-8.
[[nodiscard]] std::string decode_legacy(std::string_view text);

// The text in another character set, by its name for iconv. Nothing where a byte has no meaning in
// it, or where the system does not know it.
[[nodiscard]] std::optional<std::string> converted_from(const char* character_set,
                                                        std::string_view text);

}  // namespace bachprop
