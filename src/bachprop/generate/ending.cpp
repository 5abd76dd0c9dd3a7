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

// The lengths of pieces that are cut off at `longest`; nothing when it was stopped.
Result<std::vector<int>> lengths_with(const TrainedModel& model, double end_bias, int longest,
                                      int threads, const std::function<bool()>& go_on) {
  const ComposeOptions options = {.pieces = kPieces, .max_notes = longest, .threads = threads};
  ModelSetting setting;
  setting.vocabulary = model.vocabulary;
  setting.metres = model.metres;
  setting.end_bias = end_bias;
  const auto look = [&](const ComposeProgress&) { return !go_on || go_on(); };
  const auto pieces = TRY(compose(model.network, model.dictionaries, options, setting, look));
  std::vector<int> lengths;
  for (const ComposedPiece& piece : pieces) {
    lengths.push_back(as_int(piece.symbols.size()));
  }
  return lengths.size() == kPieces ? lengths : std::vector<int>();
}

struct Search {
  std::optional<double> best = {};  // nothing: the median of all biases reaches `longest`
  bool whole = true;
};

Result<Search> best_bias(const TrainedModel& model, int median_notes, int longest, int threads,
                         const std::function<bool()>& go_on) {
  Search search;
  int least = std::numeric_limits<int>::max();
  for (int i = 0; i < kBiases; ++i) {
    const double bias = i * kBiasStep;
    const auto lengths = TRY(lengths_with(model, bias, longest, threads, go_on));
    search.whole = !lengths.empty();
    if (!search.whole) {
      break;
    }
    const int median = median_of(lengths);
    const int distance = std::abs(median - median_notes);
    if (median < longest && distance < least) {
      least = distance;
      search.best = bias;
    }
    if (median <= median_notes) {
      break;
    }
  }
  return search;
}

}  // namespace

Result<EndingBias> calibrate_ending(const TrainedModel& model, int median_notes, int threads,
                                    const std::function<bool()>& go_on) {
  // A median beyond twice the one that is wanted is further from it than any below. How far, need
  // not be known as long as there is a nearer one.
  for (const int longest : {2 * median_notes + 1, 4 * median_notes}) {
    const auto search = TRY(best_bias(model, median_notes, std::max(2, longest), threads, go_on));
    if (search.best || !search.whole) {
      return EndingBias{search.best.value_or(0), search.whole};
    }
  }
  return EndingBias{};  // none makes them short enough to tell which is nearest
}

Result<double> calibrate_ending(const TrainedModel& model, int median_notes, int threads) {
  return calibrate_ending(model, median_notes, threads, {}).map([](const EndingBias& found) {
    return found.bias;
  });
}

}  // namespace bachprop
