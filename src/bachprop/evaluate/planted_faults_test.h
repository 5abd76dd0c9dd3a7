// For tests: faults planted in human music, which an evaluation should find and name.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "bachprop/analysis/voice_assignment.h"
#include "bachprop/base/random.h"
#include "bachprop/evaluate/heard_music.h"
#include "bachprop/score/score.h"

namespace bachprop {

// In the order of a score; of two notes of one pitch that overlap the earlier ends where the later
// begins.
inline Score in_order(std::vector<Note> notes) {
  std::ranges::sort(notes, [](const Note& a, const Note& b) {
    return a.onset != b.onset ? a.onset < b.onset : a.pitch < b.pitch;
  });
  Score score;
  std::vector<std::size_t> last(kHighestPitch + 1, notes.size());
  for (const Note& note : notes) {
    std::size_t& before = last[static_cast<std::size_t>(note.pitch)];
    if (before < score.notes.size() && end_of(score.notes[before]) > note.onset) {
      if (score.notes[before].onset == note.onset) {
        continue;
      }
      score.notes[before].duration = note.onset - score.notes[before].onset;
    }
    before = score.notes.size();
    score.notes.push_back(note);
  }
  return score;
}

inline Score with_metre_of(const Score& from, Score score) {
  score.time_signatures = from.time_signatures;
  return score;
}

// All notes up or down by 8 to 11 semitones.
inline Score out_of_range(const Score& score, Random& random) {
  const int shift = 8 + static_cast<int>(random.below(4));
  const int semitones = random.below(2) == 0 ? shift : -shift;
  Score moved = score;
  for (Note& note : moved.notes) {
    note.pitch = std::clamp(note.pitch + semitones, kLowestPitch, kHighestPitch);
  }
  return with_metre_of(score, in_order(std::move(moved.notes)));
}

// The full bars in another order, each with what begins in it, cut at its end.
inline Score with_bars_shuffled(const Score& score, Random& random) {
  const HeardMusic piece = hear_lines(score);
  const std::vector<Bar> bars(piece.full_bars().begin(), piece.full_bars().end());
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < bars.size(); ++i) {
    order.push_back(i);
  }
  random.shuffle(std::span(order));
  std::vector<Note> notes;
  for (const Note& note : score.notes) {
    if (!bars.empty() && note.onset < bars.front().start) {
      notes.push_back(note);
    }
  }
  Quarters start = bars.empty() ? Quarters(0) : bars.front().start;
  for (const std::size_t i : order) {
    for (const Note& note : part_of(piece, bars[i].start, bars[i].start + bars[i].length).notes) {
      notes.push_back({start + note.onset, note.duration, note.pitch});
    }
    start += bars[i].length;
  }
  return with_metre_of(score, in_order(std::move(notes)));
}

inline Score without_last_bars(const Score& score, std::size_t count) {
  const HeardMusic piece = hear_lines(score);
  if (piece.bars.size() <= count + 1) {
    return score;
  }
  const Quarters end = piece.bars[piece.bars.size() - count].start;
  return with_metre_of(score, part_of(piece, 0, end));
}

// The second voice from above, or the only one but the first, begins `quarters` later.
inline Score with_voice_shifted(const Score& score, const Quarters& quarters) {
  const HeardMusic piece = hear(score);
  const int voice = piece.voices > 1 ? 1 : 0;
  std::vector<Note> notes = score.notes;
  for (std::size_t i = 0; i < notes.size(); ++i) {
    if (!piece.voice_of_note.empty() && piece.voice_of_note[i] == voice) {
      notes[i].onset += quarters;
    }
  }
  return with_metre_of(score, in_order(std::move(notes)));
}

// Every tenth note 1 or 2 semitones up or down.
inline Score with_wrong_notes(const Score& score, Random& random) {
  std::vector<Note> notes = score.notes;
  for (std::size_t i = 5; i < notes.size(); i += 10) {
    const int size = 1 + static_cast<int>(random.below(2));
    notes[i].pitch = std::clamp(notes[i].pitch + (random.below(2) == 0 ? size : -size),
                                kLowestPitch, kHighestPitch);
  }
  return with_metre_of(score, in_order(std::move(notes)));
}

}  // namespace bachprop
