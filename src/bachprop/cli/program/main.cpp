#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <csignal>
#include <cstdio>
#include <exception>
#include <sstream>
#include <system_error>

#include "bachprop/cli/command.h"
#include "bachprop/cli/command_line.h"
#include "bachprop/cli/standard_output.h"
#include "bachprop/cli/version.h"

namespace {

constexpr int kWrongUsage = 2;

// Of words that could not be parsed, or that asked for help.
int exit_code_of(const CLI::App& app, const CLI::ParseError& error) {
  const std::string unknown = bachprop::unknown_command(app);
  if (error.get_exit_code() != 0 && !unknown.empty()) {
    fmt::print(stderr, "bachprop: {}\n", unknown);
    return kWrongUsage;
  }
  std::ostringstream output;
  std::ostringstream errors;
  const int exit_code = app.exit(error, output, errors);
  fmt::print("{}", output.str());
  fmt::print(stderr, "{}", errors.str());
  return exit_code == 0 ? 0 : kWrongUsage;
}

int run(int argc, char** argv) {
  CLI::App app("BachProp learns to compose from MIDI files and writes new scores in their style.");
  app.name("bachprop");
  app.set_version_flag("--version", std::string("bachprop ") + bachprop::kVersion);
  app.require_subcommand(1);
  app.footer(
      "Begin with:  bachprop generate -o out          new music from the bundled model\n"
      "             bachprop train my-folder -o my.safetensors   learn from your own files\n"
      "Help on one command:  bachprop train --help");
  int exit_code = 0;
  bachprop::add_commands(app, exit_code);
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
