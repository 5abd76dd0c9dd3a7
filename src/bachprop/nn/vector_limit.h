// A limit on the vector instructions that the engine runs on: to measure what a smaller processor
// would do, or to round as it does.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "bachprop/base/result.h"

namespace bachprop {

// "auto": no limit, the widest that the machine has.
constexpr std::string_view kAnyVectors = "auto";

// The vector units that this machine has, the widest first, whatever the limit: "avx512", "avx2",
// "sse4" ... "scalar".
[[nodiscard]] const std::vector<std::string>& machine_vector_units();

// The widest one in use: "avx2".
[[nodiscard]] std::string widest_vector_unit();

// From now on none wider than this one is used. AVX512_BF16 and AMX, the units of bfloat16, go with
// "avx512" alone. Takes the names above, Highway's ("AVX3") and kAnyVectors. An error for a unit
// that this machine lacks says which it has. Meanwhile nobody may compute, and what was packed or
// chosen before must be made anew.
[[nodiscard]] Result<void> limit_vector_units(std::string_view name);

}  // namespace bachprop
