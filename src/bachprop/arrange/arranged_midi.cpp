#include "bachprop/arrange/arranged_midi.h"

#include <utility>

#include "bachprop/arrange/unisons.h"
#include "bachprop/base/numbers.h"
#include "bachprop/score/midi_channels.h"
#include "bachprop/score/score_writer.h"

namespace bachprop {
std::vector<std::byte> write_arranged_midi(const Arrangement& arrangement, const Score& head) {
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
  for (MidiPart& part : parts) {
    part.notes = without_unisons(std::move(part.notes));
  }
  return write_parts(head, parts);
}

}  // namespace bachprop
