// The precision of matrix products.
#pragma once

#include <array>
#include <string_view>
#include <utility>

#include "bachprop/base/enum_names.h"

namespace bachprop {

// Sums are in single precision always.
enum class Precision {
  kFloat32,          // both operands in single precision: 24 bits of significand
  kBfloat16,         // both in bfloat16: 8 bits
  kBfloat16Weights,  // weights in bfloat16, the rest in single precision: for composing alone
};

template <>
struct EnumNames<Precision> {
  static constexpr std::string_view kWhat = "precision";
  static constexpr std::array<std::pair<Precision, std::string_view>, 3> kNames = {
      {{Precision::kFloat32, "fp32"},
       {Precision::kBfloat16, "bf16"},
       {Precision::kBfloat16Weights, "bf16-weights"}}};
};

}  // namespace bachprop
