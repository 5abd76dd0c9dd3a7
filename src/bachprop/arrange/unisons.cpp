#include "bachprop/arrange/unisons.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <limits>
#include <utility>

#include "bachprop/base/numbers.h"

namespace bachprop {
namespace {

constexpr auto kNoNote = std::numeric_limits<std::size_t>::max();

// Takes notes in the order of their onsets.
class Merging {
 public:
  Merging() { last_.fill(kNoNote); }

  // Whether the note is one of its own.
  bool take(Note note) {
    std::size_t& before = last_[as_index(note.pitch)];
    if (before != kNoNote && end_of(notes_[before]) > note.onset) {
      Note& earlier = notes_[before];
      note.duration = std::max(end_of(earlier), end_of(note)) - note.onset;
      if (earlier.onset == note.onset) {
        earlier.duration = note.duration;
        return false;
      }
      earlier.duration = note.onset - earlier.onset;
    }
    before = notes_.size();
    notes_.push_back(note);
    return true;
  }

  std::vector<Note> notes() && { return std::move(notes_); }

 private:
  std::vector<Note> notes_;
  std::array<std::size_t, kHighestPitch + 1> last_ = {};  // of each pitch
};

}  // namespace

std::vector<Note> without_unisons(std::vector<Note> notes) {
  std::ranges::stable_sort(notes, {},
                           [](const Note& note) { return std::pair(note.onset, note.pitch); });
  Merging merging;
  for (const Note& note : notes) {
    merging.take(note);
  }
  return std::move(merging).notes();
}

Score without_unisons(Score score) {
  Merging merging;
  std::vector<int> voices;
  for (std::size_t i = 0; i < score.notes.size(); ++i) {
    if (merging.take(score.notes[i]) && !score.voices.empty()) {
      voices.push_back(score.voices[i]);
    }
  }
  score.notes = std::move(merging).notes();
  score.voices = std::move(voices);
  return score;
}

}  // namespace bachprop
