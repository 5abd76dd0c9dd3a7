#include "bachprop/cli/command_line.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>
#include <cstdint>
#include <limits>
#include <numeric>
#include <string_view>
#include <vector>

#include "bachprop/cli/text.h"

namespace bachprop {
namespace {

// CLI11 lets a number run over: it takes -1 for the largest there is.
std::string outside_unsigned(const std::string& text) {
  if (text.starts_with('-')) {
    return fmt::format("{} is negative: give 0 or more", text);
  }
  std::uint64_t number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  return read.ec == std::errc::result_out_of_range
             ? fmt::format("{} is more than {}", text, std::numeric_limits<std::uint64_t>::max())
             : "";
}

std::string forgotten_value(const CLI::App& command, const std::string& text) {
  return text.starts_with('-') && command.get_option_no_throw(text) != nullptr
             ? fmt::format("its value is missing: {} is the next option", text)
             : "";
}

void guard(const CLI::App& command, CLI::Option& option) {
  if (option.get_items_expected_max() == 0) {
    return;
  }
  if (option.get_type_name().starts_with("UINT")) {
    option.check(CLI::Validator([](std::string& text) { return outside_unsigned(text); }, ""));
  }
  option.check(
      CLI::Validator([&command](std::string& text) { return forgotten_value(command, text); }, ""));
}

// The fewest letters to insert, leave out or exchange that make one word of the other (Levenshtein
// 1966), by Wagner and Fischer's table (1974), of which one row is kept.
std::size_t edit_distance(std::string_view from, std::string_view to) {
  std::vector<std::size_t> row(to.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < from.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i + 1;
    for (std::size_t j = 0; j < to.size(); ++j) {
      const std::size_t exchanged = diagonal + (from[i] == to[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({exchanged, row[j] + 1, diagonal + 1});
    }
  }
  return row.back();
}

// 0: the beginning of its name.
std::size_t unlikeness(const std::string& word, const std::string& name) {
  constexpr std::size_t kFewestLetters = 3;
  return word.size() >= kFewestLetters && name.starts_with(word) ? 0 : edit_distance(word, name);
}

// The command that was meant, or none.
std::string nearest_command(const CLI::App& app, const std::string& word) {
  std::string nearest;
  std::size_t least = std::max<std::size_t>(2, word.size() / 3) + 1;
  for (const CLI::App* command : app.get_subcommands(nullptr)) {
    const std::size_t distance = unlikeness(word, command->get_name());
    if (distance < least) {
      least = distance;
      nearest = command->get_name();
    }
  }
  return nearest;
}

}  // namespace

void guard_options(CLI::App& app) {
  for (CLI::App* command : app.get_subcommands(nullptr)) {
    for (CLI::Option* option : command->get_options()) {
      guard(*command, *option);
    }
  }
}

std::string unknown_command(const CLI::App& app) {
  const std::vector<std::string> words = app.remaining();
  if (words.empty() || !app.get_subcommands().empty()) {
    return "";
  }
  const std::string& word = words.front();
  if (word.starts_with('-')) {
    return fmt::format("{} is no option; a command comes first, see bachprop --help",
                       printable(word));
  }
  const std::string nearest = nearest_command(app, word);
  return fmt::format(
      "\"{}\" is no command; {}", printable(word),
      nearest.empty() ? "bachprop --help lists them" : fmt::format("did you mean {}?", nearest));
}

}  // namespace bachprop
