#include "bachprop/cli/terminal.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <cstring>

namespace bachprop {
namespace {

constexpr std::size_t kUsualColumns = 80;

// What a terminal that does not know its size leaves to $COLUMNS.
std::size_t stated_columns() {
  const char* const stated = std::getenv("COLUMNS");
  std::size_t columns = 0;
  if (stated != nullptr) {
    std::from_chars(stated, stated + std::strlen(stated), columns);
  }
  return columns > 0 ? columns : kUsualColumns;
}

}  // namespace

std::size_t window_columns(std::FILE* stream) {
  const int descriptor = ::fileno(stream);
  if (::isatty(descriptor) != 1) {
    return kAnyWidth;
  }
  winsize size{};
  const bool known = ::ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
  return known ? size.ws_col : stated_columns();
}

std::size_t columns_of(std::FILE* stream) {
  return std::max(kFewestColumns, window_columns(stream));
}

bool can_redraw(std::FILE* stream) {
  const char* const terminal = std::getenv("TERM");
  return ::isatty(::fileno(stream)) == 1 &&
         (terminal == nullptr || std::strcmp(terminal, "dumb") != 0);
}

void print_text(std::FILE* stream, std::string_view text) {
  const std::size_t columns = columns_of(stream);
  if (columns == kAnyWidth) {
    fmt::print(stream, "{}", text);
  } else {
    fmt::print(stream, "{}", wrapped(text, columns));
  }
}

void print_command(std::FILE* stream, std::string_view sentence, std::string_view command) {
  constexpr std::size_t kIndent = 2;
  print_wrapped(stream, "{}\n", sentence);
  fmt::print(stream, "{}\n", wrapped_command(command, kIndent, columns_of(stream)));
}

std::string shell_word(std::string_view word) {
  constexpr std::string_view kPlain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789%+,-./:=@_";
  if (!word.empty() && word.find_first_not_of(kPlain) == std::string_view::npos) {
    return std::string(word);
  }
  std::string quoted = "'";
  for (const char letter : word) {
    quoted += letter == '\'' ? std::string("'\\''") : std::string(1, letter);
  }
  return quoted + "'";
}

}  // namespace bachprop
