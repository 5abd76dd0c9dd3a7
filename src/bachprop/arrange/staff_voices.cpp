#include "bachprop/arrange/staff_voices.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <iterator>
#include <utility>

#include "bachprop/analysis/beam_search.h"
#include "bachprop/base/numbers.h"

namespace bachprop {
namespace {

constexpr std::size_t kFollowed = 32;  // ways to go on from, after each chord
constexpr int kVoiceCrossingCost = 60;
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

using Voices = std::vector<Voice>;

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
        search_(Voices(as_index(voices_)), kFollowed) {}

  // For each chord its voice.
  std::vector<int> best() {
    for (int chord = 0; chord < std::ssize(chords_); ++chord) {
      take(chord);
    }
    return search_.best();
  }

 private:
  [[nodiscard]] const Chord& chord_at(int index) const { return chords_[as_index(index)]; }

  void take(int chord) {
    search_.for_each_way(
        [&](std::int64_t /*cost*/, Voices& voices) { let_go(voices, chord_at(chord).start); });
    search_.choose(
        [&](const Voices& voices, const auto& add) {
          for (int voice = 0; voice < voices_; ++voice) {
            if (may_join_ || voices[as_index(voice)].held.empty()) {
              add(voice, cost_of(voices, chord, voice));
            }
          }
        },
        [&](Voices& voices, int voice) {
          Voice& taking = voices[as_index(voice)];
          taking.last = chord;
          taking.held.push_back(chord);
        });
  }

  // What has ended sounds no more.
  void let_go(Voices& voices, const Quarters& time) const {
    for (Voice& voice : voices) {
      std::erase_if(voice.held, [&](int held) { return chord_at(held).end <= time; });
    }
  }

  [[nodiscard]] Span span_of(const Voice& voice) const {
    Span span;
    for (const int held : voice.held) {
      span.include(chord_at(held));
    }
    return span;
  }

  [[nodiscard]] int cost_of(const Voices& voices, int chord, int voice) const {
    const Voice& taking = voices[as_index(voice)];
    Span here = span_of(taking);
    here.include(chord_at(chord));
    int cost = kTieCost * heads_added(taking, chord_at(chord));
    if (taking.last != kNone) {
      cost += kLeapCost * std::abs(middle_of(chord) - middle_of(taking.last));
    }
    for (int other = 0; other < voices_; ++other) {
      if (other != voice && !voices[as_index(other)].held.empty()) {
        const int there = span_of(voices[as_index(other)]).middle();
        cost += crosses(here, there, other < voice, !taking.held.empty()) ? kVoiceCrossingCost : 0;
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
  BeamSearch<Voices, int> search_;
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
