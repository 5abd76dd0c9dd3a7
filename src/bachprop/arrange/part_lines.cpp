#include "bachprop/arrange/part_lines.h"

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <iterator>
#include <tuple>
#include <utility>

#include "bachprop/analysis/voice_lines.h"
#include "bachprop/arrange/unisons.h"
#include "bachprop/base/check.h"
#include "bachprop/base/numbers.h"

namespace bachprop {
namespace {

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
    times[as_index(score.voices[i])] += score.notes[i].duration;
  }
  return times;
}

// Gives notes up until no more than so many sound at once.
class Thinning {
 public:
  Thinning(const Score& score, std::size_t most)
      : score_(score), most_(most), times_(time_of_voices(score)), kept_(score.notes) {}

  void thin() {
    for (std::size_t begin = 0; begin < kept_.size();) {
      const Quarters onset = kept_[begin].onset;
      std::erase_if(sounding_, [&](std::size_t note) { return end_of(kept_[note]) <= onset; });
      for (; begin < kept_.size() && kept_[begin].onset == onset; ++begin) {
        sounding_.push_back(begin);
      }
      std::ranges::sort(sounding_, {}, [this](std::size_t note) { return kept_[note].pitch; });
      while (sounding_.size() > most_) {
        give_one_up(onset);
      }
    }
  }

  // The remainder of the score; without voices.
  [[nodiscard]] Score rest() const {
    Score rest;
    for (const Note& note : kept_) {
      if (note.duration > 0) {
        rest.notes.push_back(note);
      }
    }
    return rest;
  }
  [[nodiscard]] std::vector<Note> left_over() const {
    return notes_where([](const Note& kept, const Note&) { return kept.duration == 0; });
  }
  [[nodiscard]] std::vector<Note> shortened() const {
    return notes_where(
        [](const Note& kept, const Note& was) { return kept.duration > 0 && kept != was; });
  }

 private:
  template <typename Test>
  [[nodiscard]] std::vector<Note> notes_where(const Test& test) const {
    std::vector<Note> notes;
    for (std::size_t i = 0; i < kept_.size(); ++i) {
      if (test(kept_[i], score_.notes[i])) {
        notes.push_back(score_.notes[i]);
      }
    }
    return notes;
  }

  [[nodiscard]] bool is_doubled(std::size_t note) const {
    return std::ranges::any_of(sounding_, [&](std::size_t other) {
      return other != note && (kept_[other].pitch - kept_[note].pitch) % kSemitonesPerOctave == 0;
    });
  }

  // Where a note is shortened its line can go on with the one that begins: how many lines lie
  // between them?
  [[nodiscard]] std::ptrdiff_t lines_between(std::size_t place, const Quarters& onset) const {
    std::ptrdiff_t nearest = std::ssize(sounding_);
    for (std::size_t other = 0; other < sounding_.size(); ++other) {
      if (kept_[sounding_[other]].onset == onset) {
        const std::ptrdiff_t apart =
            static_cast<std::ptrdiff_t>(other) - static_cast<std::ptrdiff_t>(place);
        nearest = std::min(nearest, std::abs(apart) - 1);
      }
    }
    return nearest;
  }

  // In quarters, what is lost with the note at this place: of one that is held its rest, of one
  // that begins its beginning, too.
  [[nodiscard]] Quarters loss(std::size_t place, const Quarters& onset) const {
    constexpr int kBeginning = 1;
    constexpr int kCrossing = 2;
    const std::size_t note = sounding_[place];
    const Quarters lost = end_of(kept_[note]) - onset;
    const Quarters heard = is_doubled(note) ? lost * Quarters(1, 2) : lost;
    return kept_[note].onset == onset ? heard + kBeginning
                                      : heard + kCrossing * lines_between(place, onset);
  }

  // The smaller, the less it is missed.
  [[nodiscard]] auto importance(std::size_t place, const Quarters& onset) const {
    const std::size_t note = sounding_[place];
    const std::size_t voice = score_.voices.empty() ? 0 : as_index(score_.voices[note]);
    return std::tuple(times_[voice], loss(place, onset), note);
  }

  void give_one_up(const Quarters& onset) {
    // One line keeps the highest note, more keep both outer ones.
    std::size_t least = most_ > 1 ? 1 : 0;
    for (std::size_t place = least + 1; place + 1 < sounding_.size(); ++place) {
      least = importance(place, onset) < importance(least, onset) ? place : least;
    }
    Note& note = kept_[sounding_[least]];
    note.duration = onset - note.onset;
    sounding_.erase(sounding_.begin() + static_cast<std::ptrdiff_t>(least));
  }

  const Score& score_;
  std::size_t most_;
  std::vector<Quarters> times_;
  std::vector<Note> kept_;  // with their durations; 0: left over
  std::vector<std::size_t> sounding_;
};

auto place_of(const Note& note) { return std::pair(note.onset, note.pitch); }

// The line whose note that began last before this one, or whose first, is nearest.
std::size_t nearest_line(const std::vector<PartLine>& lines, const Note& note) {
  const auto distance = [&](const PartLine& line) {
    const auto after = std::ranges::upper_bound(line.notes, note.onset, {}, &Note::onset);
    const Note& beside = after == line.notes.begin() ? *after : *(after - 1);
    return std::abs(beside.pitch - note.pitch);
  };
  return as_index(std::ranges::min_element(lines, {}, distance) - lines.begin());
}

// Puts each note into the line that is nearest without the others.
void add_to_nearest(std::vector<PartLine>& lines, const std::vector<Note>& added) {
  std::vector<std::vector<Note>> added_to(lines.size());
  for (const Note& note : added) {
    added_to[nearest_line(lines, note)].push_back(note);
  }
  for (std::size_t line = 0; line < lines.size(); ++line) {
    std::vector<Note>& notes = lines[line].notes;
    notes.insert(notes.end(), added_to[line].begin(), added_to[line].end());
    std::ranges::stable_sort(notes, {}, place_of);
  }
}

// Gives a note that was shortened its length again.
void last_as_long(std::vector<PartLine>& lines, const Note& note) {
  for (PartLine& line : lines) {
    const auto found = std::ranges::lower_bound(line.notes, place_of(note), {}, place_of);
    if (found != line.notes.end() && place_of(*found) == place_of(note)) {
      found->duration = note.duration;
    }
  }
}

// The only place where voices are looked for.
PartLines found_lines(const Score& score, int voices) {
  PartLines found;
  const std::vector<int> voice_of = find_lines(score, voices);
  found.lines.resize(as_index(voices));
  for (std::size_t i = 0; i < score.notes.size(); ++i) {
    auto& notes =
        voice_of[i] == kNoVoice ? found.left_over : found.lines[as_index(voice_of[i])].notes;
    notes.push_back(score.notes[i]);
  }
  std::erase_if(found.lines, [](const PartLine& line) { return line.notes.empty(); });
  return found;
}

PartLines thinned_lines(const Score& score, int most) {
  Thinning thinning(score, as_index(most));
  thinning.thin();
  const Score rest = thinning.rest();
  PartLines lines = found_lines(rest, std::clamp(voices_of(rest), 1, most));
  std::vector<Note> all;
  std::ranges::merge(lines.left_over, thinning.left_over(), std::back_inserter(all), {}, place_of,
                     place_of);
  lines.left_over = std::move(all);
  lines.shortened = thinning.shortened();
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
    lines[as_index(score.voices[i])].notes.push_back(score.notes[i]);
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
  return as_index(std::ranges::min_element(lines, is_higher) - lines.begin());
}

PartLines lines_of(const Score& score, int most) {
  check(most >= 1 && most <= kMostVoices, "there are 1 to 8 lines");
  PartLines stated{.lines = stated_lines(score), .are_stated = true};
  if (fit(stated.lines, most)) {
    std::ranges::stable_sort(stated.lines, is_higher);
    return stated;
  }
  return thinned_lines(without_unisons(score), most);
}

std::vector<PartLine> full_lines_of(const Score& score, int lines) {
  check(lines >= 1 && lines <= kMostVoices, "there are 1 to 8 lines");
  PartLines found = thinned_lines(without_unisons(score), lines);
  for (const Note& note : found.shortened) {
    last_as_long(found.lines, note);
  }
  add_to_nearest(found.lines, found.left_over);
  return std::move(found.lines);
}

std::size_t notes_beyond(const std::vector<Note>& notes, int most) {
  std::vector<Quarters> ends;  // of what sounds
  std::size_t beyond = 0;
  for (const Note& note : notes) {
    std::erase_if(ends, [&](const Quarters& end) { return end <= note.onset; });
    beyond += std::ssize(ends) >= most ? 1 : 0;
    ends.push_back(end_of(note));
  }
  return beyond;
}

std::vector<std::vector<Note>> share_notes(std::vector<PartLine>& lines, const SharingRule& rule) {
  std::vector<std::vector<Note>> notes;
  for (const PartLine& line : lines) {
    notes.push_back(line.notes);
  }
  const std::vector<SharedNote> shared = shared_notes(notes, rule);
  notes = with_shared_notes(std::move(notes), shared);
  std::vector<std::vector<Note>> of_lines(lines.size());
  for (const SharedNote& one : shared) {
    of_lines[one.line].push_back(one.note);
  }
  for (std::size_t line = 0; line < lines.size(); ++line) {
    lines[line].notes = std::move(notes[line]);
  }
  return of_lines;
}

}  // namespace bachprop
