#include "bachprop/generate/ending.h"

#include <algorithm>
#include <cstdlib>
#include <limits>
#include <vector>

#include "bachprop/base/numbers.h"
#include "bachprop/base/try.h"
#include "bachprop/generate/composer.h"

namespace bachprop {
namespace {

constexpr int kPieces = 64;
constexpr int kBiases = 9;
constexpr double kBiasStep = 0.5;

int median_length(const std::vector<ComposedPiece>& pieces) {
  std::vector<int> lengths;
  for (const ComposedPiece& piece : pieces) {
    lengths.push_back(as_int(piece.symbols.size()));
  }
  const auto middle = lengths.begin() + static_cast<std::ptrdiff_t>(lengths.size() / 2);
  std::nth_element(lengths.begin(), middle, lengths.end());
  return *middle;
}

}  // namespace

Result<double> calibrate_ending(const TrainedModel& model, int median_notes, int threads) {
  const ComposeOptions options = {
      .pieces = kPieces, .max_notes = std::max(1, 4 * median_notes), .threads = threads};
  ModelSetting setting;
  setting.vocabulary = model.vocabulary;
  setting.metres = model.metres;
  double best = 0;
  int least = std::numeric_limits<int>::max();
  for (int i = 0; i < kBiases; ++i) {
    setting.end_bias = i * kBiasStep;
    const auto pieces = TRY(compose(model.network, model.dictionaries, options, setting));
    const int median = median_length(pieces);
    const int distance = std::abs(median - median_notes);
    if (distance < least) {
      least = distance;
      best = setting.end_bias;
    }
    if (median <= median_notes) {
      break;
    }
  }
  return best;
}

}  // namespace bachprop
