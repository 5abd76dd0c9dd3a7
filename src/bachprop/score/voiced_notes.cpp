#include "bachprop/score/voiced_notes.h"

#include <algorithm>
#include <array>
#include <string>
#include <tuple>
#include <utility>

namespace bachprop {
namespace {

bool comes_before(const VoicedNote& a, const VoicedNote& b) {
  if (a.onset != b.onset) {
    return a.onset < b.onset;
  }
  return std::tie(a.pitch, b.duration, a.voice) < std::tie(b.pitch, a.duration, b.voice);
}

// Sorts each stretch of notes in which onsets do not decrease; returns where the stretches begin
// and, at the end, the number of notes.
std::vector<std::size_t> sort_stretches(std::vector<VoicedNote>& notes) {
  std::vector<std::size_t> begins = {0};
  std::size_t chord = 0;  // where the notes of the present onset begin
  const auto at = [&](std::size_t i) { return notes.begin() + static_cast<std::ptrdiff_t>(i); };
  for (std::size_t i = 1; i <= notes.size(); ++i) {
    if (i < notes.size() && notes[i].onset == notes[i - 1].onset) {
      continue;
    }
    if (i - chord > 1) {
      std::sort(at(chord), at(i), comes_before);
    }
    chord = i;
    if (i == notes.size() || notes[i].onset < notes[i - 1].onset) {
      begins.push_back(i);
    }
  }
  return begins;
}

// Natural merge sort: merges neighbouring stretches until one is left.
void sort_notes(std::vector<VoicedNote>& notes) {
  std::vector<std::size_t> begins = sort_stretches(notes);
  std::vector<VoicedNote> merged(begins.size() > 2 ? notes.size() : 0);
  while (begins.size() > 2) {
    std::vector<std::size_t> merged_begins;
    const auto at = [&](std::size_t i) { return notes.begin() + static_cast<std::ptrdiff_t>(i); };
    auto end = merged.begin();
    for (std::size_t i = 0; i + 1 < begins.size(); i += 2) {
      const std::size_t middle = begins[i + 1];
      const std::size_t last = i + 2 < begins.size() ? begins[i + 2] : middle;
      end = std::merge(at(begins[i]), at(middle), at(middle), at(last), end, comes_before);
      merged_begins.push_back(begins[i]);
    }
    merged_begins.push_back(notes.size());
    notes.swap(merged);
    begins = std::move(merged_begins);
  }
}

bool is_unison(const VoicedNote& a, const VoicedNote& b) {
  return a.onset == b.onset && a.pitch == b.pitch;
}

std::int64_t merge_unisons(std::vector<VoicedNote>& notes) {
  const auto end = std::unique(notes.begin(), notes.end(), is_unison);
  const auto merged = notes.end() - end;
  notes.erase(end, notes.end());
  return merged;
}

std::int64_t cut_overlaps(std::vector<VoicedNote>& notes) {
  std::array<VoicedNote*, kHighestPitch + 1> previous{};
  std::int64_t cut = 0;
  for (VoicedNote& note : notes) {
    VoicedNote*& earlier = previous[static_cast<std::size_t>(note.pitch)];
    if (earlier != nullptr && earlier->onset + earlier->duration > note.onset) {
      earlier->duration = note.onset - earlier->onset;
      ++cut;
    }
    earlier = &note;
  }
  return cut;
}

// For each voice its new number once the silent ones are left out.
std::vector<int> renumber_voices(const std::vector<VoicedNote>& notes,
                                 std::vector<std::string>& names) {
  constexpr int kSilent = -1;
  std::vector<int> numbers(names.size(), kSilent);
  for (const VoicedNote& voiced : notes) {
    numbers[static_cast<std::size_t>(voiced.voice)] = 0;
  }
  std::vector<std::string> kept;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (numbers[i] != kSilent) {
      numbers[i] = static_cast<int>(kept.size());
      kept.push_back(std::move(names[i]));
    }
  }
  names = std::move(kept);
  return numbers;
}

}  // namespace

SettledNotes settle(std::vector<VoicedNote>& notes) {
  sort_notes(notes);
  SettledNotes settled;
  settled.unisons_merged = merge_unisons(notes);
  settled.overlaps_cut = cut_overlaps(notes);
  return settled;
}

void set_notes(Score& score, const std::vector<VoicedNote>& notes, const TimeUnit& unit) {
  score.notes.clear();
  score.voices.clear();
  score.notes.reserve(notes.size());
  std::int64_t onset = 0;
  Quarters onset_in_quarters;
  for (const VoicedNote& note : notes) {
    if (note.onset != onset) {
      onset = note.onset;
      onset_in_quarters = unit.quarters(onset);
    }
    score.notes.push_back({.onset = onset_in_quarters,
                           .duration = unit.quarters(note.duration),
                           .pitch = note.pitch});
  }
  if (score.voice_names.empty()) {
    return;
  }
  const std::vector<int> numbers = renumber_voices(notes, score.voice_names);
  if (score.voice_names.size() < 2) {
    score.voice_names.clear();
    return;
  }
  score.voices.reserve(notes.size());
  for (const VoicedNote& note : notes) {
    score.voices.push_back(numbers[static_cast<std::size_t>(note.voice)]);
  }
}

}  // namespace bachprop
