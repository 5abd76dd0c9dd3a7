// Pieces of the real corpora with what their files or editions say about bars and keys.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "bachprop/base/quarters.h"
#include "bachprop/score/score.h"

namespace bachprop {

struct CorpusPiece {
  std::string name;  // as split.tsv has it
  std::string part;  // train, valid or test
  Score score;
};

// All pieces that a corpus's split.tsv names, in its order; empty where there is no such corpus.
[[nodiscard]] std::vector<CorpusPiece> corpus_pieces(const std::string& corpus,
                                                     Unisons unisons = Unisons::kMerged);

// The length of a bar in quarters.
[[nodiscard]] Quarters bar_of(const TimeSignature& signature);

// What is left of `time` after whole bars; 0 <= rest < bar, for negative times too.
[[nodiscard]] Quarters rest_of_bar(const Quarters& time, const Quarters& bar);

// The same music with its first note at 0.
[[nodiscard]] Score from_first_note(Score score);

// The pick-up of a chorale by Bach, where its end leaves no doubt.
//
// The edition completes the last bar by the pick-up, so that a chorale is a whole number of bars
// long, or it fills the last bar and the rest is the pick-up. The last chord begins on beat 1 or 3
// of 4/4: one of 4 quarters on 1 (no pick-up), of 3 on 1 (a quarter), of 2 on 3 (none), of 1 on 3
// (a quarter), or on 4 if soprano and bass repeat the chord before it (none). In 3/4 one of 3
// quarters begins on 1 (none), of 2 on 1 (a quarter), of 1 on 3, a feminine ending (none). A
// chorale that begins with a rest has its bar line before it. Nothing for others, and where the
// metre changes.
[[nodiscard]] std::optional<Quarters> pickup_by_rule(const CorpusPiece& chorale);

// The pick-up of a chorale where someone has read it in the edition from which the corpus was made.
[[nodiscard]] std::optional<Quarters> pickup_as_printed(const CorpusPiece& chorale);

// As printed, else by rule.
[[nodiscard]] std::optional<Quarters> pickup_of_chorale(const CorpusPiece& chorale);

// Beside a piece of asap_bach stand its beats.
struct StatedBars {
  TimeSignature signature;
  Quarters first_downbeat;
  int sharps = 0;
};
[[nodiscard]] StatedBars stated_bars(const CorpusPiece& piece);

}  // namespace bachprop
