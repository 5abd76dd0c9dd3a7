#include "bachprop/cli/option_adapter.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <utility>
#include <variant>

#include "bachprop/base/check.h"
#include "bachprop/cli/command_line.h"
#include "bachprop/cli/help_text.h"
#include "bachprop/report/nearest_name.h"
#include "bachprop/report/text.h"

namespace bachprop {
namespace {

using Words = std::vector<std::string>;

std::string forgotten_value(const CLI::App& command, const std::string& word) {
  return word.starts_with('-') && command.get_option_no_throw(word) != nullptr
             ? fmt::format("its value is missing: {} is the next option", word)
             : "";
}

// Often a variable of a script that is not set; as if nothing were stated, other files would be
// read and written than are meant.
std::string empty_name(const Field& field, const std::string& word) {
  const std::string& option = field.info.option;
  const bool names_a_file =
      option.starts_with("-o,") || std::holds_alternative<std::filesystem::path*>(field.value) ||
      std::holds_alternative<std::vector<std::filesystem::path>*>(field.value);
  return word.empty() && names_a_file ? option.substr(0, option.find(',')).append(kEmptyName) : "";
}

// What is wrong with a word, and which one was meant where that can be told.
std::string wrong_word(const CLI::App& command, const Field& field, const std::string& word) {
  for (std::string wrong : {forgotten_value(command, word), empty_name(field, word)}) {
    if (!wrong.empty()) {
      return wrong;
    }
  }
  std::string wrong = printable(wrong_in(field, word));
  const std::string meant = wrong.empty() ? "" : nearest_name(word, choices_of(field));
  return meant.empty() ? wrong : fmt::format("{}; did you mean {}?", wrong, meant);
}

// Sets a field as its words say; what each of them must be was looked at before.
auto setter(const Field& field, StatedOptions* stated) {
  return [field, stated](const Words& words) {
    if (auto set = set_from_words(field, words); !set) {
      throw CLI::ValidationError(field.info.option, set.error().message());
    }
    if (stated != nullptr) {
      stated->add(field.info.option, words);
    }
  };
}

CLI::Option& add_flag(CLI::App& command, const std::string& option, const std::string& help,
                      const std::function<void()>& stated) {
  return *command.add_flag_function(
      option,
      [stated](std::int64_t count) {
        if (count > 0) {
          stated();
        }
      },
      help);
}

void expect_words(CLI::Option& option, const Field& field) {
  if (const auto* numbers = std::get_if<std::span<double>>(&field.value)) {
    option.expected(static_cast<int>(numbers->size()));
  } else if (std::holds_alternative<std::vector<std::string>*>(field.value)) {
    option.delimiter(',')->allow_extra_args(false);
  } else if (!std::holds_alternative<std::vector<std::filesystem::path>*>(field.value)) {
    option.expected(1)->allow_extra_args(false);  // else "[a]" would be taken for a list of a
  }
}

void add_field(CLI::App& command, const Field& field, const OptionEntry& entry,
               StatedOptions* stated) {
  const auto set = setter(field, stated);
  if (field.is_flag()) {
    add_flag(command, field.info.option, entry.description(), [set] { set({}); });
    return;
  }
  CLI::Option& option = *command.add_option_function<Words>(
      field.info.option, [set](const Words& words) { set(words); }, entry.description());
  expect_words(option, field);
  option.type_name(entry.value)->required(field.info.required);
  option.check(CLI::Validator(
      [&command, field](const std::string& word) { return wrong_word(command, field, word); }, ""));
  if (const Shortcut& shortcut = field.info.shortcut; !shortcut.option.empty()) {
    add_flag(command, shortcut.option, shortcut.help, [set, shortcut] {
      set({shortcut.value});
    }).excludes(&option);
  }
}

constexpr std::string_view kOr = " or ";

// One of several options must stand beside it: "--prime or --like". One option of a command has
// such a need at most.
void need_one_of(CLI::App& command, CLI::Option& option, const std::string& needs) {
  std::vector<CLI::Option*> others;
  for (std::size_t begin = 0; begin < needs.size();) {
    const std::size_t end = std::min(needs.find(kOr, begin), needs.size());
    others.push_back(command.get_option(needs.substr(begin, end - begin)));
    begin = end + kOr.size();
  }
  command.parse_complete_callback([&option, others, needs] {
    const bool is_there =
        std::ranges::any_of(others, [](const CLI::Option* other) { return other->count() > 0; });
    if (option.count() > 0 && !is_there) {
      throw CLI::RequiresError(option.get_name(), needs);
    }
  });
}

// Which options cannot stand beside one another, once all of them are there.
void join_options(CLI::App& command, const Field& field) {
  CLI::Option* option = command.get_option_no_throw(field.info.option);
  const std::string last = field.info.option.substr(field.info.option.rfind(',') + 1);
  option = option == nullptr ? command.get_option_no_throw(last) : option;
  for (const std::string& name : field.info.excludes) {
    if (CLI::Option* other = command.get_option_no_throw(name)) {
      option->excludes(other);
    }
  }
  if (field.info.needs.find(kOr) != std::string::npos) {
    need_one_of(command, *option, field.info.needs);
  } else if (!field.info.needs.empty()) {
    option->needs(command.get_option(field.info.needs));
  }
}

std::size_t width_for(const CLI::App& app) {
  const auto* formatter = dynamic_cast<const HelpFormatter*>(app.get_formatter().get());
  return formatter == nullptr ? kHelpColumns : formatter->width();
}

}  // namespace

void StatedOptions::add(std::string option, std::vector<std::string> words) {
  all_.push_back({std::move(option), std::move(words)});
}

bool StatedOptions::has(std::string_view option) const {
  return std::ranges::find(all_, option, &Stated::option) != all_.end();
}

void StatedOptions::apply_to(const FieldList& fields) const {
  for (const Stated& stated : all_) {
    for (const Field& field : fields) {
      if (field.info.option == stated.option) {
        check(set_from_words(field, stated.words).has_value(), "what is parsed is right");
      }
    }
  }
}

void add_fields(CLI::App& command, const FieldList& fields, StatedOptions* stated) {
  const CommandPage page = command_page({"", "", ""}, fields);
  for (const Field& field : fields) {
    if (field.info.option.empty()) {
      continue;
    }
    const std::string name = field.info.option.substr(field.info.option.rfind(',') + 1);
    const auto entry = std::ranges::find_if(
        page.entries, [&](const OptionEntry& one) { return one.names.back() == name; });
    add_field(command, field, *entry, stated);
  }
  for (const Field& field : fields) {
    if (!field.info.option.empty()) {
      join_options(command, field);
    }
  }
}

CLI::App& add_command(CLI::App& app, const CommandText& text, const FieldList& fields,
                      StatedOptions* stated, const std::function<void()>& chosen) {
  CLI::App& command = *app.add_subcommand(text.name, text.summary);
  command.footer(text.footer);
  command.set_help_all_flag("--help-all", "print all options");
  command.formatter(std::make_shared<HelpFormatter>(width_for(app), command_page(text, fields)));
  add_fields(command, fields, stated);
  command.callback(chosen);
  return command;
}

const CommandPage& page_of(const CLI::App& command) {
  const auto* formatter = dynamic_cast<const HelpFormatter*>(command.get_formatter().get());
  check(formatter != nullptr && formatter->page() != nullptr, "the command has a table of options");
  return *formatter->page();
}

std::vector<CommandPage> pages_of(const CLI::App& app) {
  std::vector<CommandPage> pages;
  for (const CLI::App* command : app.get_subcommands(nullptr)) {
    pages.push_back(page_of(*command));
  }
  return pages;
}

void list_force_field(bool& force, const std::string& what, FieldList& fields, const char* verb) {
  fields(force, {.option = "--force",
                 .help = fmt::format("replace {} that {} there already", what, verb)});
}

}  // namespace bachprop
