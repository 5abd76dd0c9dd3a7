#include "bachprop/analysis/metre_accents.h"

#include <algorithm>

#include "bachprop/base/check.h"
#include "bachprop/base/numbers.h"

namespace bachprop {
namespace {

constexpr int kHarmonySlots = 4;
constexpr std::int32_t kThousand = 1000;

struct SlotNote {
  int begin = 0;
  int end = 0;  // > begin
  int pitch = 0;
  bool on_grid = false;
};

std::int64_t floor_of(const Quarters& q) {
  const std::int64_t n = q.numerator();
  const std::int64_t d = q.denominator();
  return n >= 0 ? n / d : -((-n + d - 1) / d);
}

// Halves are rounded up.
std::int64_t nearest_slot(const Quarters& time, const Quarters& slot) {
  return floor_of(time / slot + Quarters(1, 2));
}

bool is_near(const Quarters& time, const Quarters& slot, std::int64_t number) {
  const Quarters off = time / slot - Quarters(number);
  return off <= Quarters(1, 4) && off >= Quarters(-1, 4);
}

std::vector<SlotNote> slot_notes(const Score& score, const Quarters& slot, std::int64_t first) {
  std::vector<SlotNote> notes;
  notes.reserve(score.notes.size());
  for (const Note& note : score.notes) {
    const std::int64_t begin = nearest_slot(note.onset, slot);
    if (begin - first >= kMostSlots) {
      break;
    }
    const std::int64_t end = nearest_slot(note.onset + note.duration, slot);
    notes.push_back(
        {.begin = as_int(begin - first),
         .end = as_int(std::clamp<std::int64_t>(end - first, begin - first + 1, kMostSlots)),
         .pitch = note.pitch,
         .on_grid = is_near(note.onset, slot, begin)});
  }
  return notes;
}

// The sounding notes of each slot.
struct Sounding {
  std::vector<int> lowest;
  std::vector<int> highest;
  std::vector<int> held;
  std::vector<std::uint16_t> classes;  // a bit for each pitch class
};

Sounding sounding(const std::vector<SlotNote>& notes, std::size_t slots) {
  Sounding all{.lowest = std::vector<int>(slots, kHighestPitch + 1),
               .highest = std::vector<int>(slots, -1),
               .held = std::vector<int>(slots, 0),
               .classes = std::vector<std::uint16_t>(slots, 0)};
  for (const SlotNote& note : notes) {
    const auto bit =
        static_cast<std::uint16_t>(1U << static_cast<unsigned>(note.pitch % kSemitonesPerOctave));
    for (auto t = as_index(note.begin); t < as_index(note.end); ++t) {
      all.lowest[t] = std::min(all.lowest[t], note.pitch);
      all.highest[t] = std::max(all.highest[t], note.pitch);
      all.held[t] += t > as_index(note.begin) ? 1 : 0;
      all.classes[t] |= bit;
    }
  }
  return all;
}

using ClassCounts = std::array<int, kSemitonesPerOctave>;

// In how many of the slots from `from` to before `to` each pitch class sounds.
ClassCounts class_counts(const std::vector<std::uint16_t>& classes, int from, int to) {
  ClassCounts counts = {};
  for (int t = std::max(from, 0); t < std::min(to, as_int(classes.size())); ++t) {
    for (std::size_t c = 0; c < counts.size(); ++c) {
      counts[c] += (classes[as_index(t)] >> c) & 1;
    }
  }
  return counts;
}

// 0: the same before and after, a thousand: nothing in common. 0 after silence.
std::int32_t harmony_change(const std::vector<std::uint16_t>& classes, int t) {
  const ClassCounts before = class_counts(classes, t - kHarmonySlots, t);
  const ClassCounts after = class_counts(classes, t, t + kHarmonySlots);
  int in_common = 0;
  int in_all = 0;
  int in_before = 0;
  for (std::size_t c = 0; c < before.size(); ++c) {
    in_common += std::min(before[c], after[c]);
    in_all += before[c] + after[c];
    in_before += before[c];
  }
  return in_before == 0 ? 0 : kThousand - 2 * kThousand * in_common / in_all;
}

std::vector<std::int32_t>& accent(AccentGrid& grid, Accent kind) {
  return grid.accents[as_index(kind)];
}

void add_note(AccentGrid& grid, const Sounding& sound, const SlotNote& note) {
  const auto t = as_index(note.begin);
  const std::int32_t duration = std::min(note.end - note.begin, kLongestAccent);
  accent(grid, Accent::kDuration)[t] += duration;
  if (note.pitch == sound.lowest[t]) {
    accent(grid, Accent::kBass)[t] = 1;
  }
  if (note.pitch == sound.highest[t]) {
    accent(grid, Accent::kTopDuration)[t] = duration;
  }
  ++grid.notes_on_grid;
}

// Adds what the slots in which notes begin tell, one after the other.
void add_onsets(AccentGrid& grid, const Sounding& sound) {
  const std::vector<std::int32_t>& durations = accent(grid, Accent::kDuration);
  int next = grid.size();
  grid.last_onset = 0;
  for (int t = grid.size() - 1; t >= 0; --t) {
    const auto entry = as_index(t);
    if (durations[entry] == 0) {
      continue;
    }
    accent(grid, Accent::kWait)[entry] = std::min(next - t, kLongestAccent);
    accent(grid, Accent::kHarmony)[entry] = harmony_change(sound.classes, t);
    grid.last_onset = std::max(grid.last_onset, t);
    ++grid.onsets;
    next = t;
  }
}

}  // namespace

AccentGrid accents_of(const Score& score, const Quarters& slot) {
  check(slot > 0, "a slot has a length");
  AccentGrid grid;
  if (score.notes.empty()) {
    return grid;
  }
  grid.first_slot = nearest_slot(score.notes.front().onset, slot);
  const std::vector<SlotNote> notes = slot_notes(score, slot, grid.first_slot);
  const auto slots = as_index(std::ranges::max(notes, {}, &SlotNote::end).end);
  for (std::vector<std::int32_t>& list : grid.accents) {
    list.assign(slots, 0);
  }
  const Sounding sound = sounding(notes, slots);
  for (const SlotNote& note : notes) {
    if (note.on_grid) {
      add_note(grid, sound, note);
    }
  }
  add_onsets(grid, sound);
  std::ranges::copy(sound.held, accent(grid, Accent::kHeld).begin());
  return grid;
}

}  // namespace bachprop
