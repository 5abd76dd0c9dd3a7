#include "bachprop/notation/composed_midi.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <optional>
#include <tuple>
#include <utility>

#include "bachprop/arrange/arranged_midi.h"
#include "bachprop/base/numbers.h"

namespace bachprop {
namespace {

// So far a time may be moved so that it can be read.
constexpr Quarters kFarthest{1, 4};

constexpr const char* kOthers = "Other notes";

// Gives each note of a score to the part that plays it.
class Players {
 public:
  explicit Players(const Arrangement& arrangement)
      : placed_(arrangement.notes), taken_(arrangement.notes.size()) {}

  std::optional<int> take_as_written(const Note& note) {
    return take(note, [&](const Note& placed) {
      return placed.onset == note.onset && placed.pitch == note.pitch;
    });
  }

  // In another octave, or at a time that can be read.
  std::optional<int> take_as_moved(const Note& note) {
    return take(note, [&](const Note& placed) {
      return (placed.pitch - note.pitch) % kSemitonesPerOctave == 0;
    });
  }

 private:
  // The nearest in time, then in pitch, of those that fit.
  template <typename Fits>
  std::optional<int> take(const Note& note, const Fits& fits) {
    const auto distance = [&](const Note& placed) {
      const Quarters apart =
          placed.onset > note.onset ? placed.onset - note.onset : note.onset - placed.onset;
      return std::pair(apart, std::abs(placed.pitch - note.pitch));
    };
    std::optional<std::size_t> best;
    for (std::size_t i = first_near(note.onset); i < placed_.size(); ++i) {
      const Note& placed = placed_[i].note;
      if (placed.onset > note.onset + kFarthest) {
        break;
      }
      if (!taken_[i] && fits(placed) &&
          (!best || distance(placed) < distance(placed_[*best].note))) {
        best = i;
      }
    }
    if (!best) {
      return std::nullopt;
    }
    taken_[*best] = true;
    return placed_[*best].part;
  }

  [[nodiscard]] std::size_t first_near(const Quarters& onset) const {
    const auto first = std::ranges::lower_bound(placed_, onset - kFarthest, {},
                                                [](const PlacedNote& p) { return p.note.onset; });
    return as_index(first - placed_.begin());
  }

  const std::vector<PlacedNote>& placed_;
  std::vector<bool> taken_;
};

// Where the sheet looks for a note of the score.
Note in_sheet(Note note, const Quarters& offset) {
  note.onset = std::max<Quarters>(note.onset - offset, 0);
  return note;
}

Score head_of(const Score& score, const Sheet& sheet) {
  return {.title = score.title,
          .notes = {},
          .voices = {},
          .voice_names = {},
          .tempos = score.tempos,
          .time_signatures = score.time_signatures,
          .key_signatures =
              score.key_signatures.empty() ? sheet.head.key_signatures : score.key_signatures,
          .is_composed = true,
          .knows_bars = score.knows_bars};
}

// Those that the score states, in the order of its notes, or else by rules.
std::vector<int> velocities_for(const Score& score, std::span<const PlacedNote> heard,
                                std::span<const NotatedBar> bars, Dynamics dynamics) {
  return score.velocities.empty() || dynamics == Dynamics::kFlat
             ? velocities_of(heard, bars, dynamics)
             : std::vector<int>(score.velocities.begin(), score.velocities.end());
}

}  // namespace

std::vector<std::byte> write_composed_midi(const Score& score, const Sheet& sheet,
                                           Dynamics dynamics) {
  Arrangement composed{.parts = sheet.arrangement.parts, .notes = {}};
  const auto others = as_int(composed.parts.size());
  Players players(sheet.arrangement);
  std::vector<std::optional<int>> parts;
  for (const Note& note : score.notes) {
    parts.push_back(players.take_as_written(in_sheet(note, sheet.offset)));
  }
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const Note& note = score.notes[i];
    const int part =
        parts[i] ? *parts[i] : players.take_as_moved(in_sheet(note, sheet.offset)).value_or(others);
    composed.notes.push_back({.note = note, .part = part});
    if (part == others && std::ssize(composed.parts) == others) {
      composed.parts.push_back(
          {.instrument = {.name = kOthers, .abbreviation = kOthers}, .staves = {}});
    }
  }
  // Bars and phrases are counted in the sheet's time.
  std::vector<PlacedNote> heard = composed.notes;
  for (PlacedNote& placed : heard) {
    placed.note = in_sheet(placed.note, sheet.offset);
  }
  return write_arranged_midi(composed, head_of(score, sheet),
                             velocities_for(score, heard, sheet.notated.bars, dynamics));
}

}  // namespace bachprop
