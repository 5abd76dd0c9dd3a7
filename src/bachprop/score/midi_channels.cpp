#include "bachprop/score/midi_channels.h"

#include <algorithm>
#include <set>

#include "bachprop/base/numbers.h"
#include "bachprop/midi/smf.h"

namespace bachprop {
namespace {

// The channels of one program.
struct Channels {
  std::size_t first = 0;
  std::size_t count = 1;
  std::size_t given = 0;
};

// Channels of each program in order: what is left over when each has one goes to the first.
std::vector<Channels> shared_channels(std::size_t programs) {
  std::vector<Channels> channels(programs);
  const std::size_t spare = kMelodicChannels - std::min(programs, kMelodicChannels);
  for (std::size_t i = 0; i < programs; ++i) {
    const std::size_t number = programs > kMelodicChannels ? i * kMelodicChannels / programs : i;
    channels[i].count += spare / programs + (i < spare % programs ? 1 : 0);
    channels[i].first = i == 0 || programs > kMelodicChannels
                            ? number
                            : channels[i - 1].first + channels[i - 1].count;
  }
  return channels;
}

std::vector<int> own_channels(std::size_t voices) {
  std::vector<int> numbers;
  for (std::size_t voice = 0; voice < voices; ++voice) {
    numbers.push_back(melodic_channel(voice));
  }
  return numbers;
}

}  // namespace

int melodic_channel(std::size_t number) {
  const auto channel = as_int(number % kMelodicChannels);
  return channel < kPercussionChannel ? channel : channel + 1;
}

std::vector<int> channels_for(std::span<const int> programs) {
  if (programs.size() <= kMelodicChannels) {
    return own_channels(programs.size());
  }
  const std::set<int> distinct(programs.begin(), programs.end());
  const std::vector<int> sorted(distinct.begin(), distinct.end());
  std::vector<Channels> channels = shared_channels(sorted.size());
  std::vector<int> numbers;
  for (const int program : programs) {
    const auto place = std::ranges::lower_bound(sorted, program);
    Channels& own = channels[as_index(place - sorted.begin())];
    numbers.push_back(melodic_channel(own.first + own.given++ % own.count));
  }
  return numbers;
}

}  // namespace bachprop
