// For tests: the program's commands with given words, and what they print.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "bachprop/cli/app_fwd.h"

namespace bachprop {

// The exit code; 2 when the words are no such command. `add` adds the commands.
int run_command(const std::function<void(CLI::App&, int&)>& add, std::vector<std::string> words,
                std::string& output, std::string& errors);

}  // namespace bachprop
