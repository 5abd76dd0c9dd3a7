#include "bachprop/cli/standard_output.h"

#include <cerrno>

namespace bachprop {
namespace {

// A stream forgets why a write failed.
std::error_code& first_failure() {
  static std::error_code failure;
  return failure;
}

}  // namespace

std::error_code flush(std::FILE* output) {
  errno = 0;
  if (std::fflush(output) != 0 && errno != 0) {
    return {errno, std::generic_category()};
  }
  return std::ferror(output) != 0 ? std::make_error_code(std::errc::io_error) : std::error_code();
}

void flush_output() {
  const std::error_code failure = flush(stdout);
  if (!first_failure()) {
    first_failure() = failure;
  }
}

int exit_code_after_output(int exit_code, std::error_code reason) {
  if (reason && !first_failure()) {
    first_failure() = reason;
  }
  flush_output();
  const std::error_code failure = first_failure();
  if (!failure || failure == std::errc::broken_pipe) {
    return exit_code;
  }
  // Nothing that throws: it is the last thing that main() does.
  std::fputs("bachprop: not all of the output could be written: ", stderr);
  std::fputs(failure.message().c_str(), stderr);
  std::fputs("\n", stderr);
  return exit_code == 0 ? 1 : exit_code;
}

}  // namespace bachprop
