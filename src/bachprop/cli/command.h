// The commands of the program.
#pragma once

#include "bachprop/base/result.h"
#include "bachprop/cli/app_fwd.h"

namespace bachprop {

// Each adds one sub-command with its options and examples to `app`. When the user chose it, CLI11
// calls back and the command leaves its exit code in `exit_code`. The code is 0 done, 1 an error
// that was printed, 2 wrong usage, 130 stopped by Ctrl-C.
void add_prepare_command(CLI::App& app, int& exit_code);
void add_inspect_command(CLI::App& app, int& exit_code);
void add_keep_command(CLI::App& app, int& exit_code);
void add_train_command(CLI::App& app, int& exit_code);
void add_generate_command(CLI::App& app, int& exit_code);
void add_render_command(CLI::App& app, int& exit_code);
void add_likelihood_command(CLI::App& app, int& exit_code);
void add_bench_command(CLI::App& app, int& exit_code);
void add_benchmark_command(CLI::App& app, int& exit_code);
void add_compare_command(CLI::App& app, int& exit_code);
void add_evaluate_command(CLI::App& app, int& exit_code);
void add_listening_test_command(CLI::App& app, int& exit_code);
void add_licences_command(CLI::App& app, int& exit_code);

// All of them.
void add_commands(CLI::App& app, int& exit_code);

// The exit code of a command that came to `outcome`. An error, of one line or more, is printed
// without its control characters behind the command's name.
[[nodiscard]] int exit_code_of(const char* command, const Result<int>& outcome);

}  // namespace bachprop
