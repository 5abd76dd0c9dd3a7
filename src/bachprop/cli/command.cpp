#include "bachprop/cli/command.h"

#include <fmt/core.h>

#include "bachprop/cli/standard_output.h"
#include "bachprop/cli/terminal.h"
#include "bachprop/report/text.h"

namespace bachprop {

void add_commands(CLI::App& app, int& exit_code) {
  // What most people want comes first in the help.
  add_generate_command(app, exit_code);
  add_train_command(app, exit_code);
  add_keep_command(app, exit_code);
  add_render_command(app, exit_code);
  add_evaluate_command(app, exit_code);
  add_inspect_command(app, exit_code);
  add_prepare_command(app, exit_code);
  add_likelihood_command(app, exit_code);
  add_compare_command(app, exit_code);
  add_benchmark_command(app, exit_code);
  add_bench_command(app, exit_code);
  add_listening_test_command(app, exit_code);
  add_licences_command(app, exit_code);
}

int exit_code_of(const char* command, const Result<int>& outcome) {
  if (!outcome) {
    flush_output();  // what was printed before it comes before it, in a file too
    print_wrapped(stderr, "bachprop {}: {}\n", command, printable_lines(outcome.error().message()));
  }
  return outcome.value_or(1);
}

}  // namespace bachprop
