#include "bachprop/cli/program.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "bachprop/base/file_io.h"
#include "bachprop/base/json_text.h"
#include "bachprop/base/try.h"
#include "bachprop/cli/command.h"
#include "bachprop/cli/command_line.h"
#include "bachprop/cli/help_text.h"
#include "bachprop/cli/option_adapter.h"
#include "bachprop/cli/terminal.h"
#include "bachprop/cli/version.h"
#include "bachprop/report/completions.h"
#include "bachprop/report/man_page.h"
#include "bachprop/report/options_document.h"
#include "bachprop/run/output_file.h"

namespace bachprop {
namespace {

namespace fs = std::filesystem;

constexpr int kWrongUsage = 2;

// The exit code of words that could not be parsed, or that asked for help.
int parse_exit_code(const CLI::App& app, const CLI::ParseError& error) {
  const std::string unknown = unknown_command(app);
  if (error.get_exit_code() != 0 && !unknown.empty()) {
    print_wrapped(stderr, "bachprop: {}\n", unknown);
    return kWrongUsage;
  }
  const std::string option = unknown_option(app);
  if (error.get_exit_code() != 0 && !option.empty()) {
    print_wrapped(stderr, "{}\n", option);
    return kWrongUsage;
  }
  if (error.get_exit_code() != 0) {
    print_wrapped(stderr, "{}\n", parse_error_text(app, error));
    return kWrongUsage;
  }
  std::ostringstream output;
  std::ostringstream errors;
  app.exit(error, output, errors);
  print_text(stdout, output.str());
  return 0;
}

bool asks_for_version_as_json(std::vector<std::string> words) {
  std::ranges::sort(words);
  return words == std::vector<std::string>{"--json", "--version"};
}

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

// Everything that is told of the program outside it: man/bachprop.1 ..., bash/bachprop,
// zsh/_bachprop, fish/bachprop.fish and options.md.
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

// For `make install` and `make options`: bachprop --write-pages FOLDER.
int write_pages(const CLI::App& app, const char* folder) {
  return exit_code_of("--write-pages", write_program_pages(app, folder).map([] { return 0; }));
}

}  // namespace

int run_program(int argc, char** argv) {
  if (asks_for_version_as_json({argv + std::min(argc, 1), argv + argc})) {
    fmt::print("{}\n", json_text(version_json(version_facts()), 2));
    return 0;
  }
  CLI::App app("BachProp learns to compose from MIDI files and writes new scores in their style.");
  app.name("bachprop");
  // Before the commands, which take it over.
  app.formatter(std::make_shared<HelpFormatter>(help_columns()));
  app.set_help_flag("-h,--help", "print this");
  app.set_version_flag(
      "--version", [] { return version_text(version_facts()); },
      "print version, commit and vector units; with --json as JSON");
  app.require_subcommand(1);
  app.footer(
      "Begin with:\n"
      "  bachprop generate                             new music, in the folder out\n"
      "  bachprop train my-folder -o my.safetensors    learn from your own files\n"
      "  bachprop train --help                         help on one command");
  int exit_code = 0;
  add_commands(app, exit_code);
  if (argc == 3 && std::string_view(argv[1]) == "--write-pages") {
    return write_pages(app, argv[2]);
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return parse_exit_code(app, error);
  }
  return exit_code;
}

}  // namespace bachprop
