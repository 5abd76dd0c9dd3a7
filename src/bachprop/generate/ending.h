// How readily pieces end.
#pragma once

#include "bachprop/base/result.h"
#include "bachprop/train/trained_model.h"

namespace bachprop {

// The bias of endings (ModelSetting::end_bias) at which the median piece comes closest to
// `median_notes`. The values 0, 1/2, 1 ... 4 are tried in this order on 64 pieces of a fixed seed
// until the pieces are short enough. An error when the model cannot compose.
[[nodiscard]] Result<double> calibrate_ending(const TrainedModel& model, int median_notes,
                                              int threads);

// How many times as long calibrate_ending() will take as this does: a guess, for a network that
// will still change a little. It composes the first pieces only as far as they should go.
[[nodiscard]] Result<double> calibrations_in_this(const TrainedModel& model, int median_notes,
                                                  int threads);

// The notes that the pieces of calibrate_ending() have in all, as a rule.
[[nodiscard]] double notes_to_calibrate(int median_notes);

}  // namespace bachprop
