// Pages of the manual, in the language of man(7).
#pragma once

#include <string>

#include "bachprop/report/command_page.h"

namespace bachprop {

// bachprop(1): the commands, the environment, exit codes.
[[nodiscard]] std::string program_manual(const ProgramPage& program);
// bachprop-train(1)
[[nodiscard]] std::string command_manual(const CommandPage& page, const ProgramPage& program);

}  // namespace bachprop
