#include "bachprop/render/piano_roll.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "bachprop/analysis/metric_span.h"

namespace bachprop {
namespace {

std::int64_t ticks(Quarters time) { return std::llround(time.to_double() * kRollTicksPerQuarter); }

}  // namespace

nlohmann::ordered_json piano_roll_json(const Score& score, const MetreOptions& options) {
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
  // The bars of the sheet music, which may begin with a pick-up.
  const PieceMetre metre = metre_of(score, options);
  for (const TimeSignature& signature : metre.signatures) {
    bars.push_back(ticks(std::max(signature.onset, metre.first_full_bar())));
    bars.push_back(ticks(bar_length(signature)));
  }
  return {{"notes", notes}, {"tempos", tempos}, {"bars", bars}};
}

}  // namespace bachprop
