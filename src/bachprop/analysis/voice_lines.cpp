#include "bachprop/analysis/voice_lines.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <utility>

#include "bachprop/analysis/beam_search.h"
#include "bachprop/base/check.h"
#include "bachprop/base/numbers.h"

namespace bachprop {
namespace {

constexpr std::size_t kLinesFollowed = 32;  // ways to go on from, after each note
constexpr int kNoNote = -1;
constexpr int kMostTogether = 4;  // notes that a voice holds

// The costs below were learnt; docs/notation-voices.md. A voice is the highest, the lowest or
// between them.
using ByPlace = std::array<int, 3>;

// A voice goes on: by how many semitones it leaps, after its last note ended just now, at most a
// quarter ago, or earlier.
constexpr std::size_t kLeaps = 12;
using LeapCosts = std::array<int, kLeaps>;
constexpr LeapCosts kAtOnce = {175, 147, 156, 176, 177, 178, 191, 190, 201, 234, 264, 337};
constexpr LeapCosts kAfterRest = {180, 168, 181, 185, 188, 191, 198, 199, 205, 220, 243, 299};
constexpr LeapCosts kAfterLongRest = {277, 268, 278, 280, 281, 291, 290, 292, 299, 308, 335, 457};
// The greatest leaps of the first eleven costs.
constexpr std::array<int, kLeaps - 1> kLeapBounds = {0, 1, 2, 3, 4, 5, 7, 9, 12, 16, 24};
constexpr ByPlace kFirstNote = {210, 278, 213};

// The new note lasts as long as the last one, twice or half as long, less than four times or a
// quarter, or neither.
constexpr std::array<int, 4> kDurations = {95, 119, 108, 123};
constexpr int kSameDurationAfterRest = 84;
constexpr int kOtherDurationAfterRest = 92;

// A note lies on the wrong side of another voice's: by 1 to 2, 5, 9 or more semitones. That voice
// holds its note, ended it just now, or rests.
using DepthCosts = std::array<int, 4>;
constexpr DepthCosts kCrossing = {36, 23, 26, 58};
constexpr int kCrossingMore = 54;      // the voices are no neighbours
constexpr int kCrossingTogether = 84;  // both notes begin now
constexpr DepthCosts kOverlap = {9, 3, 0, 22};
constexpr int kOverlapAfterRest = 7;  // by more than 5 semitones

constexpr int kChord = 510;
constexpr int kWideChord = 1042;             // the new note is more than an octave away
constexpr int kUnevenChord = 685;            // its notes do not end together
constexpr int kHeldChord = 789;              // its notes do not begin together
constexpr ByPlace kSharing = {49, 117, 65};  // two voices share a note; by the place of the pair

constexpr int kSilence = 16;                 // a voice is silent at an onset
constexpr int kSilentTop = 60;               // the highest is, where all rested before
constexpr ByPlace kStopping = {51, 44, 59};  // it ended just now
constexpr ByPlace kAlone = {-52, -18, -34};  // no other sounds
constexpr int kWithout = 10000;              // a note goes without a voice

// What a voice played last, or holds.
struct Line {
  int note = kNoNote;  // of its last chord the one that ends last
  int first = kNoNote;
  int low = 0;  // of its last chord
  int high = 0;
  int count = 0;

  friend bool operator==(const Line&, const Line&) = default;
};

using Lines = std::array<Line, kMostVoices>;

// Who takes a note.
struct Taking {
  int voice = kNoVoice;
  bool is_shared = false;  // with the next lower voice
};

int leap_cost(const LeapCosts& costs, int semitones) {
  const auto bound = std::ranges::lower_bound(kLeapBounds, semitones);
  return costs[as_index(bound - kLeapBounds.begin())];
}

int depth_cost(const DepthCosts& costs, int semitones) {
  constexpr std::array<int, 3> kBounds = {2, 5, 9};
  const auto bound = std::ranges::lower_bound(kBounds, semitones);
  return costs[as_index(bound - kBounds.begin())];
}

int duration_cost(const Quarters& a, const Quarters& b) {
  const auto& [shorter, longer] = std::minmax(a, b);
  if (shorter == longer) {
    return kDurations[0];
  }
  if (longer == shorter * 2) {
    return kDurations[1];
  }
  return longer < shorter * 4 ? kDurations[2] : kDurations[3];
}

class LineSearch {
 public:
  LineSearch(const std::vector<Note>& notes, int voices)
      : notes_(notes), voices_(voices), search_({}, kLinesFollowed) {
    ends_.reserve(notes.size());
    for (const Note& note : notes) {
      ends_.push_back(note.onset + note.duration);
    }
  }

  // For each note its voice.
  std::vector<int> best() {
    for (std::size_t i = 0; i < notes_.size(); ++i) {
      if (i > 0 && notes_[i].onset != notes_[i - 1].onset) {
        end_onset(i);
      }
      take(as_int(i));
    }
    std::vector<int> voices;
    for (const Taking& taking : search_.best()) {
      voices.push_back(taking.voice);
    }
    return voices;
  }

 private:
  [[nodiscard]] const Note& note_at(int note) const { return notes_[as_index(note)]; }
  [[nodiscard]] const Quarters& end_at(int note) const { return ends_[as_index(note)]; }
  [[nodiscard]] bool sounds(const Line& line, const Quarters& at) const {
    return line.note != kNoNote && end_at(line.note) > at;
  }
  [[nodiscard]] std::size_t place(int voice) const {
    return voice == 0 ? 0 : voice == voices_ - 1 ? 2 : 1;
  }
  [[nodiscard]] std::size_t place_of_pair(int upper) const {
    return upper == 0 ? 0 : upper == voices_ - 2 ? 2 : 1;
  }

  // A chord with what the voice holds.
  [[nodiscard]] int chord_cost(const Line& line, int note) const {
    const Note& added = note_at(note);
    if (note_at(line.note).onset != added.onset) {
      return kHeldChord;
    }
    if (end_at(line.note) != end_at(note)) {
      return kUnevenChord;
    }
    const int away = std::max(added.pitch - line.high, line.low - added.pitch);
    return away > kSemitonesPerOctave ? kWideChord : kChord;
  }

  [[nodiscard]] static int semitones_to(const Line& line, int pitch) {
    constexpr int kInside = 3;
    const int away = std::min(std::abs(pitch - line.low), std::abs(pitch - line.high));
    const bool is_inside = line.low <= pitch && pitch <= line.high;
    return is_inside ? std::min(away, kInside) : away;
  }

  // The voice goes on after its last note.
  [[nodiscard]] int move_cost(const Line& line, int note) const {
    const Note& next = note_at(note);
    const Quarters& duration = note_at(line.first).duration;
    const int semitones = semitones_to(line, next.pitch);
    const Quarters rest = next.onset - end_at(line.note);
    if (rest == 0) {
      return leap_cost(kAtOnce, semitones) + duration_cost(duration, next.duration);
    }
    if (rest <= 1) {
      return leap_cost(kAfterRest, semitones) +
             (duration == next.duration ? kSameDurationAfterRest : kOtherDurationAfterRest);
    }
    return leap_cost(kAfterLongRest, semitones);
  }

  // The note lies `semitones` on the wrong side of `other`.
  [[nodiscard]] int crossing_cost(const Line& other, int note, int semitones,
                                  bool are_neighbours) const {
    const Quarters& onset = note_at(note).onset;
    if (end_at(other.note) > onset) {
      return depth_cost(kCrossing, semitones) + (are_neighbours ? 0 : kCrossingMore) +
             (note_at(other.note).onset == onset ? kCrossingTogether : 0);
    }
    if (end_at(other.note) == onset) {
      return depth_cost(kOverlap, semitones);
    }
    return semitones > 5 ? kOverlapAfterRest : 0;
  }

  [[nodiscard]] std::int64_t crossings_cost(const Lines& lines, int note, int voice) const {
    const int pitch = note_at(note).pitch;
    std::int64_t cost = 0;
    for (int v = 0; v < voices_; ++v) {
      const Line& other = lines[as_index(v)];
      const int wrong = v < voice ? pitch - other.low : other.high - pitch;
      if (v != voice && other.note != kNoNote && wrong > 0) {
        cost += crossing_cost(other, note, wrong, std::abs(v - voice) == 1);
      }
    }
    return cost;
  }

  // What the note costs in a voice that holds none.
  [[nodiscard]] std::int64_t single_cost(const Lines& lines, int note, int voice) const {
    const Line& line = lines[as_index(voice)];
    return crossings_cost(lines, note, voice) +
           (line.note == kNoNote ? kFirstNote[place(voice)] : move_cost(line, note));
  }

  // What silent voices cost when all notes of an onset are given; `next` is the first after them.
  void end_onset(std::size_t next) {
    const Quarters& onset = notes_[next - 1].onset;
    const bool all_rested = rest_from_ < onset;
    for (std::size_t i = next; i > 0 && notes_[i - 1].onset == onset; --i) {
      rest_from_ = std::max(rest_from_, ends_[i - 1]);
    }
    search_.for_each_way([&](std::int64_t& cost, const Lines& lines) {
      cost += all_rested && !sounds(lines.front(), onset) ? kSilentTop : 0;
      cost += silence_cost(lines, onset);
    });
  }

  [[nodiscard]] std::int64_t silence_cost(const Lines& lines, const Quarters& onset) const {
    std::int64_t cost = 0;
    int sounding = 0;
    int last = 0;
    for (int voice = 0; voice < voices_; ++voice) {
      const Line& line = lines[as_index(voice)];
      if (sounds(line, onset)) {
        ++sounding;
        last = voice;
        continue;
      }
      cost += kSilence;
      cost += line.note != kNoNote && end_at(line.note) == onset ? kStopping[place(voice)] : 0;
    }
    return cost + (sounding == 1 ? kAlone[place(last)] : 0);
  }

  template <typename Add>
  void propose(const Lines& lines, int note, const Add& add) const {
    const Quarters& onset = note_at(note).onset;
    std::array<std::int64_t, kMostVoices> single = {};
    for (int voice = 0; voice < voices_; ++voice) {
      const Line& line = lines[as_index(voice)];
      std::int64_t& cost = single[as_index(voice)];
      if (!sounds(line, onset)) {
        cost = single_cost(lines, note, voice);
        add(Taking{voice}, cost);
        continue;
      }
      cost = kWithout;
      if (line.count < kMostTogether) {
        add(Taking{voice}, chord_cost(line, note) + crossings_cost(lines, note, voice));
      }
    }
    for (int upper = 0; upper + 1 < voices_; ++upper) {
      const std::int64_t both = single[as_index(upper)] + single[as_index(upper) + 1];
      if (both < kWithout) {
        add(Taking{upper, true}, both / 2 + kSharing[place_of_pair(upper)]);
      }
    }
    add(Taking{kNoVoice}, kWithout);
  }

  void take(int note) {
    search_.choose([&](const Lines& lines, const auto& add) { propose(lines, note, add); },
                   [&](Lines& lines, const Taking& taking) {
                     if (taking.voice != kNoVoice) {
                       play(lines[as_index(taking.voice)], note);
                     }
                     if (taking.is_shared) {
                       play(lines[as_index(taking.voice) + 1], note);
                     }
                   });
  }

  void play(Line& line, int note) const {
    const int pitch = note_at(note).pitch;
    if (!sounds(line, note_at(note).onset)) {
      line = {note, note, pitch, pitch, 1};
      return;
    }
    line.low = std::min(line.low, pitch);
    line.high = std::max(line.high, pitch);
    ++line.count;
    line.note = end_at(note) >= end_at(line.note) ? note : line.note;
  }

  const std::vector<Note>& notes_;
  int voices_;
  std::vector<Quarters> ends_;
  Quarters rest_from_ = -1;  // where all notes of earlier onsets have ended
  BeamSearch<Lines, Taking> search_;
};

}  // namespace

std::vector<int> find_lines(const Score& score, int voices) {
  check(voices >= 1 && voices <= kMostVoices, "there are 1 to 8 voices");
  return LineSearch(score.notes, voices).best();
}

}  // namespace bachprop
