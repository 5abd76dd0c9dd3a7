// --force.
#pragma once

#include <string>

#include "bachprop/cli/app_fwd.h"

namespace bachprop {

// Adds --force, whose help says what is replaced: "the corpus file"; `verb` is "are" of several.
void add_force_option(CLI::App& command, bool& force, const std::string& what,
                      const char* verb = "is");

}  // namespace bachprop
