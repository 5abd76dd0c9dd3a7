// For tests of tables and pages: sets of a few pieces of a few notes, evaluated.
#pragma once

#include <deque>
#include <string>
#include <vector>

#include "bachprop/base/random.h"
#include "bachprop/report/evaluation_report.h"

namespace bachprop {

// The pieces must stay where they are: the report looks at them.
struct SmallEvaluation {
  std::deque<std::vector<Piece>> pieces = {};
  EvaluationReport report = {};
};

// Quarters of random pitches, each alone or each as the bass of a fifth.
inline Piece small_piece(std::uint64_t seed, bool fifths) {
  Random random{seed};
  Piece piece;
  piece.name = "piece" + std::to_string(seed) + ".mid";
  for (int i = 0; i < 40; ++i) {
    const int pitch = 48 + static_cast<int>(random.below(20));
    piece.score.notes.push_back({i, 1, pitch});
    if (fifths) {
      piece.score.notes.push_back({i, 1, pitch + 7});
    }
  }
  return piece;
}

struct SmallSets {
  std::vector<std::string> generated = {"new"};
  std::string corpus = "corpus";
  bool unseen = true;
  bool fifths = true;
  std::size_t pieces = 3;  // of each set
};

inline SmallEvaluation small_evaluation(const SmallSets& sets) {
  SmallEvaluation small;
  std::uint64_t seed = 1;
  const auto pieces_of_a_set = [&] {
    auto& pieces = small.pieces.emplace_back();
    for (std::size_t i = 0; i < sets.pieces; ++i) {
      pieces.push_back(small_piece(seed++, sets.fifths));
    }
    return std::span<const Piece>(pieces);
  };
  small.report.corpus = {sets.corpus, pieces_of_a_set()};
  for (const std::string& name : sets.generated) {
    small.report.sets.push_back({name, pieces_of_a_set()});
  }
  small.report.generated = sets.generated.size();
  if (sets.unseen) {
    small.report.sets.push_back(
        {"unseen human music", pieces_of_a_set(), /*beside=*/false, /*unseen=*/true});
  }
  small.report.figures = evaluate(small.report.corpus, small.report.sets, {});
  return small;
}

}  // namespace bachprop
