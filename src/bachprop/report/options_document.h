// docs/options.md: every option of every command.
#pragma once

#include <string>

#include "bachprop/report/command_page.h"

namespace bachprop {

[[nodiscard]] std::string options_document(const ProgramPage& program);

}  // namespace bachprop
