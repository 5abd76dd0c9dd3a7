#include "bachprop/run/own_critic.h"

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

#include "bachprop/base/numbers.h"
#include "bachprop/base/try.h"
#include "bachprop/generate/composer.h"

namespace bachprop {
namespace {

// Not one that users have by chance.
constexpr std::uint64_t kSeedOfOwnPieces = 0x0c417c;

constexpr std::int64_t kPiecesATrainingPiece = 5;

// Where longer pieces are cut off.
constexpr int kMostNotes = 400;

int pieces_for_critic(const TrainedModel& model, const TrainingSet& set) {
  const std::int64_t training = std::ssize(set.training);
  if (!sees_music(set.vocabulary.kind()) || training < kFewestForCritic) {
    return 0;
  }
  return as_int(
      std::min<std::int64_t>(model.record.options.critic_pieces, kPiecesATrainingPiece * training));
}

// The network alone decides where they end, which takes a fraction of the time.
Result<std::vector<ComposedPiece>> own_pieces(const TrainedModel& model, int pieces, int threads,
                                              const Watch& watch) {
  const Stage stage(watch, {.label = "composing for the critic",
                            .total = static_cast<std::uint64_t>(pieces),
                            .unit = "pieces"});
  return compose(
      model,
      {.pieces = pieces, .seed = kSeedOfOwnPieces, .max_notes = kMostNotes, .threads = threads},
      [&](const ComposeProgress& progress) {
        stage.show(static_cast<std::uint64_t>(progress.pieces));
        return !watch.wants_stop();
      });
}

}  // namespace

Result<std::optional<LearntCritic>> critic_of(const TrainedModel& model, const TrainingSet& set,
                                              int threads, const Watch& watch) {
  const int pieces = pieces_for_critic(model, set);
  if (pieces == 0) {
    return std::optional<LearntCritic>();
  }
  auto composed = TRY(own_pieces(model, pieces, threads, watch));
  if (std::ssize(composed) < pieces) {
    return std::optional<LearntCritic>();
  }
  std::vector<EncodedPiece> own;
  for (ComposedPiece& piece : composed) {
    own.push_back({.notes = std::move(piece.symbols), .metre = std::move(piece.metre)});
  }
  constexpr double kParts = 1000;
  const Stage stage(watch, {.label = "teaching the critic",
                            .total = static_cast<std::uint64_t>(kParts),
                            .unit = "parts"});
  return learn_critic(set, std::move(own), {}, threads, [&](double done) {
    stage.show(static_cast<std::uint64_t>(kParts * done));
    return !watch.wants_stop();
  });
}

}  // namespace bachprop
