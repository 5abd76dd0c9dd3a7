#include "bachprop/analysis/metre_estimate.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "bachprop/analysis/metre_accents.h"
#include "bachprop/analysis/metre_weights.h"
#include "bachprop/base/numbers.h"

namespace bachprop {
namespace {

// Features are in thousandths, weights in hundredths.
constexpr std::int64_t kThousandParts = 1000;
constexpr std::int64_t kUnit = 100 * kThousandParts;

// A rest before the first note is written for the sake of the bar line at 0.
constexpr std::int64_t kRestFromBarLine = 6 * kUnit;

// Fewer onsets or less time do not show a metre.
constexpr int kFewestOnsets = 8;
constexpr int kFewestSlots = 32;

// How much a list is like itself `lag` entries later, in thousandths of its variance.
std::vector<std::int64_t> likeness_to_itself(const std::vector<std::int32_t>& list) {
  // In 256ths, so that the mean can be a whole number.
  constexpr std::int64_t kParts = 256;
  std::int64_t sum = 0;
  for (const std::int32_t value : list) {
    sum += value;
  }
  const std::int64_t mean = kParts * sum / static_cast<std::int64_t>(list.size());
  const auto product = [&](std::size_t lag) {
    std::int64_t all = 0;
    for (std::size_t t = 0; t + lag < list.size(); ++t) {
      all += (kParts * list[t] - mean) * (kParts * list[t + lag] - mean);
    }
    return all;
  };
  const std::int64_t variance = product(0);
  std::vector<std::int64_t> likeness;
  for (const int lag : kMetreLags) {
    likeness.push_back(variance == 0 ? 0
                                     : kThousandParts * (product(as_index(lag)) / kParts) /
                                           std::max<std::int64_t>(variance / kParts, 1));
  }
  return likeness;
}

// The features that do not depend on where bars begin; in the order of MetreWeights::piece.
std::vector<std::int64_t> piece_features(const AccentGrid& grid) {
  constexpr std::int64_t kLongestMean = 16 * kThousandParts;
  const std::int64_t size = grid.size();
  std::vector<std::int64_t> features = {
      kThousandParts, kThousandParts * grid.onsets / size,
      std::min(kThousandParts * size / grid.onsets, kLongestMean) / 4};
  for (const Accent kind : {Accent::kWait, Accent::kHarmony}) {
    const auto likeness = likeness_to_itself(grid.accents[as_index(kind)]);
    features.insert(features.end(), likeness.begin(), likeness.end());
  }
  return features;
}

std::int64_t weighted_sum(std::span<const std::int16_t> weights,
                          const std::vector<std::int64_t>& features) {
  std::int64_t sum = 0;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    sum += weights[i] * features[i];
  }
  return sum;
}

std::size_t level_of(const MetreWeights& metre, std::size_t slot) {
  return as_index(metre.classes[slot] - '0');
}

std::size_t classes_of(const MetreWeights& metre) {
  return as_index(*std::ranges::max_element(metre.classes) - '0') + 1;
}

// One accent of a whole piece laid over one bar: the sum for each slot.
std::vector<std::int64_t> folded(const std::vector<std::int32_t>& list, std::size_t slots) {
  std::vector<std::int64_t> bar(slots, 0);
  for (std::size_t t = 0; t < list.size(); ++t) {
    bar[t % slots] += list[t];
  }
  return bar;
}

// The excess of the mean slot of each class over the mean of all slots, in thousandths of it. Bars
// begin `pickup` slots after the first note.
std::vector<std::int64_t> class_features(const std::vector<std::int64_t>& bar,
                                         const MetreWeights& metre, std::size_t pickup) {
  std::vector<std::int64_t> sums(classes_of(metre), 0);
  std::vector<std::int64_t> counts(sums.size(), 0);
  std::int64_t all = 0;
  for (std::size_t slot = 0; slot < bar.size(); ++slot) {
    sums[level_of(metre, slot)] += bar[(slot + pickup) % bar.size()];
    ++counts[level_of(metre, slot)];
    all += bar[slot];
  }
  for (std::size_t c = 0; c < sums.size(); ++c) {
    sums[c] =
        all == 0 ? 0 : sums[c] * metre.slots * kThousandParts / (all * counts[c]) - kThousandParts;
  }
  return sums;
}

// The slot of a bar in which entry `t` of the grid lies.
std::size_t place_in_bar(const MetreWeights& metre, int t, int pickup) {
  return as_index((t - pickup % metre.slots + metre.slots) % metre.slots);
}

// The score of the beginning and the end of the piece.
std::int64_t score_of_ends(const AccentGrid& grid, const MetreWeights& metre, int pickup) {
  const std::size_t last = level_of(metre, place_in_bar(metre, grid.last_onset, pickup));
  const auto first = as_index(metre.fine[place_in_bar(metre, 0, pickup)] - 'a');
  std::int64_t score = metre.places[kAccents * classes_of(metre) + last] * kThousandParts +
                       metre.first[first] * kThousandParts;
  if (grid.size() % metre.slots == 0) {
    score += metre.ends_with_bar * kThousandParts;
  }
  if (place_in_bar(metre, grid.size(), pickup) == 0) {
    score += metre.ends_on_bar_line * kThousandParts;
  }
  if (grid.first_slot > 0 && (grid.first_slot + pickup) % metre.slots == 0) {
    score += kRestFromBarLine;
  }
  return score;
}

struct Candidate {
  const MetreWeights* metre = nullptr;
  int pickup = 0;  // slots from the first note to the first bar line
  std::int64_t score = std::numeric_limits<std::int64_t>::min();
};

// How well the accents fit each pick-up, from none on.
std::vector<std::int64_t> scores_of_pickups(const AccentGrid& grid, const MetreWeights& metre) {
  const std::size_t classes = classes_of(metre);
  std::vector<std::vector<std::int64_t>> bars;
  for (const std::vector<std::int32_t>& list : grid.accents) {
    bars.push_back(folded(list, as_index(metre.slots)));
  }
  std::vector<std::int64_t> scores;
  for (int pickup = 0; pickup < metre.slots; ++pickup) {
    std::int64_t score = score_of_ends(grid, metre, pickup);
    for (std::size_t kind = 0; kind < bars.size(); ++kind) {
      score += weighted_sum(metre.places.subspan(kind * classes, classes),
                            class_features(bars[kind], metre, as_index(pickup)));
    }
    scores.push_back(score);
  }
  return scores;
}

// The best place for the bar lines of a metre; of equally good ones the earliest.
Candidate best_pickup(const AccentGrid& grid, const MetreWeights& metre) {
  const std::vector<std::int64_t> scores = scores_of_pickups(grid, metre);
  const auto best = std::ranges::max_element(scores);
  return {.metre = &metre, .pickup = as_int(best - scores.begin()), .score = *best};
}

bool shows_a_metre(const AccentGrid& grid, const Score& score) {
  return grid.onsets >= kFewestOnsets && grid.size() >= kFewestSlots &&
         2 * as_index(grid.notes_on_grid) >= score.notes.size();
}

// From the beginning of the piece, where its first note may be late, to a bar line.
Quarters pickup_of(const AccentGrid& grid, const Candidate& candidate, const Quarters& slot) {
  return Quarters((grid.first_slot + candidate.pickup) % candidate.metre->slots) * slot;
}

// The weights for a signature and the length of their slots, so that 6/4 is a slower 6/8.
struct KnownMetre {
  const MetreWeights* metre = nullptr;
  Quarters slot;
};

std::optional<KnownMetre> known_metre(const TimeSignature& signature) {
  const int beats =
      signature.numerator == 2 && signature.denominator == 2 ? 4 : signature.numerator;
  std::optional<KnownMetre> best;
  for (const MetreWeights& metre : metre_weights()) {
    const bool same = metre.denominator == signature.denominator;
    if (metre.numerator == beats && (!best || same)) {
      best = KnownMetre{&metre, bar_length(signature) / Quarters(metre.slots)};
    }
  }
  return best;
}

// The onsets of a score, and at each how many notes begin.
std::map<Quarters, int> onsets_of(const Score& score) {
  std::map<Quarters, int> onsets;
  for (const Note& note : score.notes) {
    ++onsets[note.onset];
  }
  return onsets;
}

// In chorales and hymns most notes begin as chords, in 42 % of the onsets or more; among 181 tunes
// with accompaniment 4 have as many.
bool moves_in_chords(const std::map<Quarters, int>& onsets) {
  constexpr int kChord = 3;
  const auto chords =
      std::ranges::count_if(onsets, [](const auto& onset) { return onset.second >= kChord; });
  return 5 * chords >= 2 * std::ssize(onsets);
}

// How many bars, from the first bar line on, begin with a note, less those that do not.
std::int64_t bars_begun(const std::map<Quarters, int>& onsets, const Quarters& end,
                        const Quarters& first, const Quarters& bar) {
  std::int64_t begun = 0;
  for (Quarters line = first; line < end; line += bar) {
    begun += onsets.contains(line) ? 1 : -1;
  }
  return begun;
}

}  // namespace

MetreEstimate estimate_metre(const Score& score) {
  const Quarters slot(1, 4);
  const AccentGrid grid = accents_of(score, slot);
  if (!shows_a_metre(grid, score)) {
    return {};
  }
  const std::vector<std::int64_t> features = piece_features(grid);
  Candidate best;
  for (const MetreWeights& metre : metre_weights()) {
    Candidate candidate = best_pickup(grid, metre);
    candidate.score += weighted_sum(metre.piece, features);
    if (candidate.score > best.score) {
      best = candidate;
    }
  }
  return {.signature = {0, best.metre->numerator, best.metre->denominator},
          .pickup = pickup_of(grid, best, slot)};
}

Quarters estimate_pickup(const Score& score, const TimeSignature& signature) {
  const std::optional<KnownMetre> known = known_metre(signature);
  if (!known) {
    return 0;
  }
  const AccentGrid grid = accents_of(score, known->slot);
  if (!shows_a_metre(grid, score)) {
    return 0;
  }
  return pickup_of(grid, best_pickup(grid, *known->metre), known->slot);
}

Quarters pickup_against_stated_bars(const Score& score, const TimeSignature& signature) {
  constexpr int kFewestBars = 6;
  // Natural logarithms of 20 and 5/3.
  constexpr std::int64_t kOddsOfATune = 3 * kUnit;
  constexpr std::int64_t kOddsOfChords = kUnit / 2;
  const std::optional<KnownMetre> known = known_metre(signature);
  if (!known) {
    return 0;
  }
  const AccentGrid grid = accents_of(score, known->slot);
  if (!shows_a_metre(grid, score) || grid.size() < kFewestBars * known->metre->slots) {
    return 0;
  }
  const Candidate best = best_pickup(grid, *known->metre);
  const Quarters bar = known->slot * known->metre->slots;
  const Quarters pickup = pickup_of(grid, best, known->slot);
  const std::map<Quarters, int> onsets = onsets_of(score);
  const std::int64_t odds = best.score - scores_of_pickups(grid, *known->metre).front();
  const Quarters end = end_of(score);
  const std::int64_t begun = bars_begun(onsets, end, pickup, bar);
  const bool strong = odds > (moves_in_chords(onsets) ? kOddsOfChords : kOddsOfATune) &&
                      begun >= 0 && begun >= bars_begun(onsets, end, 0, bar) - 1;
  return strong ? pickup : Quarters(0);
}

}  // namespace bachprop
