#include "bachprop/midi/tempo_payload.h"

#include <algorithm>
#include <cmath>

namespace bachprop {
namespace {

constexpr std::size_t kSize = 3;
constexpr double kMost = 0xFFFFFF;  // microseconds that three bytes hold

}  // namespace

std::optional<int> microseconds_per_quarter(std::span<const std::byte> payload) {
  if (payload.size() < kSize) {
    return std::nullopt;
  }
  int microseconds = 0;
  for (const std::byte byte : payload.first(kSize)) {
    microseconds = microseconds << 8 | std::to_integer<int>(byte);
  }
  return microseconds > 0 ? std::optional(microseconds) : std::nullopt;
}

std::string tempo_payload(double quarters_per_minute) {
  const long microseconds = std::lround(std::clamp(60e6 / quarters_per_minute, 1.0, kMost));
  std::string payload;
  for (const int shift : {16, 8, 0}) {
    payload += static_cast<char>(microseconds >> shift & 0xFF);
  }
  return payload;
}

}  // namespace bachprop
