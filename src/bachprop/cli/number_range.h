// Options that are numbers within bounds.
#pragma once

#include <CLI/CLI.hpp>

namespace bachprop {

// A number from `low` to `high`; "nan" is none.
[[nodiscard]] CLI::Validator number_between(double low, double high);

// A whole number from `low` on that an int holds.
[[nodiscard]] CLI::Validator whole_from(int low);

}  // namespace bachprop
