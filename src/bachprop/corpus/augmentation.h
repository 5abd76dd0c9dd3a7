// Rhythm augmentation: the same piece with all its times longer or shorter.
#pragma once

#include <array>
#include <optional>
#include <vector>

#include "bachprop/corpus/corpus.h"

namespace bachprop {

// The paper's factors (arXiv 1812.06669); its 0.33 and 0.66 are a third and two thirds.
inline constexpr std::array<Quarters, 11> kRhythmFactors = {
    Quarters(1, 8), Quarters(1, 4), Quarters(1, 3), Quarters(1, 2), Quarters(2, 3), Quarters(1),
    Quarters(3, 2), Quarters(2),    Quarters(5, 2), Quarters(3),    Quarters(4)};

// The score with all times times `factor`, which is above 0; nothing when a dT or a duration would
// be no possible duration (rhythm.h). The factor 1 always gives the score itself.
//
// Tempos, time and key signatures move with the notes. A tempo is multiplied too, so that the music
// sounds at its old speed. A bar stays a bar: 4/4 becomes 4/8, 12/4 or 12/8 (times 1/2, 3, 3/2).
// Where one of the time signatures cannot be written, as 4/4 times 1/3, the score states none.
[[nodiscard]] std::optional<Score> scale_rhythm(const Score& score, const Quarters& factor);

// The piece under each of the paper's factors that keeps every time possible, itself among them.
// Each bears its name and its digest.
[[nodiscard]] std::vector<Piece> rhythm_variants(const Piece& piece);

struct RhythmVariants {
  // A list for each piece of the corpus, empty where none were asked for.
  std::vector<std::vector<Piece>> pieces;
  // They hold the values of the whole corpus and all variants.
  Dictionaries dictionaries;
};

// The variants of those pieces of the corpus whose entry in `scaled` is true.
[[nodiscard]] RhythmVariants make_rhythm_variants(const Corpus& corpus,
                                                  const std::vector<bool>& scaled);

}  // namespace bachprop
