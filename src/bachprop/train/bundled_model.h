// The models that come with the program.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "bachprop/base/result.h"
#include "bachprop/train/trained_model.h"

namespace bachprop {

// The styles that bundled_model() knows: "chorales", "nottingham".
[[nodiscard]] const std::vector<std::string>& bundled_styles();

// Bach's chorales, or folk tunes; models/*.md say what each was trained on and under which licence.
// An error that lists the styles for any other name.
[[nodiscard]] Result<TrainedModel> bundled_model(std::string_view style = "chorales");

// The licence of what this one learnt from, which binds what is made of it; empty for no style.
[[nodiscard]] std::string_view bundled_licence(std::string_view style);

}  // namespace bachprop
