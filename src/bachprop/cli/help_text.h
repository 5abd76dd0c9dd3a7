// --help, fitted to the terminal.
#pragma once

#include <CLI/CLI.hpp>
#include <cstddef>
#include <string>
#include <string_view>

namespace bachprop {

// The words of --help in lines of at most `width` columns.
class HelpFormatter : public CLI::Formatter {
 public:
  explicit HelpFormatter(std::size_t width);

  [[nodiscard]] std::string make_help(const CLI::App* app, std::string name,
                                      CLI::AppFormatMode mode) const override;

  [[nodiscard]] std::string make_option(const CLI::Option* option,
                                        bool is_positional) const override;

 private:
  std::size_t width_;
};

// The columns that help takes up: no more than can be read well, and 80 in a file or a pipe.
[[nodiscard]] std::size_t help_columns();

// Text with the lines of its paragraphs joined. Indented lines, those of two columns and those that
// end in a colon stay as they are.
[[nodiscard]] std::string joined_paragraphs(std::string_view text);

}  // namespace bachprop
