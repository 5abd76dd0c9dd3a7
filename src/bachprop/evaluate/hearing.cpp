#include "bachprop/evaluate/hearing.h"

#include <algorithm>
#include <cmath>
#include <mutex>
#include <numeric>
#include <optional>

#include "bachprop/base/numbers.h"
#include "bachprop/base/parallel.h"
#include "bachprop/base/random.h"

namespace bachprop {
namespace {

using Job = std::function<void()>;

// What is kept of a piece.
struct PieceRows {
  HeardRows rows;
  std::array<BarMatches, kMostBarsBefore + 1> bars = {};
};

// In the voices that were found when it was heard, which take most of the time.
CraftFigures craft_in(const HeardMusic& piece, const Score& score) {
  return piece.voice_of_note.empty() ? craft_of(score)
                                     : craft_of(score, piece.voices, piece.voice_of_note);
}

// A set while it is heard.
struct SetRows {
  const PieceSet* set = nullptr;
  std::vector<bool> drawn = {};  // whose passages are looked at
  std::vector<PieceRows> pieces = {};
  HeardSet told = {};  // of those that are drawn
  HeardSetFigures* figures = nullptr;
};

// `count` of `all` things, drawn by the seed.
std::vector<bool> draw(std::size_t count, std::size_t all, std::uint64_t seed) {
  std::vector<std::size_t> order(all);
  std::iota(order.begin(), order.end(), std::size_t{0});
  Random random({seed});
  random.shuffle(std::span(order));
  std::vector<bool> drawn(all);
  for (std::size_t i = 0; i < std::min(count, all); ++i) {
    drawn[order[i]] = true;
  }
  return drawn;
}

// The mean of each column with its interval: all columns for each draw of pieces, so that pieces
// are drawn but once.
std::vector<Interval> means_of(const FeatureRows& rows, const BootstrapOptions& options,
                               std::vector<std::size_t>& measured) {
  const std::size_t columns = rows.columns;
  std::vector<double> values = rows.values;
  std::vector<double> known(values.size());
  measured.assign(columns, 0);
  for (std::size_t i = 0; i < values.size(); ++i) {
    known[i] = std::isnan(values[i]) ? 0 : 1;
    values[i] = std::isnan(values[i]) ? 0 : values[i];
    measured[i % columns] += known[i] > 0 ? 1 : 0;
  }
  // [resamples + 1, columns], the first of the set as it is.
  std::vector<double> means;
  std::vector<double> sums(columns);
  std::vector<double> counts(columns);
  const auto add_means = [&](std::span<const std::int64_t> times_drawn) {
    std::ranges::fill(sums, 0.0);
    std::ranges::fill(counts, 0.0);
    for (std::size_t i = 0; i < rows.rows(); ++i) {
      const auto times = as_double(times_drawn[i]);
      for (std::size_t j = 0; times > 0 && j < columns; ++j) {
        sums[j] += times * values[i * columns + j];
        counts[j] += times * known[i * columns + j];
      }
    }
    for (std::size_t j = 0; j < columns; ++j) {
      means.push_back(counts[j] > 0 ? sums[j] / counts[j] : kUndefined);
    }
    return 0.0;
  };
  [[maybe_unused]] const Interval all_draws = bootstrap_interval(rows.rows(), add_means, options);
  std::vector<Interval> intervals;
  for (std::size_t j = 0; j < columns; ++j) {
    std::vector<double> drawn;
    for (std::size_t at = columns + j; at < means.size(); at += columns) {
      drawn.push_back(means[at]);
    }
    intervals.push_back(means.empty()
                            ? Interval{kUndefined, kUndefined, kUndefined}
                            : percentile_interval(means[j], std::move(drawn), options.level));
  }
  return intervals;
}

class SetHearer {
 public:
  SetHearer(const PieceSet& corpus, std::span<const PieceSet> sets, const HearingOptions& options,
            const std::function<void(std::size_t, std::size_t)>& progress)
      : options_(options), progress_(progress), team_(options.threads) {
    test_.seed = test_.bootstrap.seed = options.seed;
    result_.sets.resize(sets.size());
    result_.has_unseen = std::ranges::any_of(sets, &PieceSet::unseen);
    result_.pieces_told_apart = pieces_told_apart(corpus, sets);
    add(corpus, result_.corpus);
    for (std::size_t i = 0; i < sets.size(); ++i) {
      add(sets[i], result_.sets[i]);
    }
  }

  Hearing run() {
    learn_habits();
    measure_pieces();
    tell_apart();
    return std::move(result_);
  }

 private:
  [[nodiscard]] std::size_t pieces_told_apart(const PieceSet& corpus,
                                              std::span<const PieceSet> sets) const {
    std::size_t fewest = std::min(
        result_.has_unseen ? corpus.pieces.size() : corpus.pieces.size() / 2, kMostToldApart);
    for (const PieceSet& set : sets) {
      fewest = set.beside ? fewest : std::min(fewest, set.pieces.size());
    }
    return fewest;
  }

  void add(const PieceSet& set, HeardSetFigures& figures) {
    // Without unseen music the corpus is drawn twice as much, for its two halves.
    const bool doubled = sets_.empty() && !result_.has_unseen;
    const std::size_t count = result_.pieces_told_apart * (doubled ? 2 : 1);
    sets_.push_back({.set = &set,
                     .drawn = draw(count, set.pieces.size(), options_.seed),
                     .pieces = std::vector<PieceRows>(set.pieces.size()),
                     .figures = &figures});
    figures.craft.resize(set.pieces.size());
    parts_ += set.pieces.size();
  }

  void show_part() {
    const std::lock_guard lock(mutex_);
    ++done_;
    if (progress_) {
      progress_(done_, parts_);
    }
  }

  // The corpus is counted in a fixed number of parts, so that sums do not depend on the threads.
  void learn_habits() {
    constexpr std::size_t kParts = 16;
    const std::span<const Piece> pieces = sets_.front().set->pieces;
    std::vector<HabitCounter> counters(kParts);
    team_.for_each(kParts, [&](std::size_t part) {
      for (std::size_t i = part; i < pieces.size(); i += kParts) {
        if (!pieces[i].score.notes.empty()) {
          counters[part].add(hear_lines(pieces[i].score));
        }
      }
    });
    for (std::size_t part = 1; part < kParts; ++part) {
      counters.front().add(counters[part]);
    }
    habits_ = counters.front().habits();
  }

  void measure_pieces() {
    std::vector<std::pair<SetRows*, std::size_t>> all;
    for (SetRows& set : sets_) {
      for (std::size_t i = 0; i < set.pieces.size(); ++i) {
        all.emplace_back(&set, i);
      }
    }
    team_.for_each(all.size(), [&](std::size_t i) {
      measure(*all[i].first, all[i].second);
      show_part();
    });
    for (SetRows& set : sets_) {
      gather(set);
    }
  }

  void measure(SetRows& set, std::size_t i) const {
    const HeardMusic piece = hear(set.set->pieces[i].score);
    const bool is_corpus = &set == &sets_.front();
    const std::optional<TurnCounts> own = is_corpus ? std::optional(turns_of(piece)) : std::nullopt;
    set.pieces[i].rows = rows_of(piece, habits_, own ? &*own : nullptr, set.drawn[i]);
    set.pieces[i].bars = bar_matches(piece);
    set.figures->craft[i] = craft_in(piece, set.set->pieces[i].score);
  }

  static void gather(SetRows& set) {
    HeardSet& told = set.told;
    told.whole.columns = told.passages.columns = all_features().size();
    std::size_t drawn = 0;
    for (std::size_t i = 0; i < set.pieces.size(); ++i) {
      if (set.drawn[i]) {
        told.whole.add(drawn, set.pieces[i].rows.whole);
        for (const std::vector<double>& row : set.pieces[i].rows.passages) {
          told.passages.add(drawn, row);
        }
        ++drawn;
      }
    }
    told.passages.pieces = drawn;
  }

  void summarise(SetRows& set) const {
    FeatureRows rows{.columns = all_features().size()};
    for (std::size_t i = 0; i < set.pieces.size(); ++i) {
      rows.add(i, set.pieces[i].rows.whole);
    }
    set.figures->features = means_of(rows, test_.bootstrap, set.figures->measured);
    for (std::size_t k = 1; k <= kMostBarsBefore; ++k) {
      std::vector<double> like;
      std::vector<double> transposed;
      std::vector<double> compared;
      for (const PieceRows& piece : set.pieces) {
        like.push_back(piece.bars.at(k).like);
        transposed.push_back(piece.bars.at(k).transposed);
        compared.push_back(piece.bars.at(k).compared);
      }
      set.figures->like_before.at(k) = share_with_interval(like, compared);
      set.figures->transposed_before.at(k) = share_with_interval(transposed, compared);
    }
  }
  [[nodiscard]] Interval share_with_interval(std::span<const double> parts,
                                             std::span<const double> wholes) const {
    BootstrapOptions options = test_.bootstrap;
    options.resamples = kBarResamples;
    return bootstrap_ratio(parts, wholes, options);
  }

  // The corpus's own rows in two: every other piece that is drawn.
  static HeardSet half_of(const HeardSet& set, std::size_t half) {
    HeardSet part;
    for (const auto& [from, to] :
         {std::pair{&set.whole, &part.whole}, std::pair{&set.passages, &part.passages}}) {
      to->columns = from->columns;
      for (std::size_t i = 0; i < from->rows(); ++i) {
        if (from->piece_of[i] % 2 == half) {
          to->add(from->piece_of[i] / 2, from->row(i));
        }
      }
      to->pieces = (set.whole.pieces + 1 - half) / 2;
    }
    return part;
  }

  void tell_apart() {
    const auto unseen =
        std::ranges::find_if(sets_, [](const SetRows& set) { return set.set->unseen; });
    const HeardSet& corpus = sets_.front().told;
    std::array<HeardSet, 2> halves;
    if (unseen == sets_.end()) {
      halves = {half_of(corpus, 0), half_of(corpus, 1)};
    }
    const HeardSet& human = unseen == sets_.end() ? halves[0] : unseen->told;
    const HeardSet& other_human = unseen == sets_.end() ? halves[1] : corpus;
    std::vector<Job> jobs = telling_tasks(human, other_human, test_, result_.floor);
    for (SetRows& set : std::span(sets_).subspan(1)) {
      if (!set.set->unseen) {
        std::ranges::move(telling_tasks(human, set.told, test_, set.figures->told),
                          std::back_inserter(jobs));
      }
    }
    for (SetRows& set : sets_) {
      jobs.emplace_back([this, &set] { summarise(set); });
    }
    team_.for_each(jobs.size(), [&](std::size_t i) { jobs[i](); });
  }

  static constexpr int kBarResamples = 200;

  HearingOptions options_;
  const std::function<void(std::size_t, std::size_t)>& progress_;
  TwoSampleOptions test_;
  ThreadTeam team_;
  std::mutex mutex_;
  std::size_t done_ = 0;
  std::size_t parts_ = 0;
  std::vector<SetRows> sets_;  // the corpus, then the sets
  CorpusHabits habits_;
  Hearing result_;
};

}  // namespace

Hearing hear_sets(const PieceSet& corpus, std::span<const PieceSet> sets,
                  const HearingOptions& options,
                  const std::function<void(std::size_t, std::size_t)>& progress) {
  return SetHearer(corpus, sets, options, progress).run();
}

std::vector<TellingSign> signs_of(const Hearing& hearing, std::size_t set) {
  return telling_signs(hearing.sets[set].told, hearing.floor);
}

}  // namespace bachprop
