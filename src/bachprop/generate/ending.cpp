#include "bachprop/generate/ending.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <iterator>
#include <span>
#include <utility>
#include <vector>

#include "bachprop/base/numbers.h"
#include "bachprop/base/try.h"
#include "bachprop/generate/composer.h"

namespace bachprop {
namespace {

constexpr int kPieces = 64;
// So many are composed at a time: what is found with some of them serves where time is short.
constexpr int kPiecesATime = 16;

int at_least_one(int number) { return std::max(1, number); }

// Pieces of so many notes, with the log-odds of ending before each of them; none when stopped.
Result<std::vector<ComposedPiece>> endless_pieces(const TrainedModel& model, int notes, int threads,
                                                  std::uint64_t seed,
                                                  const std::function<bool()>& go_on) {
  const ComposeOptions options = {.pieces = kPiecesATime,
                                  .seed = seed,
                                  .min_notes = notes,
                                  .max_notes = notes,
                                  .particles = 1,
                                  .threads = threads};
  ModelSetting setting = setting_of(model, options);
  setting.passages = {};
  setting.records_endings = true;
  const auto look = [&](const ComposeProgress&) { return !go_on || go_on(); };
  auto pieces = TRY(compose(model.network, model.dictionaries, options, setting, look));
  if (std::ssize(pieces) < kPiecesATime) {
    pieces.clear();
  }
  return pieces;
}

// The share of pieces that would not have ended within these notes, were the setting's bias added.
double share_left(std::span<const ComposedPiece> pieces, const ModelSetting& setting) {
  double left = 0;
  for (const ComposedPiece& piece : pieces) {
    double log_left = 0;
    for (std::size_t i = as_index(setting.min_notes); i < piece.end_log_odds.size(); ++i) {
      log_left -= std::log1p(std::exp(piece.end_log_odds[i] + bias_of_ending(setting, as_int(i))));
    }
    left += std::exp(log_left);
  }
  return left / as_double(pieces.size());
}

// The share falls as the bias grows.
double bias_for_half(std::span<const ComposedPiece> pieces, ModelSetting setting) {
  constexpr double kFinest = 1.0 / 64;
  double low = -kMostEndBias;
  double high = kMostEndBias;
  while (high - low > kFinest) {
    setting.end_bias = (low + high) / 2;
    (share_left(pieces, setting) > 0.5 ? low : high) = setting.end_bias;
  }
  return (low + high) / 2;
}

}  // namespace

Result<NoteLimits> limits_of(const ComposeOptions& options, const ModelSetting& setting) {
  const int given = options.prime ? as_int(options.prime->symbols.size()) : 0;
  // One that is stated moves the other, unless that is stated, too.
  const int most = options.max_notes.value_or(
      std::max(given + setting.max_notes, options.min_notes.value_or(1)));
  const int fewest =
      options.min_notes.value_or(std::min(given + setting.min_notes, at_least_one(most)));
  if (fewest > most) {
    return fail(fmt::format("min-notes {}: it must be between 1 and max-notes, {}", fewest, most));
  }
  if (given >= most) {
    return fail(fmt::format("max-notes {}: the given beginning alone has {} notes", most, given),
                "raise max-notes, or give less of it with prime-quarters");
  }
  return NoteLimits{.fewest = fewest, .most = most};
}

double bias_of_ending(const ModelSetting& setting, int notes) {
  if (setting.usual_notes == 0) {
    return setting.end_bias;
  }
  return setting.end_bias +
         kEndSlope * std::log(as_double(at_least_one(notes)) / setting.usual_notes);
}

Result<EndingBias> calibrate_ending(const TrainedModel& model, int threads,
                                    const std::function<bool()>& go_on) {
  const ModelSetting setting = setting_of(model, {});
  // The last log-odds are those of ending with one note less.
  const int notes = at_least_one(setting.usual_notes) + 1;
  EndingBias found;
  std::vector<ComposedPiece> pieces;
  for (int seed = 1; std::ssize(pieces) < kPieces && found.whole; ++seed) {
    auto more = TRY(endless_pieces(model, notes, threads, static_cast<std::uint64_t>(seed), go_on));
    found.whole = !more.empty();
    std::ranges::move(more, std::back_inserter(pieces));
  }
  found.pieces = as_int(pieces.size());
  found.bias = pieces.empty() ? 0 : bias_for_half(pieces, setting);
  return found;
}

Result<double> calibrate_ending(const TrainedModel& model, int threads) {
  return calibrate_ending(model, threads, {}).map([](const EndingBias& found) {
    return found.bias;
  });
}

}  // namespace bachprop
