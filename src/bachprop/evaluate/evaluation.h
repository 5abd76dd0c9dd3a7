// All that is measured about sets of pieces, each against the corpus that they are to resemble but
// not to copy.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "bachprop/base/fields.h"
#include "bachprop/corpus/corpus.h"
#include "bachprop/evaluate/bootstrap.h"
#include "bachprop/evaluate/craft.h"
#include "bachprop/evaluate/distributions.h"
#include "bachprop/evaluate/hearing.h"
#include "bachprop/evaluate/novelty.h"
#include "bachprop/evaluate/piece_metrics.h"
#include "bachprop/evaluate/piece_set.h"
#include "bachprop/evaluate/set_distance.h"

namespace bachprop {

constexpr std::size_t kPatternKinds = 4;
// "intervals and rhythm".
[[nodiscard]] std::string_view title_of(PatternKind kind);

struct Quartiles {
  double low = 0;
  double median = 0;
  double high = 0;
};
// Quartiles of the finite values (linear interpolation between ranks); NaN if there are none.
[[nodiscard]] Quartiles quartiles_of(std::vector<double> values);

// How much of the pieces of a set is their own.
struct SetNovelty {
  // Over the pieces that have so many notes: the share of patterns of k notes that are their own.
  // [kLongestPattern + 1], entry 0 not used.
  std::array<Quartiles, kLongestPattern + 1> profile = {};
  // The share of own patterns of kUsualPattern notes, in all pieces together.
  Interval own_share = {};
  Interval longest_copy = {};   // mean over the pieces, notes
  int longest_copy_of_all = 0;  // notes
  Interval share_in_copies =
      {};  // of the notes, in passages of kUsualPattern or more that are known
};
// All NaN for an empty set.
[[nodiscard]] SetNovelty summary_of(std::span<const Novelty> pieces,
                                    const BootstrapOptions& options);

// The corpus itself has the counts alone.
struct DistributionFigures {
  Histogram counts;     // of all pieces
  Interval divergence;  // Jensen-Shannon, from the corpus, in bits
  Interval overlap;     // with the corpus
};

// A set beside the corpus.
struct SetFigures {
  std::string name = {};
  std::size_t pieces = 0;
  std::int64_t notes = 0;
  Quartiles notes_a_piece = {};
  // Against the corpus; of the corpus itself, each piece against the others. By PatternKind.
  std::array<SetNovelty, kPatternKinds> novelty = {};
  std::vector<Novelty> exact = {};      // of each piece
  std::vector<Novelty> any_speed = {};  // of each piece
  // Each piece against the others of its own set. Equally many are taken of each set, because the
  // more there are, the more of a piece stands in one of them. NaN for one piece.
  SetNovelty self_novelty = {};
  std::vector<NearDuplicate> near_duplicates = {};            // among themselves
  std::vector<NearDuplicate> near_duplicates_of_corpus = {};  // empty for the corpus
  std::vector<DistributionFigures> distributions = {};        // as all_distributions()
  std::vector<Interval> metrics = {};                         // means, as all_piece_metrics()
  std::vector<FeatureDistance> features = {};  // from the corpus; empty for the corpus
  std::vector<Interval> craft = {};            // in a hundred, as craft_figures()
  std::size_t craft_pieces = 0;                // that have 3 to 5 voices
  std::map<CraftStatus, std::size_t> craft_not_measured = {};  // the other pieces
  // Drawn of this set: as many as of all, or all that a set beside the others has.
  std::size_t pieces_in_distances = 0;
  std::size_t pieces_in_self_novelty = 0;
};

struct Evaluation {
  SetFigures corpus;
  std::vector<SetFigures> sets;
  Hearing hearing;                         // what a listener would notice; its sets are these
  std::size_t pieces_in_distances = 0;     // of each set that has so many
  std::size_t pieces_in_self_novelty = 0;  // of each set that has so many
  BootstrapOptions bootstrap;
};

struct EvaluationOptions {
  std::uint64_t seed = 1;
  int threads = 1;  // the result does not depend on it
};

inline void list_fields(EvaluationOptions& options, FieldList& fields) {
  fields(options.seed,
         {.option = "--seed",
          .help = "draws the pieces where sets differ in size, and the confidence intervals",
          .advice = "Another one to see how much of a difference is chance.",
          .need = Need::kRare,
          .key = "seed"});
  list_threads_field(options.threads, "", fields);
}

// Parts of the work that are done, of how many; called by one thread at a time.
using EvaluationProgress = std::function<void(std::size_t done, std::size_t total)>;

// Each set against the corpus. Distances of distributions grow when fewer pieces are looked at, so
// as many are drawn of each set as the smallest has. Sets beside the others do not enter this, and
// all of such a set are taken where it has fewer. A piece that has no others to be compared with is
// no measure of its own kind: those figures are NaN.
[[nodiscard]] Evaluation evaluate(const PieceSet& corpus, std::span<const PieceSet> sets,
                                  const EvaluationOptions& options,
                                  const EvaluationProgress& progress = {});

}  // namespace bachprop
