#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <csignal>
#include <cstdio>
#include <exception>
#include <memory>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "bachprop/base/json_text.h"
#include "bachprop/cli/command.h"
#include "bachprop/cli/command_line.h"
#include "bachprop/cli/help_text.h"
#include "bachprop/cli/program_pages.h"
#include "bachprop/cli/standard_output.h"
#include "bachprop/cli/terminal.h"
#include "bachprop/cli/version.h"

namespace {

constexpr int kWrongUsage = 2;

// The exit code of words that could not be parsed, or that asked for help.
int exit_code_of(const CLI::App& app, const CLI::ParseError& error) {
  const std::string unknown = bachprop::unknown_command(app);
  if (error.get_exit_code() != 0 && !unknown.empty()) {
    bachprop::print_wrapped(stderr, "bachprop: {}\n", unknown);
    return kWrongUsage;
  }
  const std::string option = bachprop::unknown_option(app);
  if (error.get_exit_code() != 0 && !option.empty()) {
    bachprop::print_wrapped(stderr, "{}\n", option);
    return kWrongUsage;
  }
  if (error.get_exit_code() != 0) {
    bachprop::print_wrapped(stderr, "{}\n", bachprop::parse_error_text(app, error));
    return kWrongUsage;
  }
  std::ostringstream output;
  std::ostringstream errors;
  app.exit(error, output, errors);
  bachprop::print_text(stdout, output.str());
  return 0;
}

bool asks_for_version_as_json(std::vector<std::string> words) {
  std::ranges::sort(words);
  return words == std::vector<std::string>{"--json", "--version"};
}

// For `make install` and `make options`: bachprop --write-pages FOLDER.
int write_pages(const CLI::App& app, const char* folder) {
  return bachprop::exit_code_of("--write-pages",
                                bachprop::write_program_pages(app, folder).map([] { return 0; }));
}

int run(int argc, char** argv) {
  if (asks_for_version_as_json({argv + std::min(argc, 1), argv + argc})) {
    fmt::print("{}\n", bachprop::json_text(bachprop::version_json(bachprop::version_facts()), 2));
    return 0;
  }
  CLI::App app("BachProp learns to compose from MIDI files and writes new scores in their style.");
  app.name("bachprop");
  // Before the commands, which take it over.
  app.formatter(std::make_shared<bachprop::HelpFormatter>(bachprop::help_columns()));
  app.set_help_flag("-h,--help", "print this");
  app.set_version_flag(
      "--version", [] { return bachprop::version_text(bachprop::version_facts()); },
      "print version, commit and vector units; with --json as JSON");
  app.require_subcommand(1);
  app.footer(
      "Begin with:\n"
      "  bachprop generate                             new music, in the folder out\n"
      "  bachprop train my-folder -o my.safetensors    learn from your own files\n"
      "  bachprop train --help                         help on one command");
  int exit_code = 0;
  bachprop::add_commands(app, exit_code);
  if (argc == 3 && std::string_view(argv[1]) == "--write-pages") {
    return write_pages(app, argv[2]);
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return exit_code_of(app, error);
  }
  return exit_code;
}

void print_exception(const std::exception& error) {
  std::fputs("bachprop: ", stderr);
  std::fputs(error.what(), stderr);
  std::fputs("\n", stderr);
}

}  // namespace

int main(int argc, char** argv) {
  // A file that grows beyond a limit is an error that is told, as a full disk is.
  std::signal(SIGXFSZ, SIG_IGN);
  int exit_code = 1;
  std::error_code unwritten;
  try {
    exit_code = run(argc, argv);
  } catch (const std::system_error& error) {
    // fmt throws when it cannot print.
    if (std::ferror(stdout) != 0) {
      unwritten = error.code();
    } else {
      print_exception(error);
    }
  } catch (const std::exception& error) {
    print_exception(error);
  }
  return bachprop::exit_code_after_output(exit_code, unwritten);
}
