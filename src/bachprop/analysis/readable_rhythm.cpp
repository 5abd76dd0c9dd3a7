#include "bachprop/analysis/readable_rhythm.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <map>
#include <utility>
#include <vector>

#include "bachprop/base/numbers.h"
#include "bachprop/score/moved_events.h"
#include "bachprop/score/voiced_notes.h"

namespace bachprop {
namespace {

// The parts into which a quarter is divided, and how much nearer triplets must lie. They are rarer,
// and harder to read where they are none.
struct Parts {
  int straight = 4;
  int triplets = 3;
  double advantage = 4;
};

Parts parts_of(const RhythmGrid& grid) {
  constexpr double kUsual = 4;  // for three parts instead of four
  const int straight = grid.value / 4;
  const int triplets = grid.value < 16 ? 3 : 3 * straight / 4;
  // The more parts, the nearer they lie by chance, in the square.
  const double finer = as_double(4 * triplets) / (3 * straight);
  return {straight, triplets, kUsual * finer * finer};
}

std::int64_t whole_quarters(const Quarters& time) { return time.numerator() / time.denominator(); }

bool is_written(const Quarters& time) {
  const std::int64_t parts = time.denominator();
  return 48 % parts == 0 || (parts % 5 == 0 && 8 % (parts / 5) == 0) ||
         (parts % 7 == 0 && 8 % (parts / 7) == 0);
}

// The nearest point of a quarter that is divided into `parts`; the earlier of two.
Quarters nearest(const Quarters& time, int parts) {
  const Quarters scaled = time * parts + Quarters(1, 2);
  const std::int64_t up = whole_quarters(scaled);
  const bool between = Quarters(up) == scaled && up > 0;
  return {between ? up - 1 : up, parts};
}

double distance(const Quarters& time, int parts) {
  const double moved = (nearest(time, parts) - time).to_double();
  return moved * moved;
}

// The evidence for dividing a quarter into three.
struct Division {
  double straight = 0;  // the sum of squared distances
  double triplets = 0;
  int off_the_beat = 0;  // notes that triplets would put there

  [[nodiscard]] bool is_triplets(double advantage) const {
    return off_the_beat > 1 && advantage * triplets < straight;
  }
};

// Into how many parts each quarter is divided.
class Grid {
 public:
  Grid(const Score& score, const RhythmGrid& grid) : straight_(parts_of(grid).straight) {
    if (!grid.triplets) {
      return;
    }
    const Parts parts = parts_of(grid);
    std::map<std::int64_t, Division> divisions;
    for (const Note& note : score.notes) {
      Division& division = divisions[whole_quarters(note.onset)];
      division.straight += distance(note.onset, parts.straight);
      division.triplets += distance(note.onset, parts.triplets);
      division.off_the_beat +=
          parts.straight % nearest(note.onset, parts.triplets).denominator() != 0 ? 1 : 0;
    }
    for (const auto& [quarter, division] : divisions) {
      parts_[quarter] = division.is_triplets(parts.advantage) ? parts.triplets : parts.straight;
    }
  }

  [[nodiscard]] Quarters at(const Quarters& time) const { return nearest(time, parts(time)); }
  // The next point after one.
  [[nodiscard]] Quarters after(const Quarters& point) const {
    return point + Quarters(1, parts(point));
  }

 private:
  [[nodiscard]] int parts(const Quarters& time) const {
    const auto found = parts_.find(whole_quarters(time));
    return found == parts_.end() ? straight_ : found->second;
  }

  int straight_;
  std::map<std::int64_t, int> parts_;
};

// 64ths and 32nd triplets.
struct FineGrid {
  [[nodiscard]] static Quarters at(const Quarters& time) {
    const Quarters straight = nearest(time, 16);
    const Quarters triplet = nearest(time, 12);
    return distance(time, 12) < distance(time, 16) ? triplet : straight;
  }
  [[nodiscard]] static Quarters after(const Quarters& point) { return at(point + Quarters(1, 16)); }
};

using Notes = std::vector<VoicedNoteAt<Quarters>>;

// Gives the score these notes, settled. Returns how many fell together.
int set_notes(Score& score, Notes notes) {
  const SettledNotes settled = settle(notes, Unisons::kPerVoice);
  const bool has_voices = !score.voices.empty();
  score.notes.clear();
  score.voices.clear();
  score.velocities.clear();  // paper does not say them
  for (const auto& note : notes) {
    score.notes.push_back({note.onset, note.duration, note.pitch});
    if (has_voices) {
      score.voices.push_back(note.voice);
    }
  }
  return as_int(settled.unisons_merged);
}

int voice_of(const Score& score, std::size_t note) {
  return score.voices.empty() ? 0 : score.voices[note];
}

template <typename AnyGrid>
ReadableRhythm moved_to(const AnyGrid& grid, const Score& score) {
  ReadableRhythm readable{.score = score, .max_movement = {}};
  Notes notes;
  for (std::size_t i = 0; i < score.notes.size(); ++i) {
    const Note& before = score.notes[i];
    Note note = before;
    note.onset = grid.at(before.onset);
    const Quarters end = std::max(grid.at(before.onset + before.duration), grid.after(note.onset));
    note.duration = end - note.onset;
    const Quarters movement =
        note.onset < before.onset ? before.onset - note.onset : note.onset - before.onset;
    readable.max_movement = std::max(readable.max_movement, movement);
    readable.notes_moved += note == before ? 0 : 1;
    notes.push_back({note.onset, note.duration, note.pitch, voice_of(score, i)});
  }
  readable.notes_merged = set_notes(readable.score, std::move(notes));
  for_each_timed(readable.score, [&](auto& events) {
    move_events(events, [&](const Quarters& onset) { return grid.at(onset); });
  });
  return readable;
}

}  // namespace

bool is_written_rhythm(const Score& score) {
  return std::ranges::all_of(score.notes, [](const Note& note) {
    return is_written(note.onset) && is_written(note.duration);
  });
}

bool is_readable_rhythm(const Score& score) {
  std::ptrdiff_t between = 0;
  bool only_64ths = true;
  for (const Note& note : score.notes) {
    const std::int64_t parts = note.onset.denominator();
    const bool is_fine = 48 % parts == 0 && 8 % parts != 0 && 6 % parts != 0;
    between += is_fine ? 1 : 0;
    only_64ths = only_64ths && (!is_fine || parts == 16);
  }
  return is_written_rhythm(score) && (only_64ths || 8 * between <= std::ssize(score.notes));
}

std::optional<RhythmGrid> rhythm_grid_named(std::string_view name) {
  const bool triplets = name.ends_with('t') || name.ends_with('T');
  name.remove_suffix(triplets ? 1 : 0);
  name.remove_prefix(name.starts_with("1/") ? 2 : 0);
  constexpr std::array<std::pair<std::string_view, int>, 5> kValues = {
      {{"4", 4}, {"8", 8}, {"16", 16}, {"32", 32}, {"64", 64}}};
  for (const auto& [text, value] : kValues) {
    if (text == name && !(triplets && value == 4)) {
      return RhythmGrid{value, triplets};
    }
  }
  return std::nullopt;
}

Score put_in_order(Score score) {
  Notes notes;
  for (std::size_t i = 0; i < score.notes.size(); ++i) {
    const Note& note = score.notes[i];
    notes.push_back({note.onset, note.duration, note.pitch, voice_of(score, i)});
  }
  set_notes(score, std::move(notes));
  return score;
}

ReadableRhythm make_readable(const Score& score, const RhythmGrid& grid) {
  return moved_to(Grid(score, grid), score);
}

ReadableRhythm round_times(const Score& score) { return moved_to(FineGrid(), score); }

}  // namespace bachprop
