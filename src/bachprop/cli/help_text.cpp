#include "bachprop/cli/help_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "bachprop/base/count_text.h"
#include "bachprop/cli/terminal.h"

namespace bachprop {
namespace {

constexpr std::size_t kMostReadable = 100;
// From here on there is room for the names of options and, beside them, what they are.
constexpr std::size_t kTwoColumns = 70;

bool is_of_a_paragraph(std::string_view line) {
  return !line.empty() && !line.starts_with(' ') && !line.starts_with("Usage:") &&
         !line.starts_with('[') && line.find("  ") == std::string_view::npos;
}

// A name and what it is, in two columns where there is room.
struct Row {
  std::string name;
  std::string words;
};

// The words begin there, but for names that are longer.
std::size_t column_for(const std::vector<Row>& rows, std::size_t width) {
  constexpr std::size_t kBelowNames = 6;
  constexpr std::size_t kMostBeside = 28;
  std::size_t column = 0;
  for (const Row& row : rows) {
    const std::size_t needed = row.name.size() + 4;
    column = needed <= kMostBeside ? std::max(column, needed) : column;
  }
  return width < kTwoColumns ? kBelowNames : std::max(column, kBelowNames);
}

std::string row_text(const Row& row, std::size_t column) {
  const std::string name = "  " + row.name;
  return name.size() + 2 <= column
             ? padded_right(name, column) + row.words + "\n"
             : fmt::format("{}\n{}{}\n", name, std::string(column, ' '), row.words);
}

std::vector<Row> rows_of(const PageSection& group) {
  std::vector<Row> rows;
  for (const OptionEntry* entry : group.entries) {
    rows.push_back({entry->synopsis(), entry->description()});
  }
  return rows;
}

// One column for all groups, so that the eye can run down it.
std::string groups_text(const CommandPage& page, bool all, std::size_t width) {
  std::vector<Row> every;
  const std::vector<PageSection> groups = groups_of(page, all);
  for (const PageSection& group : groups) {
    std::ranges::copy(rows_of(group), std::back_inserter(every));
  }
  const std::size_t column = column_for(every, width);
  std::string text;
  for (const PageSection& group : groups) {
    text += fmt::format("\n{}:\n", group.heading);
    for (const Row& row : rows_of(group)) {
      text += row_text(row, column);
    }
  }
  return text;
}

std::string examples_text(const CommandPage& page) {
  return page.examples.empty() ? ""
                               : fmt::format("\nExamples:\n{}\n", fmt::join(page.examples, "\n"));
}

std::string more_text(const CommandPage& page) {
  const auto rare = std::ranges::count(page.entries, Need::kRare, &OptionEntry::need);
  return rare == 0
             ? ""
             : fmt::format("\n{}: bachprop {} --help-all\n",
                           counted(static_cast<std::uint64_t>(rare), "more option"), page.name);
}

std::string names_of_command(const CLI::App& command) {
  std::vector<std::string> names = {command.get_name()};
  std::ranges::copy(command.get_aliases(), std::back_inserter(names));
  return fmt::format("{}", fmt::join(names, ", "));
}

// Its commands, then its own options.
std::string program_help(const CLI::App& app) {
  std::vector<Row> commands;
  for (const CLI::App* command : app.get_subcommands(nullptr)) {
    commands.push_back({names_of_command(*command), command->get_description()});
  }
  std::vector<Row> options;
  for (const CLI::Option* option : app.get_options()) {
    options.push_back({option->get_name(false, true), option->get_description()});
  }
  const std::size_t column = column_for(commands, kMostReadable);
  std::string text = fmt::format("{}\n\nUsage: {} COMMAND [OPTIONS]\n\nCommands:\n",
                                 app.get_description(), app.get_name());
  for (const Row& row : commands) {
    text += row_text(row, column);
  }
  text += "\nOptions:\n";
  for (const Row& row : options) {
    text += row_text(row, column);
  }
  return text + "\n" + app.get_footer() + "\n";
}

}  // namespace

std::string command_help(const CommandPage& page, bool all, std::size_t width) {
  const std::string text = fmt::format(
      "{}\n\nUsage: {}\n{}{}{}{}{}", page.summary, page.usage(), groups_text(page, all, width),
      all ? "" : more_text(page), examples_text(page), page.notes.empty() ? "" : "\n", page.notes);
  return wrapped(joined_paragraphs(text), width);
}

std::string HelpFormatter::make_help(const CLI::App* app, std::string /*name*/,
                                     CLI::AppFormatMode mode) const {
  return page_ ? command_help(*page_, mode == CLI::AppFormatMode::All, width_)
               : wrapped(joined_paragraphs(program_help(*app)), width_);
}

std::size_t help_columns() {
  const std::size_t columns = columns_of(stdout);
  return columns == kAnyWidth ? kHelpColumns : std::min(columns, kMostReadable);
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
