#include "bachprop/arrange/arranged_midi.h"

#include <algorithm>
#include <map>
#include <utility>

#include "bachprop/arrange/unisons.h"
#include "bachprop/base/numbers.h"
#include "bachprop/score/midi_channels.h"
#include "bachprop/score/score_writer.h"

namespace bachprop {
namespace {

// Those of a part's notes, by where they begin and their pitch.
using VelocitiesOfPart = std::map<std::pair<Quarters, int>, int>;

std::pair<Quarters, int> place_of(const Note& note) { return {note.onset, note.pitch}; }

std::vector<VelocitiesOfPart> by_part(const Arrangement& arrangement,
                                      std::span<const int> velocities) {
  std::vector<VelocitiesOfPart> parts(arrangement.parts.size());
  for (std::size_t i = 0; i < velocities.size(); ++i) {
    const PlacedNote& placed = arrangement.notes[i];
    int& loudest = parts.at(as_index(placed.part))[place_of(placed.note)];
    loudest = std::max(loudest, velocities[i]);
  }
  return parts;
}

std::vector<int> velocities_of(const std::vector<Note>& notes, const VelocitiesOfPart& known) {
  std::vector<int> velocities;
  for (const Note& note : notes) {
    velocities.push_back(known.at(place_of(note)));
  }
  return velocities;
}

}  // namespace

std::vector<std::byte> write_arranged_midi(const Arrangement& arrangement, const Score& head,
                                           std::span<const int> velocities) {
  std::vector<int> programs;
  for (const Part& part : arrangement.parts) {
    programs.push_back(part.instrument.program);
  }
  const std::vector<int> channels = channels_for(programs);
  std::vector<MidiPart> parts;
  for (std::size_t i = 0; i < arrangement.parts.size(); ++i) {
    const Instrument& instrument = arrangement.parts[i].instrument;
    parts.push_back(
        {.name = instrument.name, .channel = channels[i], .program = instrument.program});
  }
  for (const PlacedNote& placed : arrangement.notes) {
    parts.at(as_index(placed.part)).notes.push_back(placed.note);
  }
  const auto known = by_part(arrangement, velocities);
  for (std::size_t i = 0; i < parts.size(); ++i) {
    parts[i].notes = without_unisons(std::move(parts[i].notes));
    if (!velocities.empty()) {
      parts[i].velocities = velocities_of(parts[i].notes, known[i]);
    }
  }
  return write_parts(head, parts);
}

}  // namespace bachprop
