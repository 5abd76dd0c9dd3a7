// Options whose value is one of some names.
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

namespace bachprop {

// A value that is one of `names`; the error lists them, and says which was meant.
[[nodiscard]] CLI::Validator one_of(std::vector<std::string> names);

}  // namespace bachprop
