// Printed text, fitted to the terminal that it is printed to.
#pragma once

#include <fmt/format.h>

#include <cstddef>
#include <cstdio>
#include <string>
#include <string_view>
#include <utility>

#include "bachprop/report/terminal_text.h"

namespace bachprop {

// Text is not made narrower than this; a narrower terminal folds it.
constexpr std::size_t kFewestColumns = 20;

// The columns of the terminal behind `stream`, as they are now, since its window may be resized.
// They are what the terminal says, else $COLUMNS, else 80. kAnyWidth for a file or a pipe.
[[nodiscard]] std::size_t window_columns(std::FILE* stream);

// The columns to fit text into: the same, but at least kFewestColumns.
[[nodiscard]] std::size_t columns_of(std::FILE* stream);

// Whether what is drawn to `stream` can be taken back: a terminal that is not "dumb".
[[nodiscard]] bool can_redraw(std::FILE* stream);

// Prints `text`, on a terminal with its lines broken at blanks (`wrapped`).
void print_text(std::FILE* stream, std::string_view text);

// The same for what fmt::print would print. JSON, and lines that other programs read, are printed
// by fmt::print.
template <typename... T>
void print_wrapped(std::FILE* stream, fmt::format_string<T...> format, T&&... values) {
  print_text(stream, fmt::format(format, std::forward<T>(values)...));
}
template <typename... T>
void print_wrapped(fmt::format_string<T...> format, T&&... values) {
  print_text(stdout, fmt::format(format, std::forward<T>(values)...));
}

// A sentence, and below it a command of the shell that can be copied.
void print_command(std::FILE* stream, std::string_view sentence, std::string_view command);

// A word of a command as the shell takes it: in quotes where it needs them.
[[nodiscard]] std::string shell_word(std::string_view word);

}  // namespace bachprop
