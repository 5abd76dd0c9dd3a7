#include "bachprop/performance/machine.h"

#include <fstream>

#include "bachprop/base/parallel.h"
#include "bachprop/nn/product.h"

namespace bachprop {
namespace {

// "model name<tab>: AMD EPYC" on x86; Arm's kernels give no name.
std::string processor_name() {
  std::ifstream file("/proc/cpuinfo");
  for (std::string line; std::getline(file, line);) {
    const auto colon = line.find(": ");
    if (line.starts_with("model name") && colon != std::string::npos) {
      return line.substr(colon + 2);
    }
  }
  return "unknown";
}

}  // namespace

Machine this_machine() {
  return {.processor = processor_name(),
          .threads = available_threads(),
          .vector_unit = std::string(vector_unit()),
          .bfloat16_unit = std::string(name_of(bfloat16_unit()))};
}

}  // namespace bachprop
