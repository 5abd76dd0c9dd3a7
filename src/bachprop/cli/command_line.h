// Rules for the words of every command.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "bachprop/cli/app_fwd.h"

namespace bachprop {

// The message for "-o ''".
constexpr std::string_view kEmptyName = " is empty: give a name";

// For words that could not be parsed: one line that names the first of them that is no command. It
// also names the command that it resembles. Empty when that is not what is wrong.
[[nodiscard]] std::string unknown_command(const CLI::App& app);

// The same of words that a command does not know. The line names the first option that is none of
// its own and the one that was meant, or the first word too many. Empty when that is not what is
// wrong.
[[nodiscard]] std::string unknown_option(const CLI::App& app);

// For other words that could not be parsed: one line that names the command, what is wrong, and
// where help is.
[[nodiscard]] std::string parse_error_text(const CLI::App& app, const CLI::ParseError& error);

// The command line that was given to `command`, as the shell takes it, without the options
// `leave_out` ("--restart") and with the words `added` behind it. The program is named as it was
// called.
[[nodiscard]] std::string command_again(const CLI::App& command,
                                        const std::vector<std::string>& leave_out,
                                        const std::vector<std::string>& added);

// The program's own name as it was called, as the shell takes it.
[[nodiscard]] std::string program_as_called();

}  // namespace bachprop
