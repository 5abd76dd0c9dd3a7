// How fast a machine trains and composes, for people.
#pragma once

#include <string>

#include "bachprop/performance/benchmark.h"
#include "bachprop/report/terminal_text.h"

namespace bachprop {

// The machine, and a table for each kind of work, in at most `width` columns.
[[nodiscard]] std::string speed_text(const BenchmarkReport& report, std::size_t width = kAnyWidth);

}  // namespace bachprop
