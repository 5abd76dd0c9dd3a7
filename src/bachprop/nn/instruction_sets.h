// The instructions that the products of matrices are compiled for. Which of them are used is chosen
// at run time, for the processor: vector_unit() and bfloat16_unit().
#pragma once

#include <string>
#include <vector>

namespace bachprop {

// The units of single precision, the best first: "AVX3", "AVX2", "SSE4".
[[nodiscard]] std::vector<std::string> compiled_vector_units();

// The units of bfloat16, the best first: "AMX", "AVX512_BF16"; none where there are plain loops
// only.
[[nodiscard]] std::vector<std::string> compiled_bfloat16_units();

}  // namespace bachprop
