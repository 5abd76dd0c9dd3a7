#include "bachprop/cli/command_line.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cerrno>  // program_invocation_name is glibc's
#include <charconv>
#include <cstdint>
#include <limits>
#include <string_view>
#include <vector>

#include "bachprop/cli/terminal.h"
#include "bachprop/report/nearest_name.h"
#include "bachprop/report/text.h"

namespace bachprop {
namespace {

// CLI11 puts the option's name before what is said of the option by its other name.
std::string plain_words(const std::string& message) {
  const std::size_t name = message.find(": ");
  return message.ends_with(kEmptyName) ? message.substr(name + 2) : message;
}

// The names of the command's options as they are written, "--format".
std::vector<std::string> option_names(const CLI::App& command) {
  std::vector<std::string> names;
  for (const CLI::Option* option : command.get_options()) {
    for (const std::string& name : option->get_lnames()) {
      names.push_back("--" + name);
    }
  }
  return names;
}

std::vector<std::string> command_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* command : app.get_subcommands(nullptr)) {
    names.push_back(command->get_name());
  }
  return names;
}

void add_words(std::string& text, const CLI::Option& option) {
  const bool positional = option.get_positional();
  if (!positional) {
    text += " " + (option.get_lnames().empty() ? "-" + option.get_snames().front()
                                               : "--" + option.get_lnames().front());
  }
  if (option.get_items_expected_max() == 0) {
    return;
  }
  for (const std::string& value : option.results()) {
    text += " " + shell_word(printable(value));
  }
}

}  // namespace

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
  return fmt::format("\"{}\" is no command; {}", printable(word),
                     suggestion(word, command_names(app), "bachprop --help lists them"));
}

std::string unknown_option(const CLI::App& app) {
  for (const CLI::App* command : app.get_subcommands()) {
    const std::vector<std::string> words = command->remaining();
    if (words.empty()) {
      continue;
    }
    const auto option = std::ranges::find_if(
        words, [](const std::string& word) { return word.starts_with('-') && word != "--"; });
    if (option == words.end()) {
      return fmt::format(
          "bachprop {}: \"{}\" is one word too many; bachprop {} --help says what it "
          "takes",
          command->get_name(), printable(words.front()), command->get_name());
    }
    const std::string name = option->substr(0, option->find('='));
    constexpr std::size_t kShortAsLong = 3;  // --n for -n
    if (name.size() == kShortAsLong && command->get_option_no_throw(name.substr(1)) != nullptr) {
      return fmt::format("bachprop {}: {} is no option of it; did you mean {}?",
                         command->get_name(), printable(name), name.substr(1));
    }
    return fmt::format(
        "bachprop {}: {} is no option of it; {}", command->get_name(), printable(name),
        suggestion(name, option_names(*command),
                   fmt::format("bachprop {} --help lists them", command->get_name())));
  }
  return "";
}

std::string parse_error_text(const CLI::App& app, const CLI::ParseError& error) {
  const std::vector<const CLI::App*> commands =
      app.get_subcommands([](const CLI::App* command) { return command->parsed(); });
  if (commands.empty()) {
    const bool nothing = error.get_name() == "RequiredError";
    return fmt::format("bachprop: {}; see bachprop --help",
                       nothing ? "a command is required" : printable(error.what()));
  }
  const std::string name = fmt::format("bachprop {}", commands.front()->get_name());
  return fmt::format("{}: {}; see {} --help", name, printable(plain_words(error.what())), name);
}

std::string program_as_called() { return shell_word(program_invocation_name); }

std::string command_again(const CLI::App& command, const std::vector<std::string>& leave_out,
                          const std::vector<std::string>& added) {
  std::string text = program_as_called() + " " + command.get_name();
  const auto options = command.get_options([&](const CLI::Option* option) {
    return option->count() > 0 && std::ranges::none_of(leave_out, [&](const std::string& name) {
             return option->check_name(name);
           });
  });
  // What is not behind an option first, as options with several values would take it.
  for (const bool positional : {true, false}) {
    for (const CLI::Option* option : options) {
      if (option->get_positional() == positional) {
        add_words(text, *option);
      }
    }
  }
  for (const std::string& word : added) {
    text += " " + shell_word(word);
  }
  return text;
}

}  // namespace bachprop
