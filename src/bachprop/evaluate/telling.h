// What tells new pieces from human music: how well a classifier does, group by group, and which
// features a listener would notice first.
#pragma once

#include <array>
#include <cstddef>
#include <functional>
#include <span>
#include <vector>

#include "bachprop/base/numbers.h"
#include "bachprop/corpus/corpus.h"
#include "bachprop/evaluate/bootstrap.h"
#include "bachprop/evaluate/corpus_habits.h"
#include "bachprop/evaluate/features.h"
#include "bachprop/evaluate/form_figures.h"
#include "bachprop/evaluate/two_samples.h"

namespace bachprop {

// So many passages of a piece are looked at, spread over it: no piece outweighs the others.
constexpr std::size_t kMostPassages = 8;
// From fewer pieces of either set no classifier learns enough to be asked.
constexpr std::size_t kFewestToldApart = 20;

// The features of the pieces that are to be told apart.
struct HeardSet {
  FeatureRows whole = {};     // a row a piece
  FeatureRows passages = {};  // no more than kMostPassages a piece
};

// The features of one piece and of its passages. `own`: see features_of.
struct HeardRows {
  std::vector<double> whole = {};
  std::vector<std::vector<double>> passages = {};
};
[[nodiscard]] HeardRows rows_of(const HeardMusic& piece, const CorpusHabits& habits,
                                const TurnCounts* own, bool with_passages);

// A classifier's areas under the ROC curve for pieces and for passages of kWindowBars bars.
struct Told {
  Interval whole = {kUndefined, kUndefined, kUndefined};
  Interval passages = {kUndefined, kUndefined, kUndefined};
};

// The same areas for one feature as it is: above 0.5 where it is greater in the second set.
struct ToldByFeature {
  double whole = kUndefined;
  double passages = kUndefined;
};

// A piece of work that may run beside the others.
using TellingTask = std::function<void()>;

// The second set told from the first.
struct Telling {
  std::size_t pieces = 0;  // of each set: drawn
  std::array<std::size_t, 2> passages = {};
  Told all = {};
  std::array<Told, kFeatureGroups> groups = {};
  std::vector<ToldByFeature> features = {};  // as all_features()
  // Otherwise there were too few pieces, and nothing above is a number.
  [[nodiscard]] bool is_measured() const { return pieces >= kFewestToldApart; }
};

// The parts of the work, for a team of threads: each is called once, in any order, and writes to
// places of its own. `told`, `human` and `other` must stay until then.
[[nodiscard]] std::vector<TellingTask> telling_tasks(const HeardSet& human, const HeardSet& other,
                                                     const TwoSampleOptions& options,
                                                     Telling& told);

// A group of features in which new pieces differ from human music, and its plainest feature.
struct TellingSign {
  FeatureGroup group = FeatureGroup::kForm;
  // The group's alone, the greater of pieces and passages; not a number where means alone tell.
  double auc = kUndefined;
  double other_auc = 0.5;   // the other one; 0.5 where it is not measured
  std::size_t feature = 0;  // place in all_features()
  bool more = false;        // greater in the new pieces
};

// The groups whose classifier tells the new pieces apart better than any group tells human music
// from human music in `floor`. That is where the lower bound lies above all upper ones: among so
// many groups some seem to tell even where nothing does. The feature of each group is the one that
// tells most, of those that have words for it.
[[nodiscard]] std::vector<TellingSign> telling_signs(const Telling& told, const Telling& floor);

// Features of a set of pieces: means with intervals, and how many pieces have each.
struct MeansOfSet {
  std::span<const Interval> means = {};
  std::span<const std::size_t> pieces = {};
};
// So many pieces at least show a difference of means.
constexpr std::size_t kFewestForMeans = 5;

// The same for sets that are too small for a classifier: in each group the feature whose means
// differ most. The unit is the root of the sum of the squared widths of their intervals, and the
// difference must be at least one. So a set of the same kind is hardly ever given a sign, for all
// the features that there are. Where all pieces have one share, it may be off by 3 over their
// number (the rule of three).
[[nodiscard]] std::vector<TellingSign> signs_of_means(const MeansOfSet& told,
                                                      const MeansOfSet& human);

}  // namespace bachprop
