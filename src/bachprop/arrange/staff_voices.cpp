#include "bachprop/arrange/staff_voices.h"

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <utility>

#include "bachprop/base/numbers.h"

namespace bachprop {
namespace {

constexpr std::size_t kFollowed = 32;  // ways to go on from, after each chord
constexpr int kCrossingCost = 60;
constexpr int kLeapCost = 1;
constexpr int kTieCost = 60;  // for each note head that a tie adds
constexpr int kNone = -1;

// Notes that begin and end together.
struct Chord {
  Quarters start;
  Quarters end;
  int lowest = 0;
  int highest = 0;
  std::vector<std::size_t> notes;
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

// What a voice began last, and what of its chords still sounds.
struct Voice {
  int last = kNone;
  std::vector<int> held = {};  // several where it takes chords while it holds others

  friend bool operator==(const Voice&, const Voice&) = default;
};

// One way to give the chords so far to voices.
struct Way {
  int cost = 0;
  std::vector<Voice> voices;
  int step = kNone;  // the last of its steps
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

// The pitches that a voice sounds.
struct Span {
  int lowest = kHighestPitch;
  int highest = kLowestPitch;

  void include(const Chord& chord) {
    lowest = std::min(lowest, chord.lowest);
    highest = std::max(highest, chord.highest);
  }
  [[nodiscard]] int middle() const { return (lowest + highest) / 2; }
};

// Gives the chords of one stretch without a common end to voices. Where there are enough for all
// that sounds at once, none takes a chord while it holds another.
class Search {
 public:
  Search(std::span<const Chord> chords, int most_at_once)
      : chords_(chords),
        voices_(std::min(most_at_once, kMostVoicesOfAStaff)),
        may_join_(most_at_once > voices_),
        ways_({{0, std::vector<Voice>(at(voices_)), kNone}}) {}

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
  static std::size_t at(int index) { return as_index(index); }
  [[nodiscard]] const Chord& chord_at(int index) const { return chords_[at(index)]; }

  void take(int chord) {
    std::vector<Candidate> candidates;
    for (int from = 0; at(from) < ways_.size(); ++from) {
      Way& way = ways_[at(from)];
      let_go(way, chord_at(chord).start);
      for (int voice = 0; voice < voices_; ++voice) {
        if (may_join_ || way.voices[at(voice)].held.empty()) {
          candidates.push_back({way.cost + cost_of(way, chord, voice), from, voice});
        }
      }
    }
    std::ranges::stable_sort(candidates, {}, &Candidate::cost);
    keep_best(chord, candidates);
  }

  // What has ended sounds no more.
  void let_go(Way& way, const Quarters& time) const {
    for (Voice& voice : way.voices) {
      std::erase_if(voice.held, [&](int held) { return chord_at(held).end <= time; });
    }
  }

  // Of ways that leave the voices alike only the cheapest can be part of the best.
  void keep_best(int chord, const std::vector<Candidate>& candidates) {
    std::vector<Way> kept;
    for (const Candidate& candidate : candidates) {
      Way way = ways_[at(candidate.from)];
      way.cost = candidate.cost;
      Voice& voice = way.voices[at(candidate.voice)];
      voice.last = chord;
      voice.held.push_back(chord);
      if (kept.size() == kFollowed ||
          std::ranges::find(kept, way.voices, &Way::voices) != kept.end()) {
        continue;
      }
      steps_.push_back({way.step, candidate.voice});
      way.step = as_int(steps_.size()) - 1;
      kept.push_back(std::move(way));
    }
    ways_ = std::move(kept);
  }

  [[nodiscard]] Span span_of(const Voice& voice) const {
    Span span;
    for (const int held : voice.held) {
      span.include(chord_at(held));
    }
    return span;
  }

  [[nodiscard]] int cost_of(const Way& way, int chord, int voice) const {
    const Voice& taking = way.voices[at(voice)];
    Span here = span_of(taking);
    here.include(chord_at(chord));
    int cost = kTieCost * heads_added(taking, chord_at(chord));
    if (taking.last != kNone) {
      cost += kLeapCost * std::abs(middle_of(chord) - middle_of(taking.last));
    }
    for (int other = 0; other < voices_; ++other) {
      if (other != voice && !way.voices[at(other)].held.empty()) {
        const int there = span_of(way.voices[at(other)]).middle();
        cost += crosses(here, there, other < voice, !taking.held.empty()) ? kCrossingCost : 0;
      }
    }
    return cost;
  }

  [[nodiscard]] int middle_of(int chord) const {
    return (chord_at(chord).lowest + chord_at(chord).highest) / 2;
  }

  // A voice that holds several chords shall not have another one's between them.
  static bool crosses(const Span& here, int there, bool is_above, bool joins) {
    const bool is_inside = joins && here.lowest < there && there < here.highest;
    return is_inside || (is_above ? there < here.middle() : there > here.middle());
  }

  // A note is cut where another of its voice begins or ends while it sounds.
  [[nodiscard]] int heads_added(const Voice& voice, const Chord& chord) const {
    std::size_t heads = 0;
    std::vector<Quarters> ends;
    bool is_cut_at_start = false;
    for (const int held : voice.held) {
      ends.push_back(chord_at(held).end);
      is_cut_at_start |= chord_at(held).start == chord.start;
    }
    const bool is_cut_at_end = std::ranges::find(ends, chord.end) != ends.end();
    for (const int held : voice.held) {
      const std::size_t notes = chord_at(held).notes.size();
      heads += is_cut_at_start ? 0 : notes;
      heads += !is_cut_at_end && chord_at(held).end > chord.end ? notes : 0;
    }
    std::ranges::sort(ends);
    const auto last = std::unique(ends.begin(), ends.end());
    const auto cuts =
        std::count_if(ends.begin(), last, [&](const Quarters& end) { return end < chord.end; });
    return as_int(heads + as_index(cuts) * chord.notes.size());
  }

  std::span<const Chord> chords_;
  int voices_;
  bool may_join_;
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
