// The model that comes with the program.
#pragma once

#include "bachprop/base/result.h"
#include "bachprop/train/trained_model.h"

namespace bachprop {

// Bach's chorales; models/chorales.md says what it was trained on and under which licence.
[[nodiscard]] Result<TrainedModel> bundled_model();

}  // namespace bachprop
