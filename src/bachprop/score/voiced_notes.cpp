#include "bachprop/score/voiced_notes.h"

#include <algorithm>
#include <array>
#include <string>
#include <tuple>
#include <utility>

namespace bachprop {
namespace {

bool comes_before(const VoicedNote& a, const VoicedNote& b) {
  return std::tie(a.note.onset, a.note.pitch, b.note.duration, a.voice) <
         std::tie(b.note.onset, b.note.pitch, a.note.duration, b.voice);
}

bool is_unison(const VoicedNote& a, const VoicedNote& b) {
  return a.note.onset == b.note.onset && a.note.pitch == b.note.pitch;
}

std::int64_t merge_unisons(std::vector<VoicedNote>& notes) {
  const auto end = std::unique(notes.begin(), notes.end(), is_unison);
  const auto merged = notes.end() - end;
  notes.erase(end, notes.end());
  return merged;
}

std::int64_t cut_overlaps(std::vector<VoicedNote>& notes) {
  std::array<Note*, kHighestPitch + 1> previous{};
  std::int64_t cut = 0;
  for (VoicedNote& voiced : notes) {
    Note& note = voiced.note;
    Note*& earlier = previous[static_cast<std::size_t>(note.pitch)];
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
  std::sort(notes.begin(), notes.end(), comes_before);
  SettledNotes settled;
  settled.unisons_merged = merge_unisons(notes);
  settled.overlaps_cut = cut_overlaps(notes);
  return settled;
}

void set_notes(Score& score, const std::vector<VoicedNote>& notes) {
  score.notes.clear();
  score.voices.clear();
  for (const VoicedNote& voiced : notes) {
    score.notes.push_back(voiced.note);
  }
  if (score.voice_names.empty()) {
    return;
  }
  const std::vector<int> numbers = renumber_voices(notes, score.voice_names);
  if (score.voice_names.size() < 2) {
    score.voice_names.clear();
    return;
  }
  for (const VoicedNote& voiced : notes) {
    score.voices.push_back(numbers[static_cast<std::size_t>(voiced.voice)]);
  }
}

}  // namespace bachprop
