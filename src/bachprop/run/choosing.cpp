#include "bachprop/run/choosing.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "bachprop/base/numbers.h"

namespace bachprop {

RankPiece rank_by_profile(std::shared_ptr<const CorpusProfile> profile) {
  return [profile = std::move(profile)](const Score& score) {
    const PieceStanding standing = standing_of(score, *profile);
    Selection selection{.score = standing.total};
    for (std::size_t group = 0; group < kFeatureGroups; ++group) {
      const auto& [feature_group, name] = EnumNames<FeatureGroup>::kNames.at(group);
      const double distance = standing.groups.at(as_index(feature_group));
      if (!std::isnan(distance)) {
        selection.parts.push_back({std::string(name), distance});
      }
    }
    for (const std::size_t fault : standing.faults) {
      selection.faults.emplace_back(all_features()[fault].name);
    }
    return selection;
  };
}

Choosing::Choosing(const ComposeOptions& options, int best_of, RankPiece rank)
    : options_(options), best_of_(best_of), rank_(std::move(rank)) {}

ComposeOptions Choosing::candidates() const {
  ComposeOptions all = options_;
  all.first = (options_.first - 1) * best_of_ + 1;
  all.pieces = options_.pieces * best_of_;
  return all;
}

std::optional<ComposedPiece> Choosing::take(ComposedPiece candidate) {
  Selection selection = rank_(candidate.score);
  selection.candidate = candidate.number;
  const double score = selection.score;
  candidate.selection = std::move(selection);
  const int number = (candidate.number - 1) / best_of_ + 1;
  const std::lock_guard lock(mutex_);
  Candidates& candidates = open_[number];
  const auto place = [](const ComposedPiece& piece) {
    return std::pair(piece.selection->score, piece.number);
  };
  candidates.scores.push_back(score);
  if (!candidates.best || place(candidate) < place(*candidates.best)) {
    candidates.best = std::move(candidate);
  }
  if (std::ssize(candidates.scores) < best_of_) {
    return std::nullopt;
  }
  Candidates whole = std::move(candidates);
  open_.erase(number);
  return chosen(number, std::move(whole));
}

std::vector<ComposedPiece> Choosing::take_rest() {
  const std::lock_guard lock(mutex_);
  std::vector<ComposedPiece> rest;
  for (auto& [number, candidates] : open_) {
    rest.push_back(chosen(number, std::move(candidates)));
  }
  open_.clear();
  return rest;
}

ComposedPiece Choosing::chosen(int number, Candidates candidates) const {
  ComposedPiece piece = std::move(*candidates.best);
  std::ranges::sort(candidates.scores);
  piece.number = number;
  piece.score.title =
      fmt::format("Piece {}, seed {}, best of {}", number, options_.seed, candidates.scores.size());
  piece.selection->scores = std::move(candidates.scores);
  return piece;
}

}  // namespace bachprop
