// The best of several candidates for each new piece: `bachprop generate --best-of`.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "bachprop/evaluate/style_profile.h"
#include "bachprop/generate/compose_options.h"
#include "bachprop/generate/composed_piece.h"

namespace bachprop {

// How a candidate stands; its number and how many there were are not looked at.
using RankPiece = std::function<Selection(const Score&)>;

// By how near a piece lies to the corpus of the profile (style_profile.h).
[[nodiscard]] RankPiece rank_by_profile(std::shared_ptr<const StyleProfile> profile);

// Piece k is the best of the candidates (k - 1) N + 1 .. k N, which draw from these numbers. So it
// is the same however many pieces are composed. Of equally good ones it is the first.
class Choosing {
 public:
  Choosing(const ComposeOptions& options, int best_of, RankPiece rank);

  // The options that compose all candidates.
  [[nodiscard]] ComposeOptions candidates() const;

  // Takes a candidate, in several threads at once. Gives the piece that was chosen once all of its
  // candidates are there.
  [[nodiscard]] std::optional<ComposedPiece> take(ComposedPiece candidate);
  // When no more will come: for each piece that lacks candidates, the best of those there are.
  [[nodiscard]] std::vector<ComposedPiece> take_rest();

 private:
  struct Candidates {
    std::optional<ComposedPiece> best = {};
    std::vector<double> scores = {};
  };
  [[nodiscard]] ComposedPiece chosen(int number, Candidates candidates) const;

  ComposeOptions options_;
  int best_of_;
  RankPiece rank_;
  std::mutex mutex_;  // over what follows
  std::map<int, Candidates> open_;
};

}  // namespace bachprop
