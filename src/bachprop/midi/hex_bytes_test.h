// Bytes as a test shows them: hex("4D 54 68 64"). For tests only.
#pragma once

#include <cstddef>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

namespace bachprop {

inline std::vector<std::byte> hex(std::string_view digits) {
  std::string compact;
  for (const char c : digits) {
    if (c != ' ') {
      compact += c;
    }
  }
  std::vector<std::byte> bytes;
  for (std::size_t i = 0; i + 1 < compact.size(); i += 2) {
    bytes.push_back(
        static_cast<std::byte>(std::strtoul(compact.substr(i, 2).c_str(), nullptr, 16)));
  }
  return bytes;
}

}  // namespace bachprop
