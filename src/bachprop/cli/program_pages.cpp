#include "bachprop/cli/program_pages.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <string>
#include <utility>
#include <vector>

#include "bachprop/base/file_io.h"
#include "bachprop/base/try.h"
#include "bachprop/cli/option_adapter.h"
#include "bachprop/cli/version.h"
#include "bachprop/report/completions.h"
#include "bachprop/report/man_page.h"
#include "bachprop/report/options_document.h"
#include "bachprop/run/output_file.h"

namespace bachprop {
namespace {

namespace fs = std::filesystem;

using NamedText = std::pair<fs::path, std::string>;

std::vector<NamedText> all_pages(const ProgramPage& program) {
  std::vector<NamedText> pages = {{"man/bachprop.1", program_manual(program)},
                                  {"bash/bachprop", bash_completion(program)},
                                  {"zsh/_bachprop", zsh_completion(program)},
                                  {"fish/bachprop.fish", fish_completion(program)},
                                  {"options.md", options_document(program)}};
  for (const CommandPage& page : program.commands) {
    pages.emplace_back(fmt::format("man/bachprop-{}.1", page.name), command_manual(page, program));
  }
  return pages;
}

}  // namespace

Result<void> write_program_pages(const CLI::App& app, const fs::path& folder) {
  const ProgramPage program = {.summary = app.get_description(),
                               .version = version_facts().version,
                               .commands = pages_of(app)};
  for (const auto& [name, text] : all_pages(program)) {
    TRY(prepare_output(folder / name));
    TRY(write_file(folder / name, text, IfThere::kReplace));
  }
  return {};
}

}  // namespace bachprop
