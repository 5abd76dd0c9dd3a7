#include "bachprop/notation/part_lines.h"

#include <algorithm>
#include <cstddef>
#include <tuple>
#include <utility>

#include "bachprop/base/check.h"
#include "bachprop/notation/voice_lines.h"
#include "bachprop/score/voiced_notes.h"

namespace bachprop {
namespace {

Quarters end_of(const Note& note) { return note.onset + note.duration; }

Quarters sounding_time(const std::vector<Note>& notes) {
  Quarters time = 0;
  for (const Note& note : notes) {
    time += note.duration;
  }
  return time;
}

// A sum of pitches over their number would be no whole number; sums are compared crosswise.
bool is_higher(const PartLine& line, const PartLine& other) {
  const auto sum = [](const PartLine& of) {
    Quarters weighted = 0;
    for (const Note& note : of.notes) {
      weighted += note.pitch;
    }
    return weighted;
  };
  return sum(line) * std::ssize(other.notes) > sum(other) * std::ssize(line.notes);
}

bool fit(const std::vector<PartLine>& lines, int most) {
  return !lines.empty() && std::ssize(lines) <= most &&
         std::ranges::all_of(lines, [](const PartLine& line) { return is_one_line(line.notes); });
}

// How long each stated voice sounds in all; one zero where none is stated.
std::vector<Quarters> time_of_voices(const Score& score) {
  std::vector<Quarters> times(std::max<std::size_t>(score.voice_names.size(), 1));
  for (std::size_t i = 0; i < score.voices.size(); ++i) {
    times[static_cast<std::size_t>(score.voices[i])] += score.notes[i].duration;
  }
  return times;
}

// Takes notes away until no more than so many sound at once.
class Thinning {
 public:
  Thinning(const Score& score, std::size_t most)
      : score_(score),
        most_(most),
        times_(time_of_voices(score)),
        kept_(score.notes.size(), true) {}

  // Whether each note stays.
  std::vector<bool> result() && {
    for (std::size_t note = 0; note < score_.notes.size(); ++note) {
      const Quarters onset = score_.notes[note].onset;
      std::erase_if(sounding_, [&](std::size_t other) { return end_of(note_at(other)) <= onset; });
      sounding_.push_back(note);
      if (sounding_.size() > most_) {
        leave_one_out();
      }
    }
    return std::move(kept_);
  }

 private:
  [[nodiscard]] const Note& note_at(std::size_t note) const { return score_.notes[note]; }

  [[nodiscard]] bool is_doubled(std::size_t note) const {
    return std::ranges::any_of(sounding_, [&](std::size_t other) {
      return other != note && note_at(other).pitch % 12 == note_at(note).pitch % 12;
    });
  }

  // The smaller, the sooner it goes.
  [[nodiscard]] auto importance(std::size_t note) const {
    const std::size_t voice =
        score_.voices.empty() ? 0 : static_cast<std::size_t>(score_.voices[note]);
    return std::tuple(times_[voice], !is_doubled(note), note_at(note).duration, note);
  }

  void leave_one_out() {
    const auto pitch = [this](std::size_t note) { return note_at(note).pitch; };
    std::ranges::sort(sounding_, {}, pitch);
    // One line keeps the highest note, more keep both outer ones.
    const auto inner = sounding_.begin() + (most_ > 1 ? 1 : 0);
    const auto least = std::ranges::min_element(
        inner, sounding_.end() - 1, {}, [this](std::size_t note) { return importance(note); });
    kept_[*least] = false;
    sounding_.erase(least);
  }

  const Score& score_;
  std::size_t most_;
  std::vector<Quarters> times_;
  std::vector<bool> kept_;
  std::vector<std::size_t> sounding_;
};

// The only place where voices are looked for.
PartLines found_lines(const Score& score, int most) {
  PartLines found;
  const int voices = std::clamp(voices_of(score), 1, most);
  const std::vector<int> voice_of = find_lines(score, voices);
  found.lines.resize(static_cast<std::size_t>(voices));
  for (std::size_t i = 0; i < score.notes.size(); ++i) {
    auto& notes = voice_of[i] == kNoVoice
                      ? found.left_over
                      : found.lines[static_cast<std::size_t>(voice_of[i])].notes;
    notes.push_back(score.notes[i]);
  }
  std::erase_if(found.lines, [](const PartLine& line) { return line.notes.empty(); });
  return found;
}

PartLines thinned_lines(const Score& score, int most) {
  const std::vector<bool> kept = Thinning(score, static_cast<std::size_t>(most)).result();
  Score thinned;
  std::vector<Note> others;
  for (std::size_t i = 0; i < score.notes.size(); ++i) {
    (kept[i] ? thinned.notes : others).push_back(score.notes[i]);
  }
  PartLines lines = found_lines(thinned, most);
  std::vector<Note> all;
  std::ranges::merge(
      lines.left_over, others, std::back_inserter(all), {},
      [](const Note& n) { return std::pair(n.onset, n.pitch); },
      [](const Note& n) { return std::pair(n.onset, n.pitch); });
  lines.left_over = std::move(all);
  return lines;
}

}  // namespace

std::vector<PartLine> stated_lines(const Score& score) {
  std::vector<PartLine> lines;
  if (score.voices.empty()) {
    return lines;
  }
  for (std::size_t voice = 0; voice < score.voice_names.size(); ++voice) {
    lines.push_back({.name = score.voice_names[voice], .program = program_of(score, voice)});
  }
  for (std::size_t i = 0; i < score.notes.size(); ++i) {
    lines[static_cast<std::size_t>(score.voices[i])].notes.push_back(score.notes[i]);
  }
  std::erase_if(lines, [](const PartLine& line) { return line.notes.empty(); });
  return lines;
}

bool is_one_line(const std::vector<Note>& notes) {
  Quarters covered_to = 0;
  Quarters covered = 0;
  for (const Note& note : notes) {
    covered += std::max<Quarters>(end_of(note) - std::max(note.onset, covered_to), 0);
    covered_to = std::max(covered_to, end_of(note));
  }
  return (sounding_time(notes) - covered) * 5 <= covered;
}

std::size_t highest_of(const std::vector<PartLine>& lines) {
  check(!lines.empty(), "there is a line");
  return static_cast<std::size_t>(std::ranges::min_element(lines, is_higher) - lines.begin());
}

PartLines lines_of(const Score& score, int most) {
  check(most >= 1 && most <= kMostVoices, "there are 1 to 8 lines");
  PartLines stated{.lines = stated_lines(score)};
  if (fit(stated.lines, most)) {
    std::ranges::stable_sort(stated.lines, is_higher);
    return stated;
  }
  return thinned_lines(with_merged_unisons(score), most);
}

}  // namespace bachprop
