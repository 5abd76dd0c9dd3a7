// The machine that the figures were measured on.
#pragma once

#include <string>

namespace bachprop {

struct Machine {
  std::string processor;  // as the system names it, or "unknown"
  int threads = 1;        // processors that this process may use
  // The instructions that products run on in single precision, "AVX3", and in bfloat16, "AMX".
  std::string vector_unit;
  std::string bfloat16_unit;
};

[[nodiscard]] Machine this_machine();

}  // namespace bachprop
