#include "bachprop/analysis/printed_keys.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdlib>
#include <set>
#include <tuple>
#include <utility>

#include "bachprop/analysis/printed_key.h"
#include "bachprop/analysis/spelling.h"
#include "bachprop/base/numbers.h"

namespace bachprop {
namespace {

constexpr std::size_t kSignatures = kSemitonesPerOctave;
constexpr int kMostSigns = 7;

// For how long a piece must stay in a key, how far away it must lie, and what that must save.
const Quarters kShortestStay = 24;
constexpr int kNearestChange = 4;  // fifths
constexpr int kCostOfChange = 12;  // accidentals

// Signatures with the same sounds are one class: 0 for C major, 1 for G major ...
std::size_t signature_class(int sharps) {
  constexpr int kRound = as_int(kSignatures);
  return as_index((sharps % kRound + kRound) % kRound);
}

std::size_t bar_of(std::span<const Quarters> bar_lines, const Quarters& time) {
  const auto next = std::ranges::upper_bound(bar_lines, time);
  return next == bar_lines.begin() ? 0 : as_index(next - bar_lines.begin()) - 1;
}

// For each class of signatures, how many pitches of a bar are not in it.
using ForeignPitches = std::array<int, kSignatures>;

std::vector<ForeignPitches> foreign_pitches(const Score& score,
                                            std::span<const Quarters> bar_lines) {
  std::vector<ForeignPitches> bars(bar_lines.size());
  std::set<std::pair<std::size_t, int>> seen;
  for (const Note& note : score.notes) {
    const std::size_t bar = bar_of(bar_lines, note.onset);
    if (!seen.insert({bar, note.pitch}).second) {
      continue;
    }
    for (std::size_t signature = 0; signature < kSignatures; ++signature) {
      // From the flattest note of the signature, F in C major, in fifths.
      const std::size_t above = signature_class(7 * note.pitch + 1 - as_int(signature));
      bars[bar][signature] += above < 7 ? 0 : 1;
    }
  }
  return bars;
}

// From this bar on.
struct Stay {
  std::size_t bar = 0;
  std::size_t signature = 0;  // a class
};

// The row of signatures with the fewest foreign pitches and changes (dynamic programming).
std::vector<Stay> cheapest_stays(const std::vector<ForeignPitches>& bars) {
  ForeignPitches costs = {};
  std::vector<std::array<std::size_t, kSignatures>> from(bars.size());
  for (std::size_t bar = 0; bar < bars.size(); ++bar) {
    const auto best = as_index(std::ranges::min_element(costs) - costs.begin());
    const int changed = costs[best] + (bar == 0 ? 0 : kCostOfChange);
    for (std::size_t k = 0; k < kSignatures; ++k) {
      from[bar][k] = changed < costs[k] ? best : k;
      costs[k] = std::min(costs[k], changed) + bars[bar][k];
    }
  }
  auto signature = as_index(std::ranges::min_element(costs) - costs.begin());
  std::vector<Stay> stays;
  for (std::size_t bar = bars.size(); bar-- > 0;) {
    if (bar == 0 || from[bar][signature] != signature) {
      stays.push_back({bar, signature});
    }
    signature = from[bar][signature];
  }
  std::ranges::reverse(stays);
  return stays;
}

Score between(const Score& score, const Quarters& from, const Quarters& to) {
  Score part;
  for (Note note : score.notes) {
    if (from <= note.onset && note.onset < to) {
      note.onset -= from;
      part.notes.push_back(note);
    }
  }
  return part;
}

// The printed key of each stay, neighbours with the same signature as one; none where one is short.
std::vector<KeySignature> keys_of_stays(const Score& score, const std::vector<Stay>& stays,
                                        std::span<const Quarters> bar_lines) {
  std::vector<KeySignature> keys;
  for (std::size_t i = 0; i < stays.size(); ++i) {
    const Quarters from = i == 0 ? Quarters(0) : bar_lines[stays[i].bar];
    const Quarters to = i + 1 < stays.size() ? bar_lines[stays[i + 1].bar] : end_of(score);
    const Score part = between(score, from, to);
    if (to - from < kShortestStay || part.notes.empty()) {
      return {};
    }
    KeySignature key = printed_key_of(part).signature;
    key.onset = from;
    if (keys.empty() || keys.back().sharps != key.sharps) {
      keys.push_back(key);
    }
  }
  return keys;
}

const KeySignature& signature_at(const std::vector<KeySignature>& keys, const Quarters& time) {
  const auto next = std::ranges::upper_bound(keys, time, {}, &KeySignature::onset);
  return next == keys.begin() ? keys.front() : *(next - 1);
}

bool are_far_apart(const std::vector<KeySignature>& keys) {
  for (std::size_t i = 1; i < keys.size(); ++i) {
    const std::size_t apart = signature_class(keys[i].sharps - keys[i - 1].sharps);
    if (as_int(std::min(apart, kSignatures - apart)) < kNearestChange) {
      return false;
    }
  }
  return keys.size() > 1;
}

// Whether these signatures take away a quarter of the accidentals that one leaves. They must also
// take away one and a half in each bar where they differ from it.
bool are_worth_it(const std::vector<KeySignature>& keys, const KeySignature& one,
                  const std::vector<ForeignPitches>& bars, std::span<const Quarters> bar_lines) {
  int with_one = 0;
  int with_all = 0;
  int elsewhere = 0;
  for (std::size_t bar = 0; bar < bars.size(); ++bar) {
    const std::size_t here = signature_class(signature_at(keys, bar_lines[bar]).sharps);
    with_one += bars[bar][signature_class(one.sharps)];
    with_all += bars[bar][here];
    elsewhere += here == signature_class(one.sharps) ? 0 : 1;
  }
  const int saved = with_one - with_all;
  return 4 * saved >= with_one && 2 * saved >= 3 * elsewhere;
}

int weight_of(const AccidentalCount& count) { return count.accidentals + 2 * count.double_ones; }

// Each signature of five signs or more as the one on the other side of the circle of fifths, where
// that has fewer accidentals.
void choose_sides(const Score& score, std::vector<KeySignature>& keys,
                  std::span<const Quarters> bar_lines) {
  for (std::size_t i = 0; i < keys.size(); ++i) {
    const int other =
        keys[i].sharps + (keys[i].sharps > 0 ? -kSemitonesPerOctave : kSemitonesPerOctave);
    if (std::abs(other) > kMostSigns) {
      continue;
    }
    std::vector<KeySignature> changed = keys;
    changed[i].sharps = other;
    const int saved = weight_of(count_accidentals(score, keys, bar_lines)) -
                      weight_of(count_accidentals(score, changed, bar_lines));
    if (saved > 0 && (std::abs(other) < kMostSigns || saved > std::ssize(bar_lines))) {
      keys = std::move(changed);
    }
  }
}

}  // namespace

std::vector<KeySignature> printed_keys_of(const Score& score, std::span<const Quarters> bar_lines) {
  std::vector<KeySignature> keys = {printed_key_of(score).signature};
  if (score.notes.empty() || bar_lines.empty()) {
    return keys;
  }
  const std::vector<ForeignPitches> bars = foreign_pitches(score, bar_lines);
  std::vector<KeySignature> several = keys_of_stays(score, cheapest_stays(bars), bar_lines);
  if (are_far_apart(several) && are_worth_it(several, keys.front(), bars, bar_lines)) {
    keys = std::move(several);
  }
  choose_sides(score, keys, bar_lines);
  return keys;
}

AccidentalCount count_accidentals(const Score& score, const std::vector<KeySignature>& signatures,
                                  std::span<const Quarters> bar_lines) {
  const std::vector<SpelledPitch> names = spell(score, signatures);
  AccidentalCount count;
  std::set<std::tuple<std::size_t, int, int, Step>> seen;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const Quarters& onset = score.notes[i].onset;
    const SpelledPitch& name = names[i];
    const bool foreign =
        !in_signature(signature_at(signatures, onset).sharps, line_of_fifths(name));
    if (foreign &&
        seen.insert({bar_of(bar_lines, onset), name.octave, name.alteration, name.step}).second) {
      ++count.accidentals;
      count.double_ones += std::abs(name.alteration) > 1 ? 1 : 0;
    }
  }
  return count;
}

}  // namespace bachprop
