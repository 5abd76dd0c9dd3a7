#include "bachprop/run/learning.h"

#include <cstddef>
#include <cstdint>
#include <utility>

#include "bachprop/base/try.h"
#include "bachprop/run/lesson.h"
#include "bachprop/run/model_profile.h"
#include "bachprop/run/training_progress.h"

namespace bachprop {
namespace {

bool is_over(TrainerStatus status) {
  return status != TrainerStatus::kRunning && status != TrainerStatus::kDiverged;
}

// The best network so far, its passages and, once training is over, its bias of endings.
Result<TrainedModel> whole_model(const Trainer& trainer, const Corpus& corpus,
                                 std::vector<std::byte> profile, int threads) {
  TrainedModel model = trained_model(trainer, corpus);
  model.usual_features = std::move(profile);
  if (is_over(trainer.status())) {
    model.end_bias = TRY(ending_bias(model, trainer.set(), threads));
  }
  model.passages = passages_of(trainer.set());
  return model;
}

}  // namespace

Result<Collection> read_pieces(const CorpusSource& source, int threads, const Watch& watch) {
  Stage stage(watch, {.label = "reading", .unit = "files", .can_stop = false});
  CollectOptions options = source.reading;
  options.threads = threads;
  return load_pieces(source.paths, options,
                     [&](std::size_t done, std::size_t total) { stage.show(done, total); });
}

Result<TrainedModel> train(const Corpus& corpus, const TrainOptions& options, int threads,
                           const LearningWatch& watch) {
  auto lesson = TRY(validate_to_the_end(options)
                        .and_then([&] { return split_pieces(corpus, {}, options); })
                        .and_then([&](TrainingSet&& set) {
                          auto profile = profile_bytes(corpus, set, threads);
                          return complete(std::move(set), corpus, options).map([&](Lesson made) {
                            made.profile = std::move(profile);
                            return made;
                          });
                        }));
  Trainer trainer(std::move(lesson.set), lesson.options, threads);
  {
    const Stage stage(watch, training_activity(trainer));
    std::size_t told = 0;
    while (trainer.status() == TrainerStatus::kRunning && !watch.wants_stop()) {
      trainer.step();
      for (; told < trainer.record().epochs.size(); ++told) {
        if (watch.epoch) {
          watch.epoch(trainer.record().epochs[told], lesson.options);
        }
      }
      stage.show(static_cast<std::uint64_t>(trainer.notes_done()), training_details(trainer));
    }
  }
  if (trainer.record().best_epoch == 0) {
    return trainer.status() == TrainerStatus::kDiverged
               ? fail("the loss is no number any more", "train at a lower learning rate")
               : fail("stopped before an epoch was done");
  }
  return whole_model(trainer, corpus, std::move(lesson.profile), threads);
}

}  // namespace bachprop
