// Scripts that complete the words of the command line in bash, zsh and fish.
#pragma once

#include <string>

#include "bachprop/report/command_page.h"

namespace bachprop {

[[nodiscard]] std::string bash_completion(const ProgramPage& program);
[[nodiscard]] std::string zsh_completion(const ProgramPage& program);
[[nodiscard]] std::string fish_completion(const ProgramPage& program);

}  // namespace bachprop
