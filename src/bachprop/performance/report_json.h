// The figures of a run as JSON: docs/performance.md names the fields.
#pragma once

#include <nlohmann/json.hpp>

#include "bachprop/performance/benchmark.h"

namespace bachprop {

[[nodiscard]] nlohmann::ordered_json benchmark_json(const BenchmarkReport& report);

}  // namespace bachprop
