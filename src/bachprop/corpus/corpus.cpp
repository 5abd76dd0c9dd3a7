#include "bachprop/corpus/corpus.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <unordered_set>

#include "bachprop/base/check.h"
#include "bachprop/base/numbers.h"

namespace bachprop {
namespace {

// Gathers values that repeat often: a set first, so that a large corpus is not sorted whole.
using TimeSet = std::unordered_set<Quarters>;

TimeDictionary dictionary_of(const TimeSet& values) {
  return TimeDictionary(std::vector<Quarters>(values.begin(), values.end()));
}

tl::unexpected<Error> missing(std::size_t index, const Note& note, const std::string& what) {
  return fail(fmt::format("note {} (at quarter {}): {} is not in the dictionary", index + 1,
                          note.onset.to_string(), what));
}

// Makes room for a note that begins at `next.onset`: what still sounds at its pitch ends there.
// Returns false when a note of that onset and pitch is there already; the longer of the two is
// kept in its place.
bool settle_overlap(std::vector<Note>& notes, std::optional<std::size_t> sounding,
                    const Note& next) {
  if (!sounding) {
    return true;
  }
  Note& earlier = notes[*sounding];
  if (earlier.onset == next.onset) {
    earlier.duration = std::max(earlier.duration, next.duration);
    return false;
  }
  earlier.duration = std::min(earlier.duration, next.onset - earlier.onset);
  return true;
}

}  // namespace

Dictionaries make_dictionaries(std::span<const Piece> pieces) {
  TimeSet dt;
  TimeSet duration;
  int lowest = kHighestPitch + 1;
  int highest = kLowestPitch - 1;
  for (const Piece& piece : pieces) {
    Quarters last;
    for (const Note& note : piece.score.notes) {
      dt.insert(note.onset - last);
      duration.insert(note.duration);
      lowest = std::min(lowest, note.pitch);
      highest = std::max(highest, note.pitch);
      last = note.onset;
    }
  }
  return {.dt = dictionary_of(dt),
          .duration = dictionary_of(duration),
          .pitch = lowest <= highest ? PitchDictionary(lowest, highest) : PitchDictionary()};
}

NoteSymbols start_end(const Dictionaries& dictionaries) {
  return {.dt = dictionaries.dt.start_end(),
          .duration = dictionaries.duration.start_end(),
          .pitch = dictionaries.pitch.start_end()};
}

Result<std::vector<NoteSymbols>> encode(const Score& score, const Dictionaries& dictionaries) {
  std::vector<NoteSymbols> symbols;
  symbols.reserve(score.notes.size());
  Quarters last;
  for (std::size_t i = 0; i < score.notes.size(); ++i) {
    const Note& note = score.notes[i];
    const auto dt = dictionaries.dt.find(note.onset - last);
    const auto duration = dictionaries.duration.find(note.duration);
    const auto pitch = dictionaries.pitch.find(note.pitch);
    if (!dt) {
      return missing(i, note, fmt::format("dT = {}", (note.onset - last).to_string()));
    }
    if (!duration) {
      return missing(i, note, fmt::format("T = {}", note.duration.to_string()));
    }
    if (!pitch) {
      return missing(i, note, fmt::format("P = {}", note.pitch));
    }
    symbols.push_back({.dt = *dt, .duration = *duration, .pitch = *pitch});
    last = note.onset;
  }
  return symbols;
}

Score decode(std::span<const NoteSymbols> symbols, const Dictionaries& dictionaries) {
  Score score;
  score.notes.reserve(symbols.size());
  // The last note of each pitch.
  std::array<std::optional<std::size_t>, kHighestPitch + 1> sounding;
  Quarters now;
  for (const NoteSymbols& symbol : symbols) {
    check(symbol.pitch >= 0 && symbol.pitch < dictionaries.pitch.start_end(),
          "a pitch's symbol is in the dictionary");
    now += dictionaries.dt.value(symbol.dt);
    const Note note{.onset = now,
                    .duration = dictionaries.duration.value(symbol.duration),
                    .pitch = dictionaries.pitch.value(symbol.pitch)};
    auto& same_pitch = sounding.at(as_index(note.pitch));
    if (settle_overlap(score.notes, same_pitch, note)) {
      same_pitch = score.notes.size();
      score.notes.push_back(note);
    }
  }
  std::ranges::sort(score.notes, [](const Note& a, const Note& b) {
    return a.onset != b.onset ? a.onset < b.onset : a.pitch < b.pitch;
  });
  return score;
}

}  // namespace bachprop
