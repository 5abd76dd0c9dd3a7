#include <csignal>
#include <cstdio>
#include <exception>
#include <system_error>

#include "bachprop/cli/program.h"
#include "bachprop/cli/standard_output.h"

namespace {

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
    exit_code = bachprop::run_program(argc, argv);
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
