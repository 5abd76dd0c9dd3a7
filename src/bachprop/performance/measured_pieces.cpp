#include "bachprop/performance/measured_pieces.h"

#include <fmt/core.h>

#include <utility>

#include "bachprop/base/try.h"
#include "bachprop/generate/composer.h"
#include "bachprop/train/bundled_model.h"

namespace bachprop {
namespace {

constexpr std::uint64_t kSeed = 1;

Result<TrainingSet> all_for_training(const Corpus& corpus, const TrainOptions& options) {
  auto set = TRY(split_at_random(corpus, 0, kSeed));
  TRY(add_contexts(set, options.context, BarsFrom::kFile, options.chord_orders));
  return set;
}

}  // namespace

Result<Corpus> composed_corpus(int pieces, int threads) {
  const auto model = TRY(bundled_model());
  auto composed =
      TRY(compose(model, {.pieces = pieces, .seed = kSeed, .particles = 1, .threads = threads}));
  Corpus corpus;
  for (ComposedPiece& piece : composed) {
    corpus.pieces.push_back({.name = fmt::format("{:06}", piece.number),
                             .sha256 = {},
                             .score = std::move(piece.score)});
  }
  corpus.dictionaries = make_dictionaries(corpus.pieces);
  return corpus;
}

Result<MeasuredPieces> measured_pieces(const Corpus& corpus, std::string origin) {
  auto plain = TRY(all_for_training(corpus, TRY(preset_options("paper"))));
  auto with_context = TRY(all_for_training(corpus, TRY(preset_options("music"))));
  MeasuredPieces pieces = {.origin = std::move(origin),
                           .plain = std::move(plain),
                           .with_context = std::move(with_context)};
  if (pieces.notes() == 0) {
    return fail("the pieces have no notes");
  }
  return pieces;
}

}  // namespace bachprop
