#include "bachprop/cli/force_option.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>

namespace bachprop {

void add_force_option(CLI::App& command, bool& force, const std::string& what, const char* verb) {
  command.add_flag("--force", force, fmt::format("replace {} that {} there already", what, verb));
}

}  // namespace bachprop
