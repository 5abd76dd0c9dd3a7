#include "bachprop/evaluate/evaluation.h"

#include <algorithm>
#include <cmath>
#include <mutex>
#include <numeric>
#include <utility>

#include "bachprop/base/check.h"
#include "bachprop/base/numbers.h"
#include "bachprop/base/parallel.h"
#include "bachprop/base/random.h"

namespace bachprop {
namespace {

using Task = std::function<void()>;
using NoteLists = std::vector<std::span<const Note>>;

constexpr std::array<PatternKind, kPatternKinds> kKinds = {
    PatternKind::kExact, PatternKind::kAnySpeed, PatternKind::kPitches, PatternKind::kRhythm};

// The tasks of add_tasks.
constexpr std::size_t kPartsOfCorpus = 5;
constexpr std::size_t kPartsOfSet = 6;

constexpr Interval kUndefinedInterval = {kUndefined, kUndefined, kUndefined};

NoteLists notes_of(std::span<const Piece> pieces) {
  NoteLists notes;
  for (const Piece& piece : pieces) {
    notes.emplace_back(piece.score.notes);
  }
  return notes;
}

std::int64_t notes_in(std::span<const Piece> pieces) {
  std::int64_t notes = 0;
  for (const Piece& piece : pieces) {
    notes += std::ssize(piece.score.notes);
  }
  return notes;
}

// `count` of the pieces, in their order.
template <typename T>
std::vector<T> drawn_items(std::span<const T> items, std::size_t count, std::uint64_t seed) {
  std::vector<std::size_t> order(items.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  Random random{seed};
  random.shuffle(std::span(order));
  order.resize(std::min(count, order.size()));
  std::ranges::sort(order);
  std::vector<T> chosen;
  for (const std::size_t i : order) {
    chosen.push_back(items[i]);
  }
  return chosen;
}

// The novelty of each piece; with `among_themselves` the known pieces are the pieces.
std::vector<Novelty> novelty_of(const KnownPatterns& known, std::span<const Piece> pieces,
                                bool among_themselves) {
  std::vector<Novelty> novelty;
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    novelty.push_back(known.novelty(pieces[i].score.notes,
                                    among_themselves ? as_int(i) : PatternIndex::kNoPiece));
  }
  return novelty;
}

// One piece has no others that it could be a copy of.
SetNovelty summary_among_themselves(std::span<const Novelty> pieces,
                                    const BootstrapOptions& options) {
  return summary_of(pieces.size() > 1 ? pieces : std::span<const Novelty>(), options);
}

// The work of evaluate(), cut into tasks that write to places of their own.
class Evaluator {
 public:
  Evaluator(const PieceSet& corpus, std::span<const PieceSet> sets,
            const EvaluationOptions& options, Hearing hearing)
      : corpus_(corpus), sets_(sets), options_(options) {
    result_.hearing = std::move(hearing);
    result_.bootstrap.seed = options.seed;
    result_.pieces_in_distances = fewest_pieces(sets);
    result_.pieces_in_self_novelty =
        sets.empty() ? corpus.pieces.size()
                     : std::min(corpus.pieces.size(), result_.pieces_in_distances);
    result_.corpus = begun(corpus);
    for (const PieceSet& set : sets) {
      result_.sets.push_back(begun(set));
    }
  }

  Evaluation run(const EvaluationProgress& progress) {
    corpus_counts_ = counts_of(corpus_.pieces);
    std::vector<Task> tasks;
    for (std::size_t kind = 0; kind < kPatternKinds; ++kind) {
      tasks.emplace_back([this, kind] { look_for_copies(kind); });
    }
    add_tasks(tasks, corpus_, result_.corpus, result_.hearing.corpus.craft, /*is_corpus=*/true);
    for (std::size_t i = 0; i < sets_.size(); ++i) {
      add_tasks(tasks, sets_[i], result_.sets[i], result_.hearing.sets[i].craft,
                /*is_corpus=*/false);
    }
    ThreadTeam team(options_.threads);
    std::mutex mutex;
    std::size_t done = 0;
    team.for_each(tasks.size(), [&](std::size_t i) {
      tasks[i]();
      const std::lock_guard lock(mutex);
      ++done;
      if (progress) {
        progress(done, tasks.size());
      }
    });
    return std::move(result_);
  }

 private:
  // The fewest of the sets that are not beside others; of all when there are no such.
  static std::size_t fewest_pieces(std::span<const PieceSet> sets) {
    const bool all_beside = std::ranges::all_of(sets, &PieceSet::beside);
    std::optional<std::size_t> fewest;
    for (const PieceSet& set : sets) {
      if (all_beside || !set.beside) {
        fewest = std::min(fewest.value_or(set.pieces.size()), set.pieces.size());
      }
    }
    return fewest.value_or(0);
  }

  [[nodiscard]] SetFigures begun(const PieceSet& set) const {
    SetFigures figures;
    figures.pieces_in_distances = std::min(result_.pieces_in_distances, set.pieces.size());
    figures.pieces_in_self_novelty = std::min(result_.pieces_in_self_novelty, set.pieces.size());
    figures.name = set.name;
    figures.pieces = set.pieces.size();
    figures.notes = notes_in(set.pieces);
    std::vector<double> lengths;
    for (const Piece& piece : set.pieces) {
      lengths.push_back(as_double(piece.score.notes.size()));
    }
    figures.notes_a_piece = quartiles_of(std::move(lengths));
    return figures;
  }

  static std::vector<Histogram> counts_of(std::span<const Piece> pieces) {
    std::vector<Histogram> counts;
    for (const DistributionInfo& info : all_distributions()) {
      Histogram& sum = counts.emplace_back();
      for (const Piece& piece : pieces) {
        sum += histogram_of(info.kind, piece.score);
      }
    }
    return counts;
  }

  void look_for_copies(std::size_t kind) {
    const KnownPatterns known(notes_of(corpus_.pieces), kKinds[kind]);
    const auto look = [&](const PieceSet& set, SetFigures& figures, bool is_corpus) {
      std::vector<Novelty> novelty = novelty_of(known, set.pieces, is_corpus);
      figures.novelty[kind] = is_corpus ? summary_among_themselves(novelty, result_.bootstrap)
                                        : summary_of(novelty, result_.bootstrap);
      if (kKinds[kind] == PatternKind::kExact) {
        figures.exact = std::move(novelty);
      } else if (kKinds[kind] == PatternKind::kAnySpeed) {
        figures.any_speed = std::move(novelty);
      }
    };
    look(corpus_, result_.corpus, true);
    for (std::size_t i = 0; i < sets_.size(); ++i) {
      look(sets_[i], result_.sets[i], false);
    }
  }

  void add_tasks(std::vector<Task>& tasks, const PieceSet& set, SetFigures& figures,
                 std::span<const CraftFigures> craft, bool is_corpus) {
    tasks.emplace_back([this, craft, &figures] { look_at_craft(craft, figures); });
    tasks.emplace_back([this, &set, &figures] { measure_self_novelty(set, figures); });
    tasks.emplace_back([this, &set, &figures, is_corpus] {
      const NoteLists notes = notes_of(set.pieces);
      figures.near_duplicates = near_duplicates(notes, notes, true);
      if (!is_corpus) {
        figures.near_duplicates_of_corpus = near_duplicates(notes, notes_of(corpus_.pieces), false);
      }
    });
    tasks.emplace_back(
        [this, &set, &figures, is_corpus] { count_distributions(set, figures, is_corpus); });
    tasks.emplace_back([this, &set, &figures] { measure(set, figures); });
    if (!is_corpus) {
      tasks.emplace_back([this, &set, &figures] {
        SetDistanceOptions options{.seed = options_.seed};
        options.max_pieces = std::min(options.max_pieces, result_.pieces_in_distances);
        figures.features = feature_distances(set.pieces, corpus_.pieces, options);
      });
    }
  }

  void measure_self_novelty(const PieceSet& set, SetFigures& figures) const {
    const NoteLists notes =
        drawn_items(std::span<const std::span<const Note>>(notes_of(set.pieces)),
                    figures.pieces_in_self_novelty, options_.seed);
    const KnownPatterns known(notes, PatternKind::kExact);
    std::vector<Novelty> novelty;
    for (std::size_t i = 0; i < notes.size(); ++i) {
      novelty.push_back(known.novelty(notes[i], as_int(i)));
    }
    figures.self_novelty = summary_among_themselves(novelty, result_.bootstrap);
  }

  // The corpus is what the distances are from: it has none.
  void count_distributions(const PieceSet& set, SetFigures& figures, bool is_corpus) const {
    for (std::size_t i = 0; i < all_distributions().size(); ++i) {
      std::vector<Histogram> pieces;
      DistributionFigures& distribution = figures.distributions.emplace_back();
      for (const Piece& piece : set.pieces) {
        pieces.push_back(histogram_of(all_distributions()[i].kind, piece.score));
        distribution.counts += pieces.back();
      }
      if (is_corpus) {
        distribution.divergence = distribution.overlap = kUndefinedInterval;
        continue;
      }
      pieces = drawn_items(std::span<const Histogram>(pieces), figures.pieces_in_distances,
                           options_.seed);
      distribution.divergence = bootstrap_distance(pieces, corpus_counts_[i],
                                                   jensen_shannon_divergence, result_.bootstrap);
      distribution.overlap =
          bootstrap_distance(pieces, corpus_counts_[i], overlap_area, result_.bootstrap);
    }
  }

  void measure(const PieceSet& set, SetFigures& figures) const {
    for (const PieceMetric& metric : all_piece_metrics()) {
      std::vector<double> values;
      for (const Piece& piece : set.pieces) {
        values.push_back(metric.value(piece.score));
      }
      figures.metrics.push_back(bootstrap_mean(values, result_.bootstrap));
    }
  }

  void look_at_craft(std::span<const CraftFigures> pieces, SetFigures& figures) const {
    for (const CraftFigures& piece : pieces) {
      if (piece.status == CraftStatus::kMeasured) {
        ++figures.craft_pieces;
      } else {
        ++figures.craft_not_measured[piece.status];
      }
    }
    for (const CraftFigure& figure : craft_figures()) {
      std::vector<double> parts;
      std::vector<double> wholes;
      for (const CraftFigures& piece : pieces) {
        parts.push_back(100 * as_double(figure.numerator(piece)));
        wholes.push_back(as_double(figure.denominator(piece)));
      }
      figures.craft.push_back(bootstrap_ratio(parts, wholes, result_.bootstrap));
    }
  }

  PieceSet corpus_;
  std::span<const PieceSet> sets_;
  EvaluationOptions options_;
  std::vector<Histogram> corpus_counts_;
  Evaluation result_;
};

}  // namespace

std::string_view title_of(PatternKind kind) {
  switch (kind) {
    case PatternKind::kExact:
      return "intervals and rhythm";
    case PatternKind::kAnySpeed:
      return "the same at any speed";
    case PatternKind::kPitches:
      return "intervals only";
    case PatternKind::kRhythm:
      break;
  }
  return "rhythm only";
}

Quartiles quartiles_of(std::vector<double> values) {
  std::erase_if(values, [](double value) { return std::isnan(value); });
  std::ranges::sort(values);
  const auto at = [&](double share) {
    if (values.empty()) {
      return std::nan("");
    }
    const double rank = share * as_double(values.size() - 1);
    const auto below = as_index(rank);
    const std::size_t above = std::min(below + 1, values.size() - 1);
    return std::lerp(values[below], values[above], rank - std::floor(rank));
  };
  return {.low = at(0.25), .median = at(0.5), .high = at(0.75)};
}

SetNovelty summary_of(std::span<const Novelty> pieces, const BootstrapOptions& options) {
  SetNovelty summary;
  for (int k = 1; k <= kLongestPattern; ++k) {
    std::vector<double> shares;
    for (const Novelty& piece : pieces) {
      shares.push_back(piece.profile.share(k));
    }
    summary.profile[as_index(k)] = quartiles_of(std::move(shares));
  }
  std::vector<double> own;
  std::vector<double> patterns;
  std::vector<double> in_copies;
  std::vector<double> notes;
  std::vector<double> longest;
  for (const Novelty& piece : pieces) {
    own.push_back(as_double(piece.profile.own[kUsualPattern]));
    patterns.push_back(as_double(piece.profile.patterns[kUsualPattern]));
    in_copies.push_back(piece.notes_in_copies);
    notes.push_back(piece.notes);
    longest.push_back(piece.longest());
    summary.longest_copy_of_all = std::max(summary.longest_copy_of_all, piece.longest());
  }
  summary.own_share = bootstrap_ratio(own, patterns, options);
  summary.share_in_copies = bootstrap_ratio(in_copies, notes, options);
  summary.longest_copy = bootstrap_mean(longest, options);
  return summary;
}

Evaluation evaluate(const PieceSet& corpus, std::span<const PieceSet> sets,
                    const EvaluationOptions& options, const EvaluationProgress& progress) {
  // The pieces are heard one by one, then come the other parts.
  const std::size_t further = kPatternKinds + kPartsOfCorpus + kPartsOfSet * sets.size();
  std::size_t heard = 0;
  const auto show = [&](std::size_t done, std::size_t total) {
    heard = total;
    if (progress) {
      progress(done, total + further);
    }
  };
  Hearing hearing =
      hear_sets(corpus, sets, {.seed = options.seed, .threads = options.threads}, show);
  const auto show_further = [&](std::size_t done, std::size_t total) {
    check(total == further, "all parts are counted");
    if (progress) {
      progress(heard + done, heard + further);
    }
  };
  return Evaluator(corpus, sets, options, std::move(hearing)).run(show_further);
}

}  // namespace bachprop
