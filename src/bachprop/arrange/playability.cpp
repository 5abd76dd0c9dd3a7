#include "bachprop/arrange/playability.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <string_view>
#include <utility>

#include "bachprop/arrange/instruments.h"
#include "bachprop/arrange/phrases.h"
#include "bachprop/arrange/playing_time.h"
#include "bachprop/base/check.h"
#include "bachprop/base/count_text.h"
#include "bachprop/base/numbers.h"

namespace bachprop {
namespace {

using Notes = std::vector<Note>;

constexpr int kStep = 2;

bool is_bowed(const Instrument& instrument) { return instrument.sound.starts_with("strings."); }
bool is_sung(const Instrument& instrument) { return instrument.sound.starts_with("voice."); }

// Notes of chords next to each other: each pair is played at once, one after the other.
bool can_be_bowed(const Notes& chord, int program) {
  for (std::size_t i = 1; i < chord.size(); ++i) {
    if (!is_double_stop(program, chord[i - 1].pitch, chord[i].pitch)) {
      return false;
    }
  }
  return chord.size() <= 4;
}

class Judge {
 public:
  Judge(const Instrument& instrument, const std::vector<TempoChange>& tempos)
      : instrument_(instrument), tempos_(tempos) {}

  void hear(const Note& note) {
    found_.lowest = found_.notes == 0 ? note.pitch : std::min(found_.lowest, note.pitch);
    found_.highest = std::max(found_.highest, note.pitch);
    const bool easy =
        note.pitch >= instrument_.easy_lowest && note.pitch <= instrument_.easy_highest;
    found_.not_easy += easy ? 0 : 1;
    const double length = seconds(note.onset, note.onset + note.duration);
    found_.shortest_note = found_.notes == 0 ? length : std::min(found_.shortest_note, length);
    ++found_.notes;
  }

  // One voice of a staff, sorted by onset, then pitch.
  void hear_line(const Notes& notes) {
    Notes highest;
    for (std::size_t begin = 0, end = 0; begin < notes.size(); begin = end) {
      while (end < notes.size() && notes[end].onset == notes[begin].onset) {
        ++end;
      }
      const Notes chord(notes.begin() + static_cast<std::ptrdiff_t>(begin),
                        notes.begin() + static_cast<std::ptrdiff_t>(end));
      hear_chord(chord);
      highest.push_back(chord.back());
    }
    for (std::size_t i = 1; i < highest.size(); ++i) {
      hear_move(highest[i - 1], highest[i]);
    }
    hear_phrases(highest);
  }

  [[nodiscard]] Playability found() && { return std::move(found_); }

 private:
  [[nodiscard]] double seconds(const Quarters& from, const Quarters& to) const {
    return seconds_from_beginning(tempos_, to) - seconds_from_beginning(tempos_, from);
  }

  void hear_chord(const Notes& chord) {
    if (chord.size() > 1 && is_bowed(instrument_) && !can_be_bowed(chord, instrument_.program)) {
      found_.hard_chords.push_back({chord.front().onset});
    }
    found_.divided += chord.size() > 1 && is_sung(instrument_) ? 1 : 0;
  }

  void hear_move(const Note& from, const Note& to) {
    if (from.onset + from.duration < to.onset) {
      return;
    }
    const int semitones = to.pitch - from.pitch;
    if (semitones == 0) {
      const double repetition = seconds(from.onset, to.onset);
      found_.fastest_repetition = found_.fastest_repetition == 0
                                      ? repetition
                                      : std::min(found_.fastest_repetition, repetition);
      return;
    }
    ++found_.moves;
    found_.steps += std::abs(semitones) <= kStep ? 1 : 0;
    if (std::abs(semitones) > kSemitonesPerOctave) {
      found_.wide_leaps.push_back({to.onset, semitones});
    }
  }

  void hear_phrases(const Notes& line) {
    for (const Phrase& phrase : phrases_of(line)) {
      const Note& last = line[phrase.end - 1];
      const Quarters onset = line[phrase.begin].onset;
      const double length = seconds(onset, last.onset + last.duration);
      if (length > found_.longest_phrase) {
        found_.longest_phrase = length;
        found_.longest_phrase_at = onset;
      }
    }
  }

  const Instrument& instrument_;
  const std::vector<TempoChange>& tempos_;
  Playability found_;
};

}  // namespace

Playability playability(const Arrangement& arrangement, std::size_t part,
                        const std::vector<TempoChange>& tempos) {
  check(part < arrangement.parts.size(), "the arrangement has this part");
  Judge judge(arrangement.parts[part].instrument, tempos);
  std::map<std::pair<int, int>, Notes> lines;
  for (const PlacedNote& placed : arrangement.notes) {
    if (placed.part == as_int(part)) {
      judge.hear(placed.note);
      lines[{placed.staff, placed.voice}].push_back(placed.note);
    }
  }
  for (const auto& [voice, notes] : lines) {
    judge.hear_line(notes);
  }
  return std::move(judge).found();
}

std::vector<std::string> hard_places(const Playability& found, const Instrument& instrument,
                                     const BarNumbers& bars) {
  std::vector<std::string> places;
  const auto add = [&](const std::vector<HardPlace>& hard, std::string_view one,
                       std::string_view several) {
    if (!hard.empty()) {
      const auto first = std::ranges::min_element(hard, {}, &HardPlace::onset);
      places.push_back(fmt::format("{}: {} {} bar {}", instrument.name, hard.size(),
                                   hard.size() == 1 ? one : several, bars.at(first->onset)));
    }
  };
  if (is_bowed(instrument) || is_sung(instrument)) {
    add(found.wide_leaps, "leap of more than an octave,", "leaps of more than an octave, from");
    add(found.hard_chords, "chord to break or divide,", "chords to break or divide, from");
  }
  if (found.divided > 0) {
    places.push_back(fmt::format("{}: divides for {}", instrument.name,
                                 counted(static_cast<std::uint64_t>(found.divided), "chord")));
  }
  if (found.not_easy > 0) {
    places.push_back(fmt::format("{}: {} outside the easy register", instrument.name,
                                 counted(static_cast<std::uint64_t>(found.not_easy), "note")));
  }
  return places;
}

}  // namespace bachprop
