// What holds for the words of every command.
#pragma once

#include <string>

#include "bachprop/cli/app_fwd.h"

namespace bachprop {

// To be called when all commands are there. From then on an option that takes numbers from 0 on
// refuses negative ones and those too large to be held, and an option whose value was forgotten
// does not take the next option for it.
void guard_options(CLI::App& app);

// For words that could not be parsed: one line that names the first of them that is no command, and
// the command that it resembles; empty when that is not what is wrong.
[[nodiscard]] std::string unknown_command(const CLI::App& app);

}  // namespace bachprop
