// Text from MIDI files, which do not say how it is encoded.
#pragma once

#include <string>
#include <string_view>

namespace bachprop {

// Valid UTF-8 without control characters and without blanks at its ends: what may stand in a
// score, on a page and on a terminal.
[[nodiscard]] bool is_plain_text(std::string_view text);

// The bytes as plain text. Their encoding is guessed, as docs/formats/midi.md says. It is Unicode
// where they are valid or begin with a byte order mark, else one that makes letters of them, at
// last Windows-1252. A control character is dropped, a tab or a line end becomes a blank.
[[nodiscard]] std::string to_utf8(std::string_view text);

// The same, but with all control characters and blanks.
[[nodiscard]] std::string decoded_text(std::string_view text);

}  // namespace bachprop
