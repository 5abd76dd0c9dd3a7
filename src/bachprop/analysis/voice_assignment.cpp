#include "bachprop/analysis/voice_assignment.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <iterator>
#include <utility>

#include "bachprop/analysis/beam_search.h"
#include "bachprop/base/check.h"
#include "bachprop/base/numbers.h"

namespace bachprop {
namespace {

constexpr std::size_t kAssignmentsFollowed = 32;  // ways to go on from, after each note
constexpr int kSilent = -1;

// The last note of each voice.
using LastNotes = std::array<int, kMostVoices>;

LastNotes no_notes() {
  LastNotes last;
  last.fill(kSilent);
  return last;
}

class AssignmentSearch {
 public:
  AssignmentSearch(const std::vector<Note>& notes, int voices, const VoiceCosts& costs)
      : notes_(notes), voices_(voices), costs_(costs), search_(no_notes(), kAssignmentsFollowed) {
    ends_.reserve(notes.size());
    for (const Note& note : notes) {
      ends_.push_back(note.onset + note.duration);
    }
  }

  // For each note its voice.
  std::vector<int> best() {
    for (int note = 0; note < std::ssize(notes_); ++note) {
      search_.choose([&](const LastNotes& last, const auto& add) { propose(last, note, add); },
                     [note](LastNotes& last, int voice) {
                       if (voice != kNoVoice) {
                         last[as_index(voice)] = note;
                       }
                     });
    }
    return search_.best();
  }

 private:
  [[nodiscard]] const Note& note_at(int note) const { return notes_[as_index(note)]; }
  [[nodiscard]] bool sounds(int note, const Quarters& at) const {
    return ends_[as_index(note)] > at;
  }

  [[nodiscard]] std::int64_t cost_of(const LastNotes& lasts, int note, int voice) const {
    const auto& [onset, duration, pitch] = note_at(note);
    std::int64_t cost = 0;
    for (int other = 0; other < voices_; ++other) {
      const int last = lasts[as_index(other)];
      if (last == kSilent) {
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

  template <typename Add>
  void propose(const LastNotes& lasts, int note, const Add& add) const {
    for (int voice = 0; voice < voices_; ++voice) {
      const int last = lasts[as_index(voice)];
      if (last == kSilent || !sounds(last, note_at(note).onset)) {
        add(voice, cost_of(lasts, note, voice));
      }
    }
    add(kNoVoice, costs_.without);
  }

  const std::vector<Note>& notes_;
  int voices_;
  const VoiceCosts& costs_;
  std::vector<Quarters> ends_;
  BeamSearch<LastNotes, int> search_;
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
  return AssignmentSearch(score.notes, voices, costs).best();
}

}  // namespace bachprop
