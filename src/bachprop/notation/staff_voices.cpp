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

// One way to give the chords so far to voices: the last chord of each, and the cost.
struct Way {
  int cost = 0;
  std::vector<int> last;
  std::vector<int> voices;  // of each chord
};

// Gives the chords of one stretch without a common end to as many voices as sound at once.
class Search {
 public:
  Search(std::span<const Chord> chords, int voices)
      : chords_(chords), voices_(static_cast<std::size_t>(voices)) {}

  std::vector<int> best() {
    std::vector<Way> ways = {{0, std::vector<int>(voices_, kNone), {}}};
    for (std::size_t chord = 0; chord < chords_.size(); ++chord) {
      std::vector<Way> next;
      for (const Way& way : ways) {
        add_ways(way, static_cast<int>(chord), next);
      }
      std::ranges::stable_sort(next, {}, &Way::cost);
      next.resize(std::min(next.size(), kFollowed));
      ways = std::move(next);
    }
    return ways.front().voices;
  }

 private:
  void add_ways(const Way& way, int chord, std::vector<Way>& next) const {
    for (std::size_t voice = 0; voice < voices_; ++voice) {
      if (!sounds(way.last[voice], chord)) {
        Way longer = way;
        longer.cost += cost_of(way, chord, voice);
        longer.last[voice] = chord;
        longer.voices.push_back(static_cast<int>(voice));
        next.push_back(std::move(longer));
      }
    }
  }

  [[nodiscard]] const Chord& chord_at(int index) const {
    return chords_[static_cast<std::size_t>(index)];
  }
  [[nodiscard]] bool sounds(int other, int chord) const {
    return other != kNone && chord_at(other).end > chord_at(chord).start;
  }

  [[nodiscard]] int cost_of(const Way& way, int chord, std::size_t voice) const {
    const int here = chord_at(chord).middle();
    int cost = 0;
    for (std::size_t other = 0; other < voices_; ++other) {
      if (way.last[other] == kNone) {
        continue;
      }
      const int there = chord_at(way.last[other]).middle();
      if (other == voice) {
        cost += kLeapCost * std::abs(here - there);
      } else if (sounds(way.last[other], chord) && (other < voice ? there < here : there > here)) {
        cost += kCrossingCost;
      }
    }
    return cost;
  }

  std::span<const Chord> chords_;
  std::size_t voices_;
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
