#include "bachprop/score/voiced_notes.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <map>
#include <string>
#include <tuple>
#include <utility>

#include "bachprop/base/numbers.h"

namespace bachprop {
namespace {

template <typename Time>
bool comes_before(const VoicedNoteAt<Time>& a, const VoicedNoteAt<Time>& b) {
  if (a.onset != b.onset) {
    return a.onset < b.onset;
  }
  return std::tie(a.pitch, b.duration, a.voice) < std::tie(b.pitch, a.duration, b.voice);
}

// Sorts each stretch of notes in which onsets do not decrease; returns where the stretches begin
// and, at the end, the number of notes.
template <typename Time>
std::vector<std::size_t> sort_stretches(std::vector<VoicedNoteAt<Time>>& notes) {
  std::vector<std::size_t> begins = {0};
  std::size_t chord = 0;  // where the notes of the present onset begin
  const auto at = [&](std::size_t i) { return notes.begin() + static_cast<std::ptrdiff_t>(i); };
  for (std::size_t i = 1; i <= notes.size(); ++i) {
    if (i < notes.size() && notes[i].onset == notes[i - 1].onset) {
      continue;
    }
    if (i - chord > 1) {
      std::sort(at(chord), at(i), comes_before<Time>);
    }
    chord = i;
    if (i == notes.size() || notes[i].onset < notes[i - 1].onset) {
      begins.push_back(i);
    }
  }
  return begins;
}

// Natural merge sort: merges neighbouring stretches until one is left.
template <typename Time>
void sort_notes(std::vector<VoicedNoteAt<Time>>& notes) {
  std::vector<std::size_t> begins = sort_stretches(notes);
  std::vector<VoicedNoteAt<Time>> merged(begins.size() > 2 ? notes.size() : 0);
  while (begins.size() > 2) {
    std::vector<std::size_t> merged_begins;
    const auto at = [&](std::size_t i) { return notes.begin() + static_cast<std::ptrdiff_t>(i); };
    auto end = merged.begin();
    for (std::size_t i = 0; i + 1 < begins.size(); i += 2) {
      const std::size_t middle = begins[i + 1];
      const std::size_t last = i + 2 < begins.size() ? begins[i + 2] : middle;
      end = std::merge(at(begins[i]), at(middle), at(middle), at(last), end, comes_before<Time>);
      merged_begins.push_back(begins[i]);
    }
    merged_begins.push_back(notes.size());
    notes.swap(merged);
    begins = std::move(merged_begins);
  }
}

template <typename Time>
bool is_unison(const VoicedNoteAt<Time>& a, const VoicedNoteAt<Time>& b) {
  return a.onset == b.onset && a.pitch == b.pitch;
}

template <typename Time>
bool is_unison_of_one_voice(const VoicedNoteAt<Time>& a, const VoicedNoteAt<Time>& b) {
  return is_unison(a, b) && a.voice == b.voice;
}

// The notes of a voice with one onset and pitch stand together, the longest first.
template <typename Time>
void sort_unisons_by_voice(std::vector<VoicedNoteAt<Time>>& notes) {
  for (auto begin = notes.begin(); begin != notes.end();) {
    const auto end = std::find_if_not(begin, notes.end(), [&](const VoicedNoteAt<Time>& note) {
      return is_unison(*begin, note);
    });
    std::stable_sort(begin, end, [](const VoicedNoteAt<Time>& a, const VoicedNoteAt<Time>& b) {
      return a.voice < b.voice;
    });
    begin = end;
  }
}

template <typename Time>
std::int64_t merge_unisons(std::vector<VoicedNoteAt<Time>>& notes, Unisons unisons) {
  if (unisons == Unisons::kPerVoice) {
    sort_unisons_by_voice(notes);
  }
  const auto end =
      std::unique(notes.begin(), notes.end(),
                  unisons == Unisons::kPerVoice ? is_unison_of_one_voice<Time> : is_unison<Time>);
  const auto merged = notes.end() - end;
  notes.erase(end, notes.end());
  return merged;
}

// `last_of` gives the place where the last note like another, of its pitch, is remembered.
template <typename Time, typename LastOf>
std::int64_t cut_overlaps(std::vector<VoicedNoteAt<Time>>& notes, const LastOf& last_of) {
  std::int64_t cut = 0;
  for (VoicedNoteAt<Time>& note : notes) {
    VoicedNoteAt<Time>*& earlier = last_of(note);
    if (earlier != nullptr && earlier->onset + earlier->duration > note.onset) {
      earlier->duration = note.onset - earlier->onset;
      ++cut;
    }
    earlier = &note;
  }
  return cut;
}

template <typename Time>
std::int64_t cut_overlaps(std::vector<VoicedNoteAt<Time>>& notes, Unisons unisons) {
  if (unisons == Unisons::kPerVoice) {
    std::map<std::pair<int, int>, VoicedNoteAt<Time>*> previous;
    return cut_overlaps(notes, [&](const VoicedNoteAt<Time>& note) -> VoicedNoteAt<Time>*& {
      return previous[{note.voice, note.pitch}];
    });
  }
  std::array<VoicedNoteAt<Time>*, kHighestPitch + 1> previous{};
  return cut_overlaps(notes, [&](const VoicedNoteAt<Time>& note) -> VoicedNoteAt<Time>*& {
    return previous[as_index(note.pitch)];
  });
}

template <typename Time>
SettledNotes settled(std::vector<VoicedNoteAt<Time>>& notes, Unisons unisons) {
  sort_notes(notes);
  SettledNotes done;
  done.unisons_merged = merge_unisons(notes, unisons);
  done.overlaps_cut = cut_overlaps(notes, unisons);
  return done;
}

// For each voice its new number once the silent ones are left out.
std::vector<int> renumber_voices(const std::vector<VoicedNote>& notes,
                                 std::vector<std::string>& names, std::vector<int>& programs) {
  constexpr int kSilent = -1;
  std::vector<int> numbers(names.size(), kSilent);
  for (const VoicedNote& voiced : notes) {
    numbers[as_index(voiced.voice)] = 0;
  }
  std::size_t kept = 0;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (numbers[i] != kSilent) {
      numbers[i] = as_int(kept);
      std::swap(names[kept], names[i]);
      if (!programs.empty()) {
        programs[kept] = programs[i];
      }
      ++kept;
    }
  }
  names.resize(kept);
  programs.resize(programs.empty() ? 0 : kept);
  if (std::ranges::all_of(programs, [](int program) { return program == kNoProgram; })) {
    programs.clear();
  }
  return numbers;
}

// One voice is no voice among others: it is who plays.
void forget_voices(Score& score) {
  if (!score.voice_names.empty()) {
    score.player = {std::move(score.voice_names.front()), program_of(score, 0)};
  }
  score.voice_names.clear();
  score.voice_programs.clear();
}

void set_velocities(Score& score, const std::vector<VoicedNote>& notes) {
  score.velocities.clear();
  if (std::ranges::find(notes, 0, &VoicedNote::velocity) == notes.end()) {
    score.velocities.reserve(notes.size());
    std::ranges::transform(notes, std::back_inserter(score.velocities), &VoicedNote::velocity);
  }
}

}  // namespace

SettledNotes settle(std::vector<VoicedNote>& notes, Unisons unisons) {
  return settled(notes, unisons);
}

SettledNotes settle(std::vector<VoicedNoteAt<Quarters>>& notes, Unisons unisons) {
  return settled(notes, unisons);
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
  set_velocities(score, notes);
  if (score.voice_names.empty()) {
    return;
  }
  const std::vector<int> numbers = renumber_voices(notes, score.voice_names, score.voice_programs);
  if (score.voice_names.size() < 2) {
    forget_voices(score);
    return;
  }
  score.voices.reserve(notes.size());
  for (const VoicedNote& note : notes) {
    score.voices.push_back(numbers[as_index(note.voice)]);
  }
}

}  // namespace bachprop
