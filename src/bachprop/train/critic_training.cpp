#include "bachprop/train/critic_training.h"

#include <algorithm>
#include <numbers>
#include <utility>

#include "bachprop/base/check.h"
#include "bachprop/base/numbers.h"
#include "bachprop/base/random.h"
#include "bachprop/base/try.h"
#include "bachprop/train/batch_learner.h"
#include "bachprop/train/epoch_plan.h"
#include "bachprop/train/plan_reading.h"
#include "bachprop/train/trained_model.h"

namespace bachprop {
namespace {

// Keys that keep the streams of random numbers apart.
constexpr std::uint64_t kCriticStream = 11;
constexpr std::uint64_t kCriticEpochStream = 12;

constexpr double kWeightDecay = 0.3;
constexpr double kAverageDecay = 0.99;
constexpr double kClipNorm = 0.5;
constexpr int kPatience = 4;

KnownTurns turns_of(const EncodedPiece& piece, const ContextVocabulary& vocabulary) {
  KnownTurns known;
  NoteContext context(vocabulary, piece.metre);
  for (std::size_t i = 0; i < piece.notes.size(); ++i) {
    context.pass(piece.notes[i].dt);
    context.take(piece.notes[i]);
    context.foresee(i + 1 < piece.notes.size() ? piece.notes[i + 1].dt
                                               : vocabulary.values().start_end.dt);
    const CompleteChords* const chords = context.music().complete_chords();
    for (std::size_t s = 0; chords != nullptr && s < kTurnStreams; ++s) {
      const auto stream = static_cast<TurnStream>(s);
      if (const TurnsSoFar* const turns = chords->turns(stream)) {
        known.add(stream, *turns);
      }
    }
  }
  return known;
}

// What the training pieces know of each other.
Result<void> tell_turns(TrainingSet& set) {
  set.vocabulary = TRY(ContextVocabulary::make(ContextKind::kCritic, set.dictionaries));
  auto all = std::make_shared<KnownTurns>();
  for (EncodedPiece& piece : set.training) {
    piece.turns = std::make_shared<const KnownTurns>(turns_of(piece, set.vocabulary));
    all->add(*piece.turns);
  }
  set.vocabulary =
      TRY(ContextVocabulary::make(ContextKind::kCritic, set.dictionaries, std::move(all)));
  return {};
}

Result<TrainingSet> critics_set(const TrainingSet& set, std::vector<EncodedPiece> own) {
  TrainingSet all;
  all.dictionaries = set.dictionaries;
  all.training = set.training;
  TRY(tell_turns(all));
  all.validation = set.validation;
  for (std::size_t i = 0; i < own.size(); ++i) {
    own[i].is_own = true;
    find_shifts(own[i], set.dictionaries.pitch);
    (i % 5 == 4 ? all.validation : all.training).push_back(std::move(own[i]));
  }
  return all;
}

// A learning critic.
class CriticLessons {
 public:
  CriticLessons(const TrainingSet& set, const CriticOptions& options, int threads)
      : set_(&set),
        options_(options),
        start_end_(start_end(set.dictionaries)),
        network_(first_network()),
        mean_(network_.layout().size()),
        square_(network_.layout().size()),
        average_(network_.parameters().begin(), network_.parameters().end()),
        learner_(network_.layout(),
                 {.rows = options.batch,
                  .steps = options.truncation,
                  .loss_weights = {1, 0, 0},
                  .sums_dt = true,
                  .clip_norm = kClipNorm,
                  .dropout = options.dropout,
                  .weight_decay = kWeightDecay,
                  .average_decay = kAverageDecay,
                  .seed = options.seed},
                 {network_.parameters(), mean_, square_, average_}, threads) {}

  // False when `go_on` says so.
  bool learn_epoch(int epoch, const std::function<bool(double done)>& go_on) {
    Random random({options_.seed, kCriticEpochStream, static_cast<std::uint64_t>(epoch)});
    EpochPlan plan(*set_, start_end_, options_.batch, Transposition::kRandom, random);
    plan.tell_origins();
    begin_plan(plan, options_.truncation, learner_);
    const int steps = plan.truncations(options_.truncation);
    for (int step = 0; step < steps; ++step) {
      const double done = (epoch + as_double(step) / steps) / options_.epochs;
      learner_.learn(++updates_, options_.learning_rate * half_cosine(done),
                     fill_of(plan, step + 1, options_.truncation));
      if (go_on && !go_on(done)) {
        return false;
      }
    }
    return true;
  }

  CrossEntropies measure() {
    EpochPlan plan(set_->validation, set_->vocabulary, start_end_, options_.batch);
    plan.tell_origins();
    return measure_plan(plan, options_.truncation, average_, learner_);
  }

  [[nodiscard]] Network network() const {
    Network network(network_.shape());
    std::ranges::copy(average_, network.parameters().begin());
    return network;
  }

 private:
  [[nodiscard]] Network first_network() const {
    Random random({options_.seed, kCriticStream});
    return {critic_shape(set_->dictionaries, set_->vocabulary, options_.hidden,
                         options_.readout_hidden),
            random};
  }

  const TrainingSet* set_;
  CriticOptions options_;
  NoteSymbols start_end_;
  Network network_;
  AlignedVector<float> mean_;
  AlignedVector<float> square_;
  AlignedVector<float> average_;
  BatchLearner learner_;
  std::int64_t updates_ = 0;
};

}  // namespace

Result<std::optional<LearntCritic>> learn_critic(const TrainingSet& set,
                                                 std::vector<EncodedPiece> own,
                                                 const CriticOptions& options, int threads,
                                                 const std::function<bool(double done)>& go_on) {
  check(options.truncation % kCriticWindow == 0, "no window is cut by a truncation");
  const TrainingSet all = TRY(critics_set(set, std::move(own)));
  CriticLessons lessons(all, options, threads);
  LearntCritic best = {.critic = {.network = lessons.network(), .vocabulary = all.vocabulary},
                       .record = {.nats = std::numbers::ln2, .right = 0.5}};
  for (int epoch = 0; epoch < options.epochs && epoch < best.record.epochs + kPatience; ++epoch) {
    if (!lessons.learn_epoch(epoch, go_on)) {
      return std::optional<LearntCritic>();
    }
    const CrossEntropies heard = lessons.measure();
    if (heard.nats_per_note(0) < best.record.nats || epoch == 0) {
      best.critic.network = lessons.network();
      best.record = {
          .nats = heard.nats_per_note(0), .right = heard.accuracy(0), .epochs = epoch + 1};
    }
  }
  return std::optional(std::move(best));
}

}  // namespace bachprop
