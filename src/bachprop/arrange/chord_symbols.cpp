#include "bachprop/arrange/chord_symbols.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <string_view>
#include <utility>

#include "bachprop/analysis/metric_span.h"
#include "bachprop/base/numbers.h"

namespace bachprop {
namespace {

constexpr std::size_t kClasses = kSemitonesPerOctave;

using Weights = std::array<std::int64_t, kClasses>;

constexpr std::int64_t kWholeBeat = 48;
constexpr int kNoBass = -1;

struct ChordKind {
  std::string_view name;  // MusicXML's kind-value
  unsigned intervals;     // above the root, bit by bit
};

// The first of kinds that fit equally well is taken.
constexpr std::array kKinds = {ChordKind{"major", 1U | 1U << 4U | 1U << 7U},
                               ChordKind{"minor", 1U | 1U << 3U | 1U << 7U},
                               ChordKind{"dominant", 1U | 1U << 4U | 1U << 7U | 1U << 10U},
                               ChordKind{"minor-seventh", 1U | 1U << 3U | 1U << 7U | 1U << 10U},
                               ChordKind{"major-seventh", 1U | 1U << 4U | 1U << 7U | 1U << 11U},
                               ChordKind{"diminished", 1U | 1U << 3U | 1U << 6U},
                               ChordKind{"half-diminished", 1U | 1U << 3U | 1U << 6U | 1U << 10U},
                               ChordKind{"diminished-seventh", 1U | 1U << 3U | 1U << 6U | 1U << 9U},
                               ChordKind{"augmented", 1U | 1U << 4U | 1U << 8U},
                               ChordKind{"suspended-fourth", 1U | 1U << 5U | 1U << 7U},
                               ChordKind{"major-sixth", 1U | 1U << 4U | 1U << 7U | 1U << 9U}};

constexpr std::size_t kChords = kClasses * kKinds.size();

std::size_t root_of(std::size_t chord) { return chord % kClasses; }
const ChordKind& kind_of(std::size_t chord) { return kKinds[chord / kClasses]; }

bool holds(std::size_t chord, std::size_t pitch_class) {
  const std::size_t interval = (pitch_class + kClasses - root_of(chord)) % kClasses;
  return (kind_of(chord).intervals >> interval & 1U) != 0;
}

// The sounding notes of a beat.
struct Beat {
  Quarters start;
  Quarters end;
  Weights weights = {};
  int lowest = kHighestPitch + 1;

  // A tune by itself, of which at most one note sounds at a time, is none.
  [[nodiscard]] bool has_a_chord() const {
    return 2 * std::accumulate(weights.begin(), weights.end(), std::int64_t{0}) >= 3 * kWholeBeat;
  }
  [[nodiscard]] int bass() const { return has_a_chord() ? lowest % kSemitonesPerOctave : kNoBass; }
};

// Quarters, in compound metres dotted ones, and their like.
Quarters beat_of(const TimeSignature& signature) {
  const Quarters unit(4, signature.denominator);
  return is_compound(signature) ? unit * 3 : unit;
}

TimeSignature signature_at(const Score& score, const Quarters& time) {
  TimeSignature found;
  for (const TimeSignature& signature : score.time_signatures) {
    found = signature.onset <= time ? signature : found;
  }
  return found;
}

// Where beats begin: counted from each time signature, the first from the end of the pick-up.
std::vector<Beat> beats_of(const Score& score, const Quarters& pickup) {
  const Quarters end = end_of(score);
  std::vector<Beat> beats;
  for (Quarters time = 0; time < end;) {
    const Quarters beat = beat_of(signature_at(score, time));
    Quarters length = beat;
    if (time < pickup) {
      length = pickup - time;
      while (length > beat) {
        length -= beat;
      }
    }
    for (const TimeSignature& signature : score.time_signatures) {
      length = signature.onset > time ? std::min(length, signature.onset - time) : length;
    }
    beats.push_back({time, time + length});
    time += length;
  }
  return beats;
}

void add_note(std::vector<Beat>& beats, const Note& note) {
  const Quarters end = note.onset + note.duration;
  auto beat = std::ranges::upper_bound(beats, note.onset, {}, &Beat::end);
  for (; beat != beats.end() && beat->start < end; ++beat) {
    const Quarters sounds = std::min(end, beat->end) - std::max(note.onset, beat->start);
    const Quarters weight = sounds * kWholeBeat / (beat->end - beat->start);
    beat->weights[as_index(note.pitch % kSemitonesPerOctave)] +=
        weight.numerator() / weight.denominator();
    beat->lowest = std::min(beat->lowest, note.pitch);
  }
}

std::int64_t chord_fit(std::size_t chord, const Weights& weights, int bass,
                       const ChordCosts& costs) {
  std::int64_t sum = 0;
  for (std::size_t pitch_class = 0; pitch_class < weights.size(); ++pitch_class) {
    const std::int64_t weight = weights[pitch_class];
    if (holds(chord, pitch_class)) {
      sum += weight > 0 ? weight : -costs.missing;
    } else {
      sum -= weight * costs.foreign / kWholeBeat;
    }
  }
  return sum - (bass == as_int(root_of(chord)) ? 0 : costs.bass);
}

// The chord of each beat.
std::vector<std::size_t> best_row(const std::vector<Beat>& beats, const ChordCosts& costs) {
  std::array<std::int64_t, kChords> sums = {};
  std::vector<std::array<std::size_t, kChords>> before(beats.size());
  for (std::size_t beat = 0; beat < beats.size(); ++beat) {
    const auto best = as_index(std::ranges::max_element(sums) - sums.begin());
    const std::int64_t changed = sums[best] - costs.change;
    const bool silent = beats[beat].bass() == kNoBass;
    for (std::size_t chord = 0; chord < kChords; ++chord) {
      before[beat][chord] = sums[chord] >= changed ? chord : best;
      sums[chord] = std::max(sums[chord], changed) +
                    (silent ? 0 : chord_fit(chord, beats[beat].weights, beats[beat].bass(), costs));
    }
  }
  std::vector<std::size_t> row(beats.size());
  auto chord = as_index(std::ranges::max_element(sums) - sums.begin());
  for (std::size_t beat = beats.size(); beat-- > 0;) {
    row[beat] = chord;
    chord = before[beat][chord];
  }
  return row;
}

ChordSymbol symbol_of(std::size_t chord, const Quarters& onset, int bass) {
  ChordSymbol symbol{
      .onset = onset, .root = as_int(root_of(chord)), .kind = std::string(kind_of(chord).name)};
  if (bass != kNoBass && bass != symbol.root && holds(chord, as_index(bass))) {
    symbol.bass = bass;
  }
  return symbol;
}

void add_changed(std::vector<ChordSymbol>& symbols, ChordSymbol symbol) {
  const auto same = [&](const ChordSymbol& before) {
    return before.root == symbol.root && before.kind == symbol.kind && before.bass == symbol.bass;
  };
  if (symbols.empty() || !same(symbols.back())) {
    symbols.push_back(std::move(symbol));
  }
}

// Notes that begin at once.
std::vector<std::vector<Note>> groups_of(const std::vector<Note>& notes) {
  std::vector<std::vector<Note>> groups;
  for (const Note& note : notes) {
    if (groups.empty() || groups.back().front().onset != note.onset) {
      groups.emplace_back();
    }
    groups.back().push_back(note);
  }
  return groups;
}

ChordSymbol symbol_of_block(const std::vector<Note>& block) {
  Weights weights = {};
  for (const Note& note : block) {
    weights[as_index(note.pitch % kSemitonesPerOctave)] = kWholeBeat;
  }
  const int bass = block.front().pitch % kSemitonesPerOctave;
  const ChordCosts costs;
  std::size_t best = 0;
  for (std::size_t chord = 1; chord < kChords; ++chord) {
    best = chord_fit(chord, weights, bass, costs) > chord_fit(best, weights, bass, costs) ? chord
                                                                                          : best;
  }
  return symbol_of(best, block.front().onset, bass);
}

}  // namespace

std::vector<ChordSymbol> chord_symbols(const Score& score, const Quarters& pickup,
                                       const ChordCosts& costs) {
  std::vector<Beat> beats = beats_of(score, pickup);
  for (const Note& note : score.notes) {
    add_note(beats, note);
  }
  const std::vector<std::size_t> row = best_row(beats, costs);
  std::vector<ChordSymbol> symbols;
  for (std::size_t beat = 0; beat < beats.size(); ++beat) {
    if (beats[beat].bass() != kNoBass && (symbols.empty() || row[beat] != row[beat - 1])) {
      add_changed(symbols, symbol_of(row[beat], beats[beat].start, beats[beat].bass()));
    }
  }
  return symbols;
}

bool are_block_chords(const std::vector<Note>& notes) {
  const std::vector<std::vector<Note>> groups = groups_of(notes);
  std::size_t blocks = 0;
  for (const std::vector<Note>& group : groups) {
    const bool together = std::ranges::all_of(
        group, [&](const Note& note) { return note.duration == group.front().duration; });
    blocks += together && group.size() >= 3 ? 1 : 0;
  }
  return !groups.empty() && blocks * 5 >= groups.size() * 4;
}

std::vector<ChordSymbol> symbols_of_blocks(const std::vector<Note>& notes) {
  std::vector<ChordSymbol> symbols;
  for (const std::vector<Note>& group : groups_of(notes)) {
    if (group.size() >= 3) {
      add_changed(symbols, symbol_of_block(group));
    }
  }
  return symbols;
}

}  // namespace bachprop
