#include "bachprop/generate/ending.h"

#include <algorithm>
#include <cstdlib>
#include <limits>
#include <optional>
#include <vector>

#include "bachprop/base/numbers.h"
#include "bachprop/base/try.h"
#include "bachprop/generate/composer.h"

namespace bachprop {
namespace {

constexpr int kPieces = 64;
constexpr int kBiases = 9;
constexpr double kBiasStep = 0.5;

int median_of(std::vector<int> lengths) {
  const auto middle = lengths.begin() + static_cast<std::ptrdiff_t>(lengths.size() / 2);
  std::nth_element(lengths.begin(), middle, lengths.end());
  return *middle;
}

// The lengths of pieces that are cut off at `longest`.
Result<std::vector<int>> lengths_with(const TrainedModel& model, double end_bias, int longest,
                                      int threads) {
  const ComposeOptions options = {.pieces = kPieces, .max_notes = longest, .threads = threads};
  ModelSetting setting;
  setting.vocabulary = model.vocabulary;
  setting.metres = model.metres;
  setting.end_bias = end_bias;
  std::vector<int> lengths;
  const auto pieces = TRY(compose(model.network, model.dictionaries, options, setting));
  for (const ComposedPiece& piece : pieces) {
    lengths.push_back(as_int(piece.symbols.size()));
  }
  return lengths;
}

// Nothing if the median of all biases reaches `longest`.
Result<std::optional<double>> best_bias(const TrainedModel& model, int median_notes, int longest,
                                        int threads) {
  std::optional<double> best;
  int least = std::numeric_limits<int>::max();
  for (int i = 0; i < kBiases; ++i) {
    const double bias = i * kBiasStep;
    const int median = median_of(TRY(lengths_with(model, bias, longest, threads)));
    const int distance = std::abs(median - median_notes);
    if (median < longest && distance < least) {
      least = distance;
      best = bias;
    }
    if (median <= median_notes) {
      break;
    }
  }
  return best;
}

}  // namespace

Result<double> calibrate_ending(const TrainedModel& model, int median_notes, int threads) {
  // A median beyond twice the one that is wanted is further from it than any below: how far, need
  // not be known, as long as there is a nearer one.
  for (const int longest : {2 * median_notes + 1, 4 * median_notes}) {
    if (const auto best = TRY(best_bias(model, median_notes, std::max(2, longest), threads))) {
      return *best;
    }
  }
  return 0.0;  // none makes them short enough to tell which is nearest
}

Result<double> calibrations_in_this(const TrainedModel& model, int median_notes, int threads) {
  constexpr double kWhereItIsTooLong = 4;
  const auto lengths = TRY(lengths_with(model, 0, std::max(1, median_notes), threads));
  return median_of(lengths) < median_notes ? 1.0 : kWhereItIsTooLong;
}

double notes_to_calibrate(int median_notes) {
  constexpr double kRounds = 2;
  return kRounds * kPieces * median_notes;
}

}  // namespace bachprop
