#include "bachprop/score/score_promises.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include "bachprop/base/numbers.h"
#include "bachprop/score/text.h"

namespace bachprop {
namespace {

bool is_in_range(const Note& note) {
  return note.onset >= 0 && note.duration > 0 && note.pitch >= kLowestPitch &&
         note.pitch <= kHighestPitch;
}

// `voices` is empty where the notes are told apart by onset and pitch alone.
std::optional<std::string> find_broken_note(const std::vector<Note>& notes,
                                            const std::vector<int>& voices) {
  const auto voice = [&](std::size_t note) { return voices.empty() ? 0 : voices[note]; };
  const auto place = [&](std::size_t note) {
    return std::tuple(notes[note].onset, notes[note].pitch, voice(note));
  };
  std::map<std::pair<int, int>, Quarters> sounds_until;  // by voice and pitch
  for (std::size_t i = 0; i < notes.size(); ++i) {
    const Note& note = notes[i];
    if (!is_in_range(note)) {
      return fmt::format("note {} has an onset below 0, no duration or a pitch outside 0 .. 127",
                         i);
    }
    if (i > 0 && place(i - 1) >= place(i)) {
      return fmt::format("note {} is not behind note {} in onset, then pitch", i, i - 1);
    }
    Quarters& until = sounds_until[{voice(i), note.pitch}];
    if (note.onset < until) {
      return fmt::format("note {} begins while its pitch sounds", i);
    }
    until = end_of(note);
  }
  return std::nullopt;
}

std::optional<std::string> find_broken_voice(const Score& score) {
  if (score.voices.empty()) {
    return score.voice_names.empty() ? std::nullopt
                                     : std::optional<std::string>(
                                           "voices have names, notes have no "
                                           "voices");
  }
  if (score.voices.size() != score.notes.size()) {
    return fmt::format("{} voices for {} notes", score.voices.size(), score.notes.size());
  }
  const auto names = as_int(score.voice_names.size());
  if (!score.voice_programs.empty() && score.voice_programs.size() != score.voice_names.size()) {
    return "voices have programs, but not one each";
  }
  if (score.player != Player{}) {
    return "voices are known, and yet one player has all notes";
  }
  const bool in_range = std::all_of(score.voices.begin(), score.voices.end(),
                                    [names](int voice) { return voice >= 0 && voice < names; });
  return in_range ? std::nullopt : std::optional<std::string>("a note's voice has no name");
}

template <typename T>
bool is_sorted_by_onset(const std::vector<T>& changes) {
  return std::is_sorted(changes.begin(), changes.end(),
                        [](const T& a, const T& b) { return a.onset < b.onset; }) &&
         (changes.empty() || changes.front().onset >= 0);
}

std::optional<std::string> find_broken_text(const Score& score) {
  const auto is_syllable = [](const Lyric& lyric) {
    return !lyric.text.empty() && is_plain_text(lyric.text);
  };
  const bool valid = is_plain_text(score.title) && is_plain_text(score.composer) &&
                     std::all_of(score.lyrics.begin(), score.lyrics.end(), is_syllable) &&
                     is_plain_text(score.player.name) &&
                     std::all_of(score.voice_names.begin(), score.voice_names.end(), is_plain_text);
  return valid ? std::nullopt : std::optional<std::string>("a name is not plain text");
}

std::optional<std::string> find_broken_velocity(const Score& score) {
  if (!score.velocities.empty() && score.velocities.size() != score.notes.size()) {
    return fmt::format("{} velocities for {} notes", score.velocities.size(), score.notes.size());
  }
  const bool fit = std::ranges::all_of(
      score.velocities, [](std::uint8_t velocity) { return velocity > 0 && velocity < 128; });
  return fit ? std::nullopt : std::optional<std::string>("a velocity is not one of MIDI's");
}

}  // namespace

std::optional<std::string> find_broken_promise(const Score& score, Unisons unisons) {
  if (auto broken = find_broken_voice(score)) {
    return broken;
  }
  const bool per_voice = unisons == Unisons::kPerVoice;
  if (auto broken = find_broken_note(score.notes, per_voice ? score.voices : std::vector<int>())) {
    return broken;
  }
  if (auto broken = find_broken_velocity(score)) {
    return broken;
  }
  const auto is_not_before = [](const Lyric& a, const Lyric& b) { return a.onset >= b.onset; };
  if (std::ranges::adjacent_find(score.lyrics, is_not_before) != score.lyrics.end()) {
    return "syllables are not sorted by onset, one at each";
  }
  bool are_sorted = true;
  for_each_timed(
      score, [&](const auto& events) { are_sorted = are_sorted && is_sorted_by_onset(events); });
  if (!are_sorted) {
    return "tempos, signatures or syllables are not sorted by onset from 0 on";
  }
  return find_broken_text(score);
}

}  // namespace bachprop
