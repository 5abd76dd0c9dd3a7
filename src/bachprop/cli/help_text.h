// --help, fitted to the terminal.
#pragma once

#include <CLI/CLI.hpp>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "bachprop/report/command_page.h"

namespace bachprop {

// Help takes up so many columns in a file or a pipe.
constexpr std::size_t kHelpColumns = 80;

// The words of --help and --help-all in lines of at most `width` columns: of a command its page, of
// the program its commands.
class HelpFormatter : public CLI::Formatter {
 public:
  explicit HelpFormatter(std::size_t width, std::optional<CommandPage> page = {})
      : width_(width), page_(std::move(page)) {}

  [[nodiscard]] std::string make_help(const CLI::App* app, std::string name,
                                      CLI::AppFormatMode mode) const override;

  [[nodiscard]] std::size_t width() const { return width_; }
  // nullptr: of the program.
  [[nodiscard]] const CommandPage* page() const { return page_ ? &*page_ : nullptr; }

 private:
  std::size_t width_;
  std::optional<CommandPage> page_;
};

// --help of a command, and with `all` --help-all.
[[nodiscard]] std::string command_help(const CommandPage& page, bool all, std::size_t width);

// The columns that help takes up: no more than can be read well, and 80 in a file or a pipe.
[[nodiscard]] std::size_t help_columns();

// Text with the lines of its paragraphs joined. Indented lines, those of two columns and those that
// end in a colon stay as they are.
[[nodiscard]] std::string joined_paragraphs(std::string_view text);

}  // namespace bachprop
