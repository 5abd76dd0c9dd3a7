#include "bachprop/train/bundled_model.h"

#include <span>

// The bytes of models/chorales.safetensors, placed into the program by bachprop_embed().
// NOLINTBEGIN(readability-identifier-naming): symbols of the assembler.
extern "C" const std::byte bachprop_bundled_model_begin[];
extern "C" const std::byte bachprop_bundled_model_end[];
// NOLINTEND(readability-identifier-naming)

namespace bachprop {

Result<TrainedModel> bundled_model() {
  return parse_model(std::span(bachprop_bundled_model_begin, bachprop_bundled_model_end),
                     "bundled chorales model");
}

}  // namespace bachprop
