// Everything that is told of the program outside it, as files.
#pragma once

#include <filesystem>

#include "bachprop/base/result.h"
#include "bachprop/cli/app_fwd.h"

namespace bachprop {

// Writes the pages of the manual, the completions and docs/options.md of the program and its
// commands into `folder`: man/bachprop.1 ..., bash/bachprop, zsh/_bachprop, fish/bachprop.fish and
// options.md.
[[nodiscard]] Result<void> write_program_pages(const CLI::App& app,
                                               const std::filesystem::path& folder);

}  // namespace bachprop
