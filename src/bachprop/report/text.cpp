#include "bachprop/report/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "bachprop/base/numbers.h"

namespace bachprop {

std::string printable(std::string_view text) {
  std::string safe(text);
  for (std::size_t i = 0; i < safe.size(); ++i) {
    const auto byte = static_cast<unsigned char>(safe[i]);
    constexpr unsigned char kSpace = 0x20;
    constexpr unsigned char kDelete = 0x7F;
    if (byte < kSpace || byte == kDelete) {
      safe[i] = '?';
    }
    // U+0080 .. U+009F, in UTF-8 C2 80 .. C2 9F, are control characters too.
    constexpr unsigned char kLead = 0xC2;
    if (byte == kLead && i + 1 < safe.size() && static_cast<unsigned char>(safe[i + 1]) < 0xA0) {
      safe.replace(i, 2, "?");
    }
  }
  return safe;
}

std::string printable_lines(std::string_view text) {
  std::string safe;
  while (true) {
    const std::size_t end = text.find('\n');
    safe += printable(text.substr(0, end));
    if (end == std::string_view::npos) {
      return safe;
    }
    safe += "\n  ";
    text.remove_prefix(end + 1);
  }
}

std::string upper_case(std::string text) {
  std::ranges::transform(text, text.begin(),
                         [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return text;
}

std::string size_text(std::uint64_t bytes) {
  constexpr double kMega = 1e6;
  const auto size = as_double(bytes);
  return size < kMega ? fmt::format("{:.1f} kB", size / 1e3)
                      : fmt::format("{:.1f} MB", size / kMega);
}

}  // namespace bachprop
