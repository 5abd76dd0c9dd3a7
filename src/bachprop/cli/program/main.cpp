#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>

#include "bachprop/cli/command.h"
#include "bachprop/cli/version.h"

int main(int argc, char** argv) {
  try {
    CLI::App app(
        "BachProp learns to compose from MIDI files and writes new scores in their style.");
    app.name("bachprop");
    app.set_version_flag("--version", std::string("bachprop ") + bachprop::kVersion);
    app.require_subcommand(1);
    app.footer(
        "Begin with:  bachprop generate -o out          new music from the bundled model\n"
        "             bachprop train my-folder -o my.safetensors   learn from your own files\n"
        "Help on one command:  bachprop train --help");
    int exit_code = 0;
    bachprop::add_prepare_command(app, exit_code);
    bachprop::add_inspect_command(app, exit_code);
    bachprop::add_train_command(app, exit_code);
    bachprop::add_generate_command(app, exit_code);
    bachprop::add_likelihood_command(app, exit_code);
    bachprop::add_bench_command(app, exit_code);
    bachprop::add_benchmark_command(app, exit_code);
    bachprop::add_compare_command(app, exit_code);
    bachprop::add_evaluate_command(app, exit_code);
    bachprop::add_listening_test_command(app, exit_code);
    try {
      app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
      constexpr int kWrongUsage = 2;
      return app.exit(error) == 0 ? 0 : kWrongUsage;
    }
    return exit_code;
  } catch (const std::exception& error) {
    std::fputs("bachprop: ", stderr);
    std::fputs(error.what(), stderr);
    std::fputs("\n", stderr);
    return 1;
  }
}
