#include "bachprop/render/piano_roll.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace bachprop {
namespace {

std::int64_t ticks(Quarters time) { return std::llround(time.to_double() * kRollTicksPerQuarter); }

}  // namespace

nlohmann::ordered_json piano_roll_json(const Score& score) {
  auto notes = nlohmann::ordered_json::array();
  auto tempos = notes;
  auto bars = notes;
  for (const Note& note : score.notes) {
    notes.push_back(ticks(note.onset));
    notes.push_back(std::max<std::int64_t>(1, ticks(note.duration)));
    notes.push_back(note.pitch);
  }
  for (const TempoChange& tempo : score.tempos) {
    tempos.push_back(ticks(tempo.onset));
    tempos.push_back(tempo.quarters_per_minute);
  }
  for (const TimeSignature& signature : score.time_signatures) {
    bars.push_back(ticks(signature.onset));
    bars.push_back(ticks(Quarters(signature.numerator) * Quarters(4, signature.denominator)));
  }
  return {{"notes", notes}, {"tempos", tempos}, {"bars", bars}};
}

}  // namespace bachprop
