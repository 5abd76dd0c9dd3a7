// For tests: pieces made by rule, so that their figures are known and faults can be planted.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "bachprop/base/random.h"
#include "bachprop/corpus/corpus.h"
#include "bachprop/score/score.h"

namespace bachprop {

// A melody of quarters from the first on; 0 is a rest.
inline std::vector<Note> quarters_of(const std::vector<int>& pitches, std::int64_t first = 0) {
  std::vector<Note> notes;
  for (const int pitch : pitches) {
    if (pitch > 0) {
      notes.push_back({first, 1, pitch});
    }
    ++first;
  }
  return notes;
}

// In 4/4, from a score's notes in any order.
inline Score made_score(std::vector<Note> notes) {
  std::ranges::sort(notes, [](const Note& a, const Note& b) {
    return a.onset != b.onset ? a.onset < b.onset : a.pitch < b.pitch;
  });
  Score score;
  score.notes = std::move(notes);
  score.time_signatures = {{0, 4, 4}};
  return score;
}

inline int scale_pitch(int degree, int tonic) {
  constexpr std::array<int, 7> kMajor = {0, 2, 4, 5, 7, 9, 11};
  const int octave = degree >= 0 ? degree / 7 : -((6 - degree) / 7);
  return tonic + 12 * octave + kMajor[static_cast<std::size_t>(degree - 7 * octave)];
}

// A chord of a hymn: degrees of the scale from below, and how long it lasts.
struct HymnChord {
  std::array<int, 4> degrees = {};
  std::int64_t quarters = 1;
};

// So many bars of a half and two quarters over I, IV, V and vi. The melody goes by steps to the
// nearest note of the chord. The last bar is the tonic, for a whole note.
inline std::vector<HymnChord> made_strain(std::size_t bars, Random& random) {
  constexpr std::array<int, 4> kRoots = {0, 3, 4, 5};
  constexpr std::array<std::int64_t, 3> kRhythm = {2, 1, 1};
  const auto is_in_chord = [](int degree, int root) {
    const int over = (degree - root + 70) % 7;
    return over == 0 || over == 2 || over == 4;
  };
  std::vector<HymnChord> chords;
  int melody = 9 + static_cast<int>(random.below(3));
  int direction = random.below(2) == 0 ? 1 : -1;
  for (std::size_t bar = 0; bar + 1 < bars; ++bar) {
    for (const std::int64_t quarters : kRhythm) {
      const int root = kRoots.at(random.below(kRoots.size()));
      if (random.below(4) == 0 || melody > 13 || melody < 8) {
        direction = melody > 10 ? -1 : 1;
      }
      melody += direction;
      int top = melody;
      while (!is_in_chord(top, root)) {
        ++top;
      }
      chords.push_back({{root - 7, root + 2, root + 4, std::max(top, root + 5)}, quarters});
    }
  }
  chords.back() = {{-3, 1, 4, 13}, 1};  // the dominant with its leading note
  chords.push_back({{-7, 2, 4, 14}, 4});
  return chords;
}

// A, A, B, A in a major key from C to E, in 4/4: A of 4 bars, B of 3 to 6. Now and then a note of
// the melody is another when a strain comes back. Like hymns by one hand.
inline Score made_hymn(Random& random) {
  const int tonic = 48 + static_cast<int>(random.below(5));
  const std::vector<HymnChord> a = made_strain(4, random);
  const std::vector<HymnChord> b = made_strain(3 + random.below(4), random);
  std::vector<Note> notes;
  std::int64_t onset = 0;
  for (const auto* strain : {&a, &a, &b, &a}) {
    for (HymnChord chord : *strain) {
      if (random.below(8) == 0 && chord.quarters == 1) {
        chord.degrees[3] += 2;
      }
      for (const int degree : chord.degrees) {
        notes.push_back({onset, chord.quarters, scale_pitch(degree, tonic)});
      }
      onset += chord.quarters;
    }
  }
  std::ranges::sort(notes, [](const Note& x, const Note& y) {
    return x.onset != y.onset ? x.onset < y.onset : x.pitch < y.pitch;
  });
  const auto same = [](const Note& x, const Note& y) {
    return x.onset == y.onset && x.pitch == y.pitch;
  };
  notes.erase(std::unique(notes.begin(), notes.end(), same), notes.end());
  return made_score(std::move(notes));
}

inline std::vector<Piece> made_hymns(std::size_t count, std::uint64_t seed) {
  Random random({seed});
  std::vector<Piece> pieces(count);
  for (std::size_t i = 0; i < count; ++i) {
    pieces[i].name = "hymn " + std::to_string(i);
    pieces[i].score = made_hymn(random);
  }
  return pieces;
}

}  // namespace bachprop
