// Which of several pieces is most like the corpus: ranking without a classifier of new pieces.
//
// A profile is what is usual in a corpus: the middle and the spread of each feature, and the habits
// that features refer to. It is made once, from the pieces that a model learns from, and can go
// with the model's file.
//
//   const CorpusProfile profile = profile_of(pieces);
//   const PieceStanding standing = standing_of(score, profile);
//   // the least standing.total first
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <vector>

#include "bachprop/base/numbers.h"
#include "bachprop/base/result.h"
#include "bachprop/base/safetensors.h"
#include "bachprop/corpus/corpus.h"
#include "bachprop/evaluate/corpus_habits.h"
#include "bachprop/evaluate/features.h"

namespace bachprop {

// Fewer pieces have no spread that one could trust: every piece then stands equally well.
constexpr std::size_t kFewestProfiled = 5;

// One feature over the pieces of a corpus.
struct FeatureSpread {
  // The median; of features of 1 or 0 the mean.
  double middle = kUndefined;
  // Half of the distance between the 16th and the 84th hundredth, no less than half the standard
  // deviation. For features of 1 or 0 it is the standard deviation. Not a number when the feature
  // says nothing: all pieces have one value, or too few have it.
  double spread = kUndefined;
  // All pieces have 1 or 0.
  bool yes_or_no = false;

  friend bool operator==(const FeatureSpread&, const FeatureSpread&) = default;
};

struct CorpusProfile {
  CorpusHabits habits = {};
  std::vector<FeatureSpread> features = {};  // as all_features()
};

// A piece of the corpus is measured without its own trigrams. The result does not depend on the
// threads.
[[nodiscard]] CorpusProfile profile_of(std::span<const Piece> pieces, int threads = 1);

struct PieceStanding {
  // The less the better: distance and a quarter for each fault. Infinite for a piece without notes.
  double total = 0;
  // How far the piece lies from the middle of the corpus: the mean of the groups. A piece of the
  // corpus itself lies near 1.
  double distance = 0;
  // The root of the mean over the group's features of the squared distance from the middle in
  // spreads, none counted as more than kFarthestSpreads. Not a number where nothing is measured.
  std::array<double, kFeatureGroups> groups = {};
  // Faults of key and ending, as places in all_features(). They are features of 1 or 0 that are
  // here not what they are in three of four pieces of the corpus. Their names say what is missing,
  // or should be.
  std::vector<std::size_t> faults = {};
};
constexpr double kFarthestSpreads = 4;
constexpr double kCostOfFault = 0.25;

// Time is that of `hear` and `features_of`: a chorale takes some milliseconds. Pure and without
// shared state, so that threads may rank pieces of their own.
[[nodiscard]] PieceStanding standing_of(const Score& score, const CorpusProfile& profile);

// The places of the pieces, the best first; of equal ones the first first.
[[nodiscard]] std::vector<std::size_t> ranked(std::span<const PieceStanding> standings);

// Adds the profile to a file, as tensors and metadata whose names begin with "profile.".
void add_profile(const CorpusProfile& profile, SafetensorsWriter& file);
// Whether a file has one.
[[nodiscard]] bool has_profile(const SafetensorsReader& file);
// The profile of a file. Features are known by their keys: those that this program does not know
// are left out, and those that the file lacks say nothing. The error says what is missing or
// broken.
[[nodiscard]] Result<CorpusProfile> read_profile(const SafetensorsReader& file);

}  // namespace bachprop
