// The program but for main().
#pragma once

namespace bachprop {

// Does what the words of the command line say; the exit code. Throws std::system_error where the
// output cannot be printed.
[[nodiscard]] int run_program(int argc, char** argv);

}  // namespace bachprop
