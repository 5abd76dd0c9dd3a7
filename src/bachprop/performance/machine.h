// What the figures were measured on.
#pragma once

#include <string>

namespace bachprop {

struct Machine {
  std::string processor;        // as the system names it, or "unknown"
  int threads = 1;              // processors that this process may use
  std::string instruction_set;  // the vector instructions that this program chose: "AVX3_ZEN4"
};

[[nodiscard]] Machine this_machine();

}  // namespace bachprop
