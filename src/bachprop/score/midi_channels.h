// Which MIDI channels voices sound on.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace bachprop {

// Channels that are not percussion's.
constexpr std::size_t kMelodicChannels = 15;

// The channel of a voice, 0 .. : each its own as far as they go, then from the first again.
[[nodiscard]] int melodic_channel(std::size_t number);

// A channel for each voice, by its program or kNoProgram: each its own as far as they go. With more
// voices, those of one program share channels, each program having at least one. With more programs
// than channels, those that are next to each other in number share too.
[[nodiscard]] std::vector<int> channels_for(std::span<const int> programs);

}  // namespace bachprop
