// How readily pieces end, and after how many notes.
#pragma once

#include <functional>

#include "bachprop/base/result.h"
#include "bachprop/generate/compose_options.h"
#include "bachprop/generate/model_setting.h"
#include "bachprop/train/trained_model.h"

namespace bachprop {

// The notes of a piece, given ones included: it does not end before `fewest`, and is cut off at
// `most`.
struct NoteLimits {
  int fewest = 1;
  int most = kUsualMostNotes;
};

// What the options say or, where they do not, the setting. A beginning that is given counts on top
// of the setting's notes, so that as much is composed as would be without it. An error when no
// note could be composed.
[[nodiscard]] Result<NoteLimits> limits_of(const ComposeOptions& options,
                                           const ModelSetting& setting);

// Added to the logit of dT = START/END of a piece that has so many notes. With `usual_notes` it is
// end_bias at so many, kEndSlope less at 1 / e of them, and kEndSlope more at e times as many: a
// network hardly knows how long its piece is.
constexpr double kEndSlope = 2.5;
[[nodiscard]] double bias_of_ending(const ModelSetting& setting, int notes);

// The end_bias with which half of the model's pieces have more notes than the median training
// piece, within kMostEndBias either way. The model says how long its training pieces were
// (profile). 64 pieces of fixed seeds are composed as far as that, none of which ends. How ready
// the network was to end before each note tells how many would be left with any bias. An error
// when the model cannot compose.
constexpr double kMostEndBias = 12;
[[nodiscard]] Result<double> calibrate_ending(const TrainedModel& model, int threads);

// The same as long as `go_on` says true, which is asked at every note. When it was stopped the bias
// is that of the pieces that were composed by then, or 0.
struct EndingBias {
  double bias = 0;
  int pieces = 0;     // that it was found with
  bool whole = true;  // with all
};
[[nodiscard]] Result<EndingBias> calibrate_ending(const TrainedModel& model, int threads,
                                                  const std::function<bool()>& go_on);

}  // namespace bachprop
