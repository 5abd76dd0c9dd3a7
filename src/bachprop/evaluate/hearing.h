// Sets of pieces as a listener would hear them: the features of each, and what tells each from
// human music.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "bachprop/evaluate/bootstrap.h"
#include "bachprop/evaluate/craft.h"
#include "bachprop/evaluate/features.h"
#include "bachprop/evaluate/form_figures.h"
#include "bachprop/evaluate/piece_set.h"
#include "bachprop/evaluate/telling.h"

namespace bachprop {

using BarFigures = std::array<Interval, kMostBarsBefore + 1>;

struct HeardSetFigures {
  std::vector<Interval> features = {};  // means over the pieces that have them, as all_features()
  std::vector<std::size_t> measured = {};  // so many pieces have them
  // Shares of the bars of all pieces together that have a bar k before; place 0 is not used.
  BarFigures like_before = {};
  BarFigures transposed_before = {};
  std::vector<CraftFigures> craft = {};  // of each piece, as craft_of(score)
  // Told from unseen human music, or where none is known from the corpus. Empty for the corpus.
  Telling told = {};
};

struct Hearing {
  HeardSetFigures corpus = {};
  std::vector<HeardSetFigures> sets = {};
  // The same classifier on human music alone: the unseen set told from the corpus. Where there is
  // none, one half of the corpus is told from the other.
  Telling floor = {};
  bool has_unseen = false;
  std::size_t pieces_told_apart = 0;  // of each set: as many as the smallest that is told apart
};

struct HearingOptions {
  std::uint64_t seed = 1;
  int threads = 1;  // the result does not depend on it
};

// At most so many pieces of a set are told apart. More pieces teach the classifier more, so that
// sets of any size are told apart with equally many.
constexpr std::size_t kMostToldApart = 256;

// The trigrams and ranges that features refer to are those of the corpus, for its own pieces
// without each of them. Sets beside the others do not enter how many pieces are drawn. `progress`
// is called by one thread at a time with parts that are done, of how many.
[[nodiscard]] Hearing hear_sets(const PieceSet& corpus, std::span<const PieceSet> sets,
                                const HearingOptions& options,
                                const std::function<void(std::size_t, std::size_t)>& progress = {});

// The signs of a set of `hearing`.
[[nodiscard]] std::vector<TellingSign> signs_of(const Hearing& hearing, std::size_t set);

}  // namespace bachprop
