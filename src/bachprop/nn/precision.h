// The precision of matrix products.
#pragma once

#include <array>
#include <string_view>
#include <utility>

#include "bachprop/base/enum_names.h"

namespace bachprop {

enum class Precision { kFloat32, kBfloat16 };

template <>
struct EnumNames<Precision> {
  static constexpr std::string_view kWhat = "precision";
  static constexpr std::array<std::pair<Precision, std::string_view>, 2> kNames = {
      {{Precision::kFloat32, "fp32"}, {Precision::kBfloat16, "bf16"}}};
};

}  // namespace bachprop
