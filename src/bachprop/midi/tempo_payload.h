// The payload of a tempo event (FF 51).
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>

namespace bachprop {

// Microseconds a quarter, above 0; nothing for a payload that states none.
[[nodiscard]] std::optional<int> microseconds_per_quarter(std::span<const std::byte> payload);

// The three bytes of the tempo nearest to `quarters_per_minute`, which is above 0.
[[nodiscard]] std::string tempo_payload(double quarters_per_minute);

}  // namespace bachprop
