#include "bachprop/cli/text.h"

#include <fmt/format.h>

namespace bachprop {

std::string grouped(std::uint64_t number) {
  const std::string plain = std::to_string(number);
  std::string digits;
  for (std::size_t i = 0; i < plain.size(); ++i) {
    if (i > 0 && (plain.size() - i) % 3 == 0) {
      digits += ',';
    }
    digits += plain[i];
  }
  return digits;
}

std::string counted(std::uint64_t number, std::string_view noun) {
  return fmt::format("{} {}{}", grouped(number), noun, number == 1 ? "" : "s");
}

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

std::string size_text(std::uint64_t bytes) {
  constexpr double kMega = 1e6;
  const auto size = static_cast<double>(bytes);
  return size < kMega ? fmt::format("{:.1f} kB", size / 1e3)
                      : fmt::format("{:.1f} MB", size / kMega);
}

}  // namespace bachprop
