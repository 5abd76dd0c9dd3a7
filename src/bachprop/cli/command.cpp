#include "bachprop/cli/command.h"

#include <fmt/core.h>

#include "bachprop/cli/standard_output.h"
#include "bachprop/cli/terminal.h"
#include "bachprop/cli/text.h"

namespace bachprop {

int exit_code_of(const char* command, const Result<int>& outcome) {
  if (!outcome) {
    flush_output();  // what was printed before it comes before it, in a file too
    print_wrapped(stderr, "bachprop {}: {}\n", command, printable_lines(outcome.error().message));
  }
  return outcome.value_or(1);
}

}  // namespace bachprop
