// How readily pieces end.
#pragma once

#include <functional>

#include "bachprop/base/result.h"
#include "bachprop/train/trained_model.h"

namespace bachprop {

// The bias of endings (ModelSetting::end_bias) at which the median piece comes closest to
// `median_notes`. The values 0, 1/2, 1 ... 4 are tried in this order on 64 pieces of a fixed seed
// until the pieces are short enough. An error when the model cannot compose.
[[nodiscard]] Result<double> calibrate_ending(const TrainedModel& model, int median_notes,
                                              int threads);

// The same as long as `go_on` says true, which is asked at every note. `whole` is false when it was
// stopped: then the bias is the best of those that were tried to the end, or 0.
struct EndingBias {
  double bias = 0;
  bool whole = true;
};
[[nodiscard]] Result<EndingBias> calibrate_ending(const TrainedModel& model, int median_notes,
                                                  int threads, const std::function<bool()>& go_on);

}  // namespace bachprop
