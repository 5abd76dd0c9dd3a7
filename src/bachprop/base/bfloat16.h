// bfloat16: a float without its last 16 bits.
#pragma once

#include <bit>
#include <cstdint>

namespace bachprop {

// To the nearest, ties to even; what is not a number stays so.
[[nodiscard]] inline std::uint16_t to_bfloat16(float value) {
  const auto bits = std::bit_cast<std::uint32_t>(value);
  constexpr std::uint32_t kInfinity = 0x7F80'0000;
  if ((bits & 0x7FFF'FFFF) > kInfinity) {
    return static_cast<std::uint16_t>((bits >> 16) | 0x40);
  }
  return static_cast<std::uint16_t>((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
}

[[nodiscard]] inline float from_bfloat16(std::uint16_t value) {
  return std::bit_cast<float>(static_cast<std::uint32_t>(value) << 16);
}

// An element of a file.
struct BFloat16 {
  std::uint16_t bits = 0;
};

}  // namespace bachprop
