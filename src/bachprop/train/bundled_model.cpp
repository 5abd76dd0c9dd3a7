#include "bachprop/train/bundled_model.h"

#include <span>

// The bytes of models/chorales.safetensors, placed into the program by bachprop_embed().
extern "C" const std::byte bachprop_bundled_model_begin[];
extern "C" const std::byte bachprop_bundled_model_end[];

namespace bachprop {

Result<TrainedModel> bundled_model() {
  return parse_model(std::span(bachprop_bundled_model_begin, bachprop_bundled_model_end),
                     "bundled chorales model");
}

}  // namespace bachprop
