#include "bachprop/cli/help_text.h"

#include <algorithm>
#include <utility>

#include "bachprop/cli/terminal.h"

namespace bachprop {
namespace {

constexpr std::size_t kMostReadable = 100;
constexpr std::size_t kWithoutTerminal = 80;
// From here on there is room for the names of options and, beside them, what they are.
constexpr std::size_t kTwoColumns = 70;

bool is_of_a_paragraph(std::string_view line) {
  return !line.empty() && !line.starts_with(' ') && !line.starts_with("Usage:") &&
         !line.starts_with('[') && line.find("  ") == std::string_view::npos;
}

}  // namespace

HelpFormatter::HelpFormatter(std::size_t width) : width_(width) {
  constexpr std::size_t kBesideNames = 30;
  constexpr std::size_t kBelowNames = 6;
  column_width(width < kTwoColumns ? kBelowNames : kBesideNames);
}

std::string HelpFormatter::make_help(const CLI::App* app, std::string name,
                                     CLI::AppFormatMode mode) const {
  return wrapped(joined_paragraphs(CLI::Formatter::make_help(app, std::move(name), mode)), width_);
}

std::string HelpFormatter::make_option(const CLI::Option* option, bool is_positional) const {
  constexpr std::size_t kGap = 2;
  const std::string name =
      "  " + make_option_name(option, is_positional) + make_option_opts(option);
  const std::string words = make_option_desc(option);
  const std::size_t column = get_column_width();
  if (words.empty()) {
    return name + "\n";
  }
  return name.size() + kGap <= column ? padded_right(name, column) + words + "\n"
                                      : name + "\n" + std::string(column, ' ') + words + "\n";
}

std::size_t help_columns() {
  const std::size_t columns = columns_of(stdout);
  return columns == kAnyWidth ? kWithoutTerminal : std::min(columns, kMostReadable);
}

std::string joined_paragraphs(std::string_view text) {
  std::string joined;
  bool joinable = false;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const std::string_view line = text.substr(begin, end - begin);
    const bool words = is_of_a_paragraph(line);
    if (joinable && words) {
      joined.back() = ' ';  // in place of the line's end
    }
    joined.append(line) += '\n';
    joinable = words && !line.ends_with(':');
    begin = end + 1;
  }
  return joined;
}

}  // namespace bachprop
