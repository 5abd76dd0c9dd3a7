// Whether what was printed arrived.
#pragma once

#include <cstdio>
#include <system_error>

namespace bachprop {

// Writes out what `output` still holds. Why not all that was printed to it could be written, now or
// before; no error when it could. A reason from before is not known any more: std::errc::io_error.
[[nodiscard]] std::error_code flush(std::FILE* output);

// Writes out what standard output holds, so that it can be read at once. Why it could not is kept
// for exit_code_after_output.
void flush_output();

// The exit code of a program that would end with `exit_code`. When its standard output could not be
// written it says so on standard error and returns 1 in place of 0. It does not when a reader had
// enough (`| head -1`). `reason` is why a write has failed already, if that is known.
[[nodiscard]] int exit_code_after_output(int exit_code, std::error_code reason = {});

}  // namespace bachprop
