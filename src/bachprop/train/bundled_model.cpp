#include "bachprop/train/bundled_model.h"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <span>

// The bytes of models/*.safetensors, placed into the program by bachprop_embed().
// NOLINTBEGIN(readability-identifier-naming): symbols of the assembler.
extern "C" const std::byte bachprop_chorales_model_begin[];
extern "C" const std::byte bachprop_chorales_model_end[];
extern "C" const std::byte bachprop_nottingham_model_begin[];
extern "C" const std::byte bachprop_nottingham_model_end[];
// NOLINTEND(readability-identifier-naming)

namespace bachprop {

const std::vector<std::string>& bundled_styles() {
  static const std::vector<std::string> styles = {"chorales", "nottingham"};
  return styles;
}

Result<TrainedModel> bundled_model(std::string_view style) {
  if (style == "chorales") {
    return parse_model(std::span(bachprop_chorales_model_begin, bachprop_chorales_model_end),
                       "bundled chorales model");
  }
  if (style == "nottingham") {
    return parse_model(std::span(bachprop_nottingham_model_begin, bachprop_nottingham_model_end),
                       "bundled nottingham model");
  }
  return fail(
      fmt::format("no model of the style \"{}\" is bundled; there are {}; a model of your own "
                  "is given with --model",
                  style, fmt::join(bundled_styles(), " and ")));
}

std::string_view bundled_licence(std::string_view style) {
  return style == "chorales" ? "CC BY-NC-SA 4.0" : style == "nottingham" ? "GPLv3" : "";
}

}  // namespace bachprop
