#include "bachprop/run/lesson.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "bachprop/base/numbers.h"
#include "bachprop/base/try.h"
#include "bachprop/corpus/corpus_statistics.h"

namespace bachprop {
namespace {

// The system would end the program without a word.
Result<void> refuse_more_than_the_memory(const TrainingSet& set, const TrainOptions& options) {
  constexpr double kGigabyte = 1e9;
  const double needed = training_bytes(set, options);
  const double there = as_double(::sysconf(_SC_PHYS_PAGES)) * as_double(::sysconf(_SC_PAGESIZE));
  if (needed > there) {
    return fail(
        fmt::format("this network and batch need {:.1f} GB, this machine has {:.1f}: take fewer "
                    "--layers, --hidden units, a smaller --batch or --truncation",
                    needed / kGigabyte, there / kGigabyte));
  }
  return {};
}

}  // namespace

Result<TrainingSet> split_pieces(const Corpus& corpus, const std::filesystem::path& split,
                                 const TrainOptions& options) {
  if (split.empty()) {
    return split_at_random(corpus, options.validation_share, options.seed);
  }
  const auto stated = TRY(read_split(split));
  return split_as_stated(corpus, stated);
}

Result<void> validate_to_the_end(const TrainOptions& options) {
  TRY(validate(options));
  const std::string wrong = options.step_plan.empty() ? "" : wrong_in_step_plan(options.step_plan);
  return wrong.empty() ? Result<void>() : fail(wrong);
}

Result<Lesson> complete(TrainingSet set, const Corpus& corpus, TrainOptions options) {
  if (options.target_loss > 0 && set.validation.empty()) {
    return fail(
        "--target needs validation pieces, and there are none: raise --validation or leave "
        "--target "
        "out");
  }
  if (options.rhythm_augmentation) {
    auto augmented = TRY(with_rhythm_variants(set, corpus));
    set = std::move(augmented);
  }
  // Another network would not know in which order it reads.
  if (options.context != ContextKind::kLines) {
    options.chord_orders = ChordOrders::kUp;
  }
  TRY(add_contexts(set, options.context, options.bars, options.chord_orders));
  add_velocities(set, corpus, options.bars);
  if (options.epochs == 0) {
    options.epochs = automatic_epochs(set, options);
  }
  TRY(refuse_more_than_the_memory(set, options));
  return Lesson{std::move(set), options};
}

TrainedModel trained_model(const Trainer& trainer, const Corpus& corpus) {
  TrainedModel model;
  model.network = trainer.best_network();
  model.dictionaries = trainer.set().dictionaries;
  model.quarters_per_minute = median_tempo(corpus);
  model.time_signature = usual_time_signature(corpus);
  model.vocabulary = trainer.set().vocabulary;
  if (sees_music(model.vocabulary.kind())) {
    model.metres = metres_of(corpus, trainer.record().options.bars);
  }
  model.profile = trainer.set().profile;
  model.endings = trainer.set().endings;
  model.velocities = trainer.set().velocities.model;
  model.corpus_options = corpus.options;
  model.record = trainer.record();
  return model;
}

TrainedModel newest_model(const Trainer& trainer, const Corpus& corpus) {
  TrainedModel model = trained_model(trainer, corpus);
  model.network = trainer.newest_network();
  model.record.best_epoch = model.record.epochs.back().epoch;
  return model;
}

// A network that sees no music ends its pieces well as it is.
bool needs_ending_bias(const TrainingSet& set) { return sees_music(set.vocabulary.kind()); }

Result<EndingBias> ending_bias(const TrainedModel& model, const TrainingSet& set, int threads,
                               const std::function<bool()>& go_on) {
  if (const auto& stated = model.record.options.end_bias) {
    return EndingBias{.bias = *stated};
  }
  return needs_ending_bias(set) ? calibrate_ending(model, threads, go_on)
                                : Result<EndingBias>(EndingBias{});
}

Result<double> ending_bias(const TrainedModel& model, const TrainingSet& set, int threads) {
  return ending_bias(model, set, threads, {}).map([](const EndingBias& found) {
    return found.bias;
  });
}

PassageHashes passages_of(const TrainingSet& set) {
  std::vector<Score> scores;
  for (const EncodedPiece& piece : set.training) {
    scores.push_back(decode(piece.notes, set.dictionaries));
  }
  std::vector<std::span<const Note>> notes;
  for (const Score& score : scores) {
    notes.emplace_back(score.notes);
  }
  return passage_hashes(notes);
}

}  // namespace bachprop
