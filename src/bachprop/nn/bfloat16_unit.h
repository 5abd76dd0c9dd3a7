// The instructions that bfloat16 products run on.
#pragma once

#include <array>
#include <string_view>
#include <utility>

#include "bachprop/base/enum_names.h"

namespace bachprop {

enum class Bfloat16Unit {
  kNone,    // plain loops with the same rounding: slower than single precision
  kAvx512,  // AVX512_BF16
  kAmx,     // AMX tiles
};

template <>
struct EnumNames<Bfloat16Unit> {
  static constexpr std::string_view kWhat = "bfloat16 unit";
  static constexpr std::array<std::pair<Bfloat16Unit, std::string_view>, 3> kNames = {
      {{Bfloat16Unit::kNone, "none"},
       {Bfloat16Unit::kAvx512, "AVX512_BF16"},
       {Bfloat16Unit::kAmx, "AMX"}}};
};

// The unit that the processor has and the system lets us use.
[[nodiscard]] Bfloat16Unit best_bfloat16_unit();

// The unit in use: the best one, unless another was set.
[[nodiscard]] Bfloat16Unit bfloat16_unit();
// Takes this unit until called again; matrices must be packed anew. It must be one that the
// processor has. For limit_vector_units() and tests.
void set_bfloat16_unit(Bfloat16Unit unit);

}  // namespace bachprop
