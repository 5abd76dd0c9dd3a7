#include "bachprop/notation/arranged_midi.h"

#include <algorithm>
#include <set>
#include <utility>

#include "bachprop/notation/unisons.h"
#include "bachprop/score/midi_score.h"

namespace bachprop {
namespace {

// The channels of one program.
struct Channels {
  std::size_t first = 0;
  std::size_t count = 1;
  std::size_t given = 0;
};

std::vector<int> programs_of(const std::vector<Part>& parts) {
  std::set<int> programs;
  for (const Part& part : parts) {
    programs.insert(part.instrument.program);
  }
  return {programs.begin(), programs.end()};
}

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

std::vector<int> channels_of(const std::vector<Part>& parts) {
  std::vector<int> numbers;
  if (parts.size() <= kMelodicChannels) {
    for (std::size_t part = 0; part < parts.size(); ++part) {
      numbers.push_back(melodic_channel(part));
    }
    return numbers;
  }
  const std::vector<int> programs = programs_of(parts);
  std::vector<Channels> channels = shared_channels(programs.size());
  for (const Part& part : parts) {
    const auto program = std::ranges::lower_bound(programs, part.instrument.program);
    Channels& own = channels[static_cast<std::size_t>(program - programs.begin())];
    numbers.push_back(melodic_channel(own.first + own.given++ % own.count));
  }
  return numbers;
}

}  // namespace

std::vector<std::byte> write_arranged_midi(const Arrangement& arrangement, const Score& head) {
  const std::vector<int> channels = channels_of(arrangement.parts);
  std::vector<MidiPart> parts;
  for (std::size_t i = 0; i < arrangement.parts.size(); ++i) {
    const Instrument& instrument = arrangement.parts[i].instrument;
    parts.push_back(
        {.name = instrument.name, .channel = channels[i], .program = instrument.program});
  }
  for (const PlacedNote& placed : arrangement.notes) {
    parts.at(static_cast<std::size_t>(placed.part)).notes.push_back(placed.note);
  }
  for (MidiPart& part : parts) {
    part.notes = without_unisons(std::move(part.notes));
  }
  return write_parts(head, parts);
}

}  // namespace bachprop
