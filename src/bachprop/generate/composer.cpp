#include "bachprop/generate/composer.h"

#include <fmt/core.h>

#include <algorithm>
#include <cstddef>
#include <utility>

#include "bachprop/base/numbers.h"
#include "bachprop/base/parallel.h"
#include "bachprop/base/try.h"
#include "bachprop/context/whole_times.h"
#include "bachprop/generate/copy_guard.h"
#include "bachprop/generate/piece_queue.h"
#include "bachprop/generate/row_group.h"

namespace bachprop {
namespace {

Result<void> check_options(const ComposeOptions& options) {
  TRY(validate_fields(fields_to_read(options)));
  if (options.min_notes > options.max_notes) {
    return fail(fmt::format("min-notes {}: it must be between 1 and max-notes, {}",
                            options.min_notes, options.max_notes));
  }
  if (options.prime && options.prime->symbols.size() >= as_index(options.max_notes)) {
    return fail(fmt::format("max-notes {}: the given beginning alone has {} notes",
                            options.max_notes, options.prime->symbols.size()),
                "raise max-notes, or give less of it with prime-quarters");
  }
  return {};
}

}  // namespace

Score frame_for(const TrainedModel& model, const std::optional<Prime>& prime,
                std::optional<double> quarters_per_minute) {
  Score frame = prime ? prime->frame : Score{};
  // The pieces of a network that sees the metre draw theirs.
  if (!prime && model.time_signature && model.metres.empty()) {
    frame.time_signatures = {*model.time_signature};
  }
  if (quarters_per_minute) {
    frame.tempos = {{.onset = 0, .quarters_per_minute = *quarters_per_minute}};
  } else if (frame.tempos.empty()) {
    frame.tempos = {{.onset = 0, .quarters_per_minute = model.quarters_per_minute}};
  }
  return frame;
}

Result<std::vector<ComposedPiece>> compose(const Network& network, const Dictionaries& dictionaries,
                                           const ComposeOptions& options,
                                           const ModelSetting& setting,
                                           const std::function<bool(const ComposeProgress&)>& watch,
                                           const WatchPiece& finished) {
  TRY(check_options(options));
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
  const ComposingRun run{dictionaries, options, setting, times, known ? &*known : nullptr};
  PieceQueue queue(options.first, last_number(options), watch, finished);
  ThreadTeam team(std::min(options.threads, options.pieces));
  const int rows =
      std::min((options.pieces + team.threads() - 1) / team.threads(), kMostPiecesTogether);
  team.for_each(as_index(team.threads()),
                [&](std::size_t) { RowGroup(network, run, queue, rows, options.precision).run(); });
  return queue.take();
}

ModelSetting setting_of(const TrainedModel& model, const ComposeOptions& options) {
  Score frame = frame_for(model, options.prime, options.quarters_per_minute);
  if (options.time_signature) {
    frame.time_signatures = {*options.time_signature};
  }
  return {.vocabulary = model.vocabulary,
          .frame = std::move(frame),
          .metres = model.metres,
          .passages = model.passages,
          .end_bias = options.end_bias.value_or(model.end_bias)};
}

Result<std::vector<ComposedPiece>> compose(const TrainedModel& model, const ComposeOptions& options,
                                           const std::function<bool(const ComposeProgress&)>& watch,
                                           const WatchPiece& finished) {
  return compose(model.network, model.dictionaries, options, setting_of(model, options), watch,
                 finished);
}

}  // namespace bachprop
