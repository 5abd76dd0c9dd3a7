#include "bachprop/notation/staff_voices.h"

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <utility>

namespace bachprop {
namespace {

constexpr std::size_t kFollowed = 32;  // ways to go on from, after each chord
constexpr int kCrossingCost = 60;
constexpr int kLeapCost = 1;
constexpr int kNone = -1;

// Notes that begin and end together.
struct Chord {
  Quarters start;
  Quarters end;
  int lowest = 0;
  int highest = 0;
  std::vector<std::size_t> notes;

  [[nodiscard]] int middle() const { return (lowest + highest) / 2; }
};

std::vector<Chord> chords_of(std::span<const Note> notes) {
  std::vector<Chord> chords;
  for (std::size_t i = 0; i < notes.size(); ++i) {
    const Note& note = notes[i];
    const Quarters end = note.onset + note.duration;
    auto chord = chords.rbegin();
    while (chord != chords.rend() && chord->start == note.onset && chord->end != end) {
      ++chord;
    }
    if (chord == chords.rend() || chord->start != note.onset) {
      chords.push_back({note.onset, end, note.pitch, note.pitch, {i}});
    } else {
      chord->highest = note.pitch;
      chord->notes.push_back(i);
    }
  }
  return chords;
}

// One way to give the chords so far to voices.
struct Way {
  int cost = 0;
  std::vector<int> last;  // chord of each voice
  int step = kNone;       // the last of its steps
};

// A chord's voice in one way, and the step before it.
struct Step {
  int before = kNone;
  int voice = 0;
};

struct Candidate {
  int cost = 0;
  int from = 0;  // the way that it goes on from
  int voice = 0;
};

// Gives the chords of one stretch without a common end to as many voices as sound at once.
class Search {
 public:
  Search(std::span<const Chord> chords, int voices)
      : chords_(chords),
        voices_(voices),
        ways_({{0, std::vector<int>(at(voices), kNone), kNone}}) {}

  std::vector<int> best() {
    for (int chord = 0; at(chord) < chords_.size(); ++chord) {
      take(chord);
    }
    std::vector<int> found(chords_.size());
    int step = ways_.front().step;
    for (std::size_t chord = found.size(); chord-- > 0; step = steps_[at(step)].before) {
      found[chord] = steps_[at(step)].voice;
    }
    return found;
  }

 private:
  static std::size_t at(int index) { return static_cast<std::size_t>(index); }

  void take(int chord) {
    std::vector<Candidate> candidates;
    for (int way = 0; at(way) < ways_.size(); ++way) {
      for (int voice = 0; voice < voices_; ++voice) {
        if (!sounds(ways_[at(way)].last[at(voice)], chord)) {
          const int cost = ways_[at(way)].cost + cost_of(ways_[at(way)], chord, voice);
          candidates.push_back({cost, way, voice});
        }
      }
    }
    std::ranges::stable_sort(candidates, {}, &Candidate::cost);
    keep_best(chord, candidates);
  }

  // Of ways with the same last chords only the cheapest can be part of the best.
  void keep_best(int chord, const std::vector<Candidate>& candidates) {
    std::vector<Way> kept;
    for (const Candidate& candidate : candidates) {
      Way way = ways_[at(candidate.from)];
      way.cost = candidate.cost;
      way.last[at(candidate.voice)] = chord;
      if (kept.size() == kFollowed || std::ranges::find(kept, way.last, &Way::last) != kept.end()) {
        continue;
      }
      steps_.push_back({way.step, candidate.voice});
      way.step = static_cast<int>(steps_.size()) - 1;
      kept.push_back(std::move(way));
    }
    ways_ = std::move(kept);
  }

  [[nodiscard]] const Chord& chord_at(int index) const { return chords_[at(index)]; }
  [[nodiscard]] bool sounds(int other, int chord) const {
    return other != kNone && chord_at(other).end > chord_at(chord).start;
  }

  [[nodiscard]] int cost_of(const Way& way, int chord, int voice) const {
    const int here = chord_at(chord).middle();
    int cost = 0;
    for (int other = 0; other < voices_; ++other) {
      const int last = way.last[at(other)];
      if (last == kNone) {
        continue;
      }
      const int there = chord_at(last).middle();
      if (other == voice) {
        cost += kLeapCost * std::abs(here - there);
      } else if (sounds(last, chord) && (other < voice ? there < here : there > here)) {
        cost += kCrossingCost;
      }
    }
    return cost;
  }

  std::span<const Chord> chords_;
  int voices_;
  std::vector<Way> ways_;  // the cheapest first
  std::vector<Step> steps_;
};

// How many of the chords sound at once at most.
int most_at_once(std::span<const Chord> chords) {
  std::vector<std::pair<Quarters, int>> changes;
  for (const Chord& chord : chords) {
    changes.emplace_back(chord.start, 1);
    changes.emplace_back(chord.end, -1);
  }
  std::ranges::sort(changes);
  int sounding = 0;
  int most = 0;
  for (const auto& [time, change] : changes) {
    sounding += change;
    most = std::max(most, sounding);
  }
  return most;
}

}  // namespace

std::vector<int> staff_voices(std::span<const Note> notes) {
  const std::vector<Chord> chords = chords_of(notes);
  std::vector<int> voices(notes.size());
  for (std::size_t first = 0; first < chords.size();) {
    Quarters held = chords[first].end;
    std::size_t end = first + 1;
    for (; end < chords.size() && chords[end].start < held; ++end) {
      held = std::max(held, chords[end].end);
    }
    const auto stretch = std::span(chords).subspan(first, end - first);
    const std::vector<int> found = Search(stretch, most_at_once(stretch)).best();
    for (std::size_t i = 0; i < stretch.size(); ++i) {
      for (const std::size_t note : stretch[i].notes) {
        voices[note] = found[i];
      }
    }
    first = end;
  }
  return voices;
}

}  // namespace bachprop
