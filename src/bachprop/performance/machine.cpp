#include "bachprop/performance/machine.h"

#include <hwy/targets.h>

#include <fstream>

#include "bachprop/base/parallel.h"

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

// Highway numbers its targets so that a better one has a lower bit.
std::string instruction_set_name() {
  const auto usable = hwy::SupportedTargets() & HWY_TARGETS;
  return hwy::TargetName(usable & -usable);
}

}  // namespace

Machine this_machine() {
  return {.processor = processor_name(),
          .threads = available_threads(),
          .instruction_set = instruction_set_name()};
}

}  // namespace bachprop
