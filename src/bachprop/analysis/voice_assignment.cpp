#include "bachprop/analysis/voice_assignment.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <utility>

#include "bachprop/base/check.h"
#include "bachprop/base/numbers.h"

namespace bachprop {
namespace {

constexpr std::size_t kFollowed = 32;  // ways to go on from, after each note
constexpr int kNoNote = -1;

// The last note of each voice.
using LastNotes = std::array<int, kMostVoices>;

// One way to give the notes so far to voices.
struct Way {
  std::int64_t cost = 0;
  LastNotes last = {};
  int step = kNoNote;  // the last of its steps
};

// A note's voice in one way, and the step before it.
struct Step {
  int before = kNoNote;
  int voice = kNoVoice;
};

struct Candidate {
  std::int64_t cost = 0;
  int from = 0;  // the way that it goes on from
  int voice = kNoVoice;
};

class Search {
 public:
  Search(const std::vector<Note>& notes, int voices, const VoiceCosts& costs)
      : notes_(notes), voices_(voices), costs_(costs) {
    ends_.reserve(notes.size());
    for (const Note& note : notes) {
      ends_.push_back(note.onset + note.duration);
    }
    Way nothing;
    nothing.last.fill(kNoNote);
    ways_.push_back(nothing);
  }

  std::vector<int> best() {
    for (std::size_t note = 0; note < notes_.size(); ++note) {
      take(as_int(note));
    }
    std::vector<int> found(notes_.size());
    int step = ways_.front().step;
    for (std::size_t note = notes_.size(); note-- > 0;) {
      found[note] = steps_[as_index(step)].voice;
      step = steps_[as_index(step)].before;
    }
    return found;
  }

 private:
  [[nodiscard]] const Note& note_at(int note) const { return notes_[as_index(note)]; }
  [[nodiscard]] bool sounds(int note, const Quarters& at) const {
    return ends_[as_index(note)] > at;
  }

  [[nodiscard]] std::int64_t cost_of(const Way& way, int note, int voice) const {
    const auto& [onset, duration, pitch] = note_at(note);
    std::int64_t cost = 0;
    for (int other = 0; other < voices_; ++other) {
      const int last = way.last[as_index(other)];
      if (last == kNoNote) {
        continue;
      }
      const int there = note_at(last).pitch;
      if (other == voice) {
        cost += std::int64_t{costs_.leap} * std::abs(pitch - there);
      } else if (other < voice ? there < pitch : there > pitch) {
        cost += sounds(last, onset) ? costs_.crossing : costs_.overlap;
      }
    }
    return cost;
  }

  void take(int note) {
    candidates_.clear();
    for (std::size_t w = 0; w < ways_.size(); ++w) {
      const Way& way = ways_[w];
      const int from = as_int(w);
      for (int voice = 0; voice < voices_; ++voice) {
        const int last = way.last[as_index(voice)];
        if (last == kNoNote || !sounds(last, note_at(note).onset)) {
          candidates_.push_back({way.cost + cost_of(way, note, voice), from, voice});
        }
      }
      candidates_.push_back({way.cost + costs_.without, from, kNoVoice});
    }
    keep_best(note);
  }

  // Of ways with the same last notes only the cheapest can be part of the best.
  void keep_best(int note) {
    std::ranges::stable_sort(candidates_, {}, &Candidate::cost);
    std::vector<Way> kept;
    for (const Candidate& candidate : candidates_) {
      Way way = ways_[as_index(candidate.from)];
      const int before = way.step;
      way.cost = candidate.cost;
      if (candidate.voice != kNoVoice) {
        way.last[as_index(candidate.voice)] = note;
      }
      if (std::ranges::find(kept, way.last, &Way::last) != kept.end()) {
        continue;
      }
      way.step = as_int(steps_.size());
      steps_.push_back({before, candidate.voice});
      kept.push_back(way);
      if (kept.size() == kFollowed) {
        break;
      }
    }
    ways_ = std::move(kept);
  }

  const std::vector<Note>& notes_;
  int voices_;
  const VoiceCosts& costs_;
  std::vector<Quarters> ends_;
  std::vector<Way> ways_;  // the cheapest first
  std::vector<Step> steps_;
  std::vector<Candidate> candidates_;
};

}  // namespace

int voices_of(const Score& score) {
  // +1 where a note begins, -1 where it ends.
  std::vector<std::pair<Quarters, int>> changes;
  for (const Note& note : score.notes) {
    changes.emplace_back(note.onset, 1);
    changes.emplace_back(note.onset + note.duration, -1);
  }
  std::ranges::sort(changes);
  std::vector<Quarters> time_of(score.notes.size() + 1);  // by how many pitches sound
  Quarters sounding_time = 0;
  int sounding = 0;
  for (std::size_t i = 0; i + 1 < changes.size(); ++i) {
    sounding += changes[i].second;
    const Quarters length = changes[i + 1].first - changes[i].first;
    time_of[as_index(sounding)] += length;
    sounding_time += sounding > 0 ? length : 0;
  }
  Quarters within = 0;
  for (std::size_t voices = 1; voices < time_of.size(); ++voices) {
    within += time_of[voices];
    if (within * 100 >= sounding_time * 95) {
      return as_int(voices);
    }
  }
  return 0;
}

std::vector<int> assign_voices(const Score& score, int voices, const VoiceCosts& costs) {
  check(voices >= 1 && voices <= kMostVoices, "there are 1 to 8 voices");
  return Search(score.notes, voices, costs).best();
}

}  // namespace bachprop
