#include "bachprop/analysis/local_keys.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "bachprop/base/numbers.h"

namespace bachprop {
namespace {

constexpr std::size_t kTonics = kSemitonesPerOctave;
constexpr std::size_t kKeys = 2 * kTonics;  // the major ones, then the minor ones
constexpr std::size_t kMostBeats = 65536;

// The natural logarithms of the published profiles from the tonic up, in thousandths.
using LogProfile = std::array<std::int64_t, kTonics>;
constexpr LogProfile kMajor = {-1435, -5116, -2198, -5116, -1988, -2364,
                               -4135, -1542, -4711, -2526, -4828, -2513};
constexpr LogProfile kMinor = {-1514, -5116, -2263, -2096, -3963, -2273,
                               -4423, -1542, -2781, -3817, -2797, -2957};

using KeyScores = std::array<std::int64_t, kKeys>;

Key key_at(std::size_t index) { return {as_int(index % kTonics), index >= kTonics}; }

int steps_around(int a, int b) {
  const int apart = std::abs(a - b) % kSemitonesPerOctave;
  return std::min(apart, kSemitonesPerOctave - apart);
}

// Steps between keys: to the fifths, and to the relative and the parallel key.
int key_distance(const Key& a, const Key& b) {
  const int tonics =
      steps_around(7 * a.tonic % kSemitonesPerOctave, 7 * b.tonic % kSemitonesPerOctave);
  if (a.minor == b.minor) {
    return tonics;
  }
  const auto sharps = [](const Key& key) { return 7 * key.tonic + (key.minor ? 9 : 0); };
  return 1 + std::min(tonics, steps_around(sharps(a) % kSemitonesPerOctave,
                                           sharps(b) % kSemitonesPerOctave));
}

using Costs = std::array<KeyScores, kKeys>;

Costs change_costs(const LocalKeyCosts& costs) {
  Costs all = {};
  for (std::size_t a = 0; a < kKeys; ++a) {
    for (std::size_t b = 0; b < kKeys; ++b) {
      all[a][b] = a == b ? 0 : costs.change + costs.step * key_distance(key_at(a), key_at(b));
    }
  }
  return all;
}

// A quarter, or longer in a very long piece.
Quarters key_beat(const Quarters& end) {
  Quarters beat = 1;
  while (end > beat * Quarters(std::int64_t{kMostBeats})) {
    beat = beat * 2;
  }
  return beat;
}

// In 5040ths of a beat.
std::int64_t whole_parts(const Quarters& time, const Quarters& beat) {
  const Quarters beats = time / beat;
  return beats.numerator() * 5040 / beats.denominator();
}

// For how long each pitch class sounds in each beat.
std::vector<PitchClassTimes> times_by_beat(const Score& score, const Quarters& beat) {
  constexpr std::int64_t kBeat = 5040;
  const auto last = as_index(whole_parts(end_of(score), beat) / kBeat);
  std::vector<PitchClassTimes> beats(last + 1);
  for (const Note& note : score.notes) {
    std::int64_t from = whole_parts(note.onset, beat);
    const std::int64_t to = whole_parts(note.onset + note.duration, beat);
    while (from < to) {
      const std::int64_t next = std::min(to, (from / kBeat + 1) * kBeat);
      beats[as_index(from / kBeat)][as_index(note.pitch) % kTonics] += next - from;
      from = next;
    }
  }
  return beats;
}

// The logarithm of how likely each key is to sound like this beat, in thousandths.
KeyScores likelihoods(const PitchClassTimes& times) {
  std::int64_t all = 0;
  for (const std::int64_t time : times) {
    all += time;
  }
  KeyScores scores = {};
  if (all == 0) {
    return scores;
  }
  for (std::size_t key = 0; key < kKeys; ++key) {
    const LogProfile& profile = key < kTonics ? kMajor : kMinor;
    for (std::size_t degree = 0; degree < kTonics; ++degree) {
      scores[key] += times[(key + degree) % kTonics] * profile[degree];
    }
    scores[key] /= all;
  }
  return scores;
}

using BackSteps = std::array<std::uint8_t, kKeys>;

// One beat on: the best way to each key, and from which key it comes. It comes rather from the key
// itself than from another that is as good.
BackSteps step(KeyScores& scores, const KeyScores& here, const Costs& costs) {
  const KeyScores before = scores;
  BackSteps from = {};
  for (std::size_t key = 0; key < kKeys; ++key) {
    std::size_t best = key;
    for (std::size_t other = 0; other < kKeys; ++other) {
      if (before[other] - costs[other][key] > before[best] - costs[best][key]) {
        best = other;
      }
    }
    scores[key] = before[best] - costs[best][key] + here[key];
    from[key] = static_cast<std::uint8_t>(best);
  }
  return from;
}

std::vector<std::size_t> best_path(const std::vector<PitchClassTimes>& beats, const Costs& costs) {
  KeyScores scores = {};
  std::vector<BackSteps> back;
  for (const PitchClassTimes& times : beats) {
    back.push_back(step(scores, likelihoods(times), costs));
  }
  std::vector<std::size_t> path(beats.size());
  auto key = as_index(std::ranges::max_element(scores) - scores.begin());
  for (std::size_t beat = beats.size(); beat > 0; --beat) {
    path[beat - 1] = key;
    key = back[beat - 1][key];
  }
  return path;
}

}  // namespace

std::vector<LocalKey> local_keys_of(const Score& score, const LocalKeyCosts& costs) {
  const Quarters beat = key_beat(end_of(score));
  const std::vector<std::size_t> path = best_path(times_by_beat(score, beat), change_costs(costs));
  std::vector<LocalKey> keys;
  for (std::size_t i = 0; i < path.size(); ++i) {
    if (i == 0 || path[i] != path[i - 1]) {
      keys.push_back({Quarters(static_cast<std::int64_t>(i)) * beat, key_at(path[i])});
    }
  }
  return keys;
}

}  // namespace bachprop
