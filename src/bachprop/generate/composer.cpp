#include "bachprop/generate/composer.h"

#include <fmt/core.h>

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <utility>

#include "bachprop/base/check.h"
#include "bachprop/base/numbers.h"
#include "bachprop/base/parallel.h"
#include "bachprop/base/try.h"
#include "bachprop/context/whole_times.h"
#include "bachprop/generate/copy_guard.h"
#include "bachprop/generate/corpus_key.h"
#include "bachprop/generate/ending.h"
#include "bachprop/generate/piece_queue.h"
#include "bachprop/generate/row_group.h"
#include "bachprop/model/inference.h"

namespace bachprop {

Score frame_for(const TrainedModel& model, const std::optional<Prime>& prime,
                std::optional<double> quarters_per_minute) {
  Score frame = prime ? prime->frame : Score{};
  // The pieces of a network that sees the metre draw theirs.
  if (!prime && model.time_signature && model.metres.empty()) {
    frame.time_signatures = {*model.time_signature};
  }
  if (quarters_per_minute) {
    frame.tempos = {{.onset = 0, .quarters_per_minute = *quarters_per_minute}};
  } else if (frame.tempos.empty() && model.profile.tempos.size() < 2) {
    frame.tempos = {{.onset = 0, .quarters_per_minute = model.quarters_per_minute}};
  }
  return frame;
}

namespace {

struct Weights {
  InferenceWeights network;
  InferenceWeights critic;  // or null
};

// Where neither the options nor a critic say otherwise, one.
int particles_of(const ComposeOptions& options, const ModelSetting& setting) {
  const bool can_wait = sees_music(setting.vocabulary.kind());
  return can_wait ? options.particles.value_or(setting.critic != nullptr ? kParticles : 1) : 1;
}

using WatchProgress = std::function<bool(const ComposeProgress&)>;

std::vector<int> all_numbers(const ComposeOptions& options) {
  std::vector<int> numbers(as_index(options.pieces));
  std::iota(numbers.begin(), numbers.end(), options.first);
  return numbers;
}

Result<std::vector<ComposedPiece>> compose_once(const Network& network, const Weights& weights,
                                                const ComposingRun& run,
                                                const std::vector<int>& numbers,
                                                const WatchProgress& watch,
                                                const WatchPiece& finished) {
  const auto pieces = as_int(numbers.size());
  PieceQueue queue(numbers, watch, finished);
  ThreadTeam team(std::min(run.options.threads, pieces));
  const int together = std::min((pieces + team.threads() - 1) / team.threads(),
                                std::max(1, kMostPiecesTogether / run.particles));
  team.for_each(as_index(team.threads()), [&](std::size_t) {
    RowGroup(network, run, queue, together, weights.network, weights.critic).run();
  });
  return queue.take();
}

// Pieces in the other mode than that of the key are composed anew.
Result<std::vector<ComposedPiece>> compose_in_mode(const Network& network, const Weights& weights,
                                                   ComposingRun run, const WatchProgress& watch,
                                                   const WatchPiece& finished) {
  const auto will_do = [&](const ComposedPiece& piece) {
    return run.attempt + 1 == kMostTries || has_mode_of(piece.score, *run.options.key);
  };
  const auto if_it_will_do = [&](const ComposedPiece& piece) {
    if (finished && will_do(piece)) {
      finished(piece);
    }
  };
  std::vector<ComposedPiece> done;
  bool stopped = false;
  const auto watch_all = [&](const ComposeProgress& progress) {
    stopped = watch && !watch({.pieces = as_int(done.size()), .notes = progress.notes});
    return !stopped;
  };
  std::vector<int> numbers = all_numbers(run.options);
  for (; !numbers.empty() && !stopped; ++run.attempt) {
    auto pieces = TRY(compose_once(network, weights, run, numbers, watch_all, if_it_will_do));
    for (ComposedPiece& piece : pieces) {
      if (will_do(piece)) {
        std::erase(numbers, piece.number);
        done.push_back(std::move(piece));
      }
    }
  }
  std::ranges::sort(done, {}, &ComposedPiece::number);
  return done;
}

}  // namespace

Result<std::vector<ComposedPiece>> compose(const Network& network, const Dictionaries& dictionaries,
                                           const ComposeOptions& options,
                                           const ModelSetting& setting,
                                           const std::function<bool(const ComposeProgress&)>& watch,
                                           const WatchPiece& finished) {
  TRY(validate_fields(fields_to_read(options)));
  const auto limits = TRY(limits_of(options, setting));
  if (setting.vocabulary.layers().size() != network.shape().context ||
      setting.vocabulary.readouts().size() != network.shape().readout_context) {
    return fail(
        "the network sees another context than the one it is given: compose with its model");
  }
  const auto times = TRY(whole_times(dictionaries));
  std::optional<KnownPassages> known;
  if (options.max_copy != 0) {
    auto made = TRY(known_passages(setting.passages, options.max_copy, dictionaries));
    known = std::move(made);
  }
  const ComposingRun run{dictionaries,
                         options,
                         setting,
                         times,
                         limits,
                         particles_of(options, setting),
                         0,
                         known ? &*known : nullptr};
  check(!setting.weights || setting.weights->precision() == options.precision,
        "the weights are packed in the precision of the options");
  Weights weights = {
      setting.weights ? setting.weights : packed_for_inference(network, options.precision), {}};
  if (setting.critic != nullptr && run.particles > 1) {
    weights.critic = packed_for_inference(setting.critic->network, options.precision);
  }
  return options.key ? compose_in_mode(network, weights, run, watch, finished)
                     : compose_once(network, weights, run, all_numbers(options), watch, finished);
}

namespace {

// With the pick-ups that the corpus has in this metre, if it has it.
void state_metre(const TimeSignature& signature, ModelSetting& setting) {
  std::erase_if(setting.metres, [&](const MetreCount& count) {
    return count.signature.numerator != signature.numerator ||
           count.signature.denominator != signature.denominator;
  });
  setting.frame.time_signatures.clear();
  if (setting.metres.empty()) {
    setting.frame.time_signatures = {signature};
  }
}

}  // namespace

ModelSetting setting_of(const TrainedModel& model, const ComposeOptions& options) {
  Score frame = frame_for(model, options.prime, options.quarters_per_minute);
  ModelSetting setting = {.vocabulary = model.vocabulary,
                          .chord_orders = model.record.options.chord_orders,
                          .frame = std::move(frame),
                          .metres = model.metres,
                          .bars = model.record.options.bars,
                          .passages = model.passages,
                          .end_bias = options.end_bias.value_or(model.end_bias)};
  if (options.time_signature) {
    state_metre(*options.time_signature, setting);
  }
  setting.critic = model.critic ? &*model.critic : nullptr;
  setting.profile = model.profile;
  setting.endings = model.endings;
  setting.velocities = model.velocities;
  const Spread<int>& notes = model.profile.notes;
  if (notes.median > 0) {
    setting.usual_notes = notes.median;
    setting.min_notes = std::max(1, notes.least - notes.least / 4);
    setting.max_notes = notes.greatest + notes.greatest / 4 + 1;
  }
  return setting;
}

Result<std::vector<ComposedPiece>> compose(const TrainedModel& model, const ComposeOptions& options,
                                           const std::function<bool(const ComposeProgress&)>& watch,
                                           const WatchPiece& finished) {
  return compose(model.network, model.dictionaries, options, setting_of(model, options), watch,
                 finished);
}

}  // namespace bachprop
