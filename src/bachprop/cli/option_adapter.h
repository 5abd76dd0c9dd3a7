// Tables of options to CLI11's options of a command.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "bachprop/base/fields.h"
#include "bachprop/base/result.h"
#include "bachprop/cli/app_fwd.h"
#include "bachprop/cli/command.h"
#include "bachprop/report/command_page.h"

namespace bachprop {

// The values that the user stated, beside those left to defaults.
class StatedOptions {
 public:
  void add(std::string option, std::vector<std::string> words);
  // Whether the option with this table's name was stated, "-n,--pieces".
  [[nodiscard]] bool has(std::string_view option) const;
  // Sets the fields of another set of options to what was stated of them. Words were looked at when
  // they were parsed.
  void apply_to(const FieldList& fields) const;

 private:
  struct Stated {
    std::string option;
    std::vector<std::string> words;
  };
  std::vector<Stated> all_;
};

// Adds an option for each field that has one, which sets the field and, where `stated` is not
// nullptr, notes that it was stated. The values of the fields must outlive the parsing.
void add_fields(CLI::App& command, const FieldList& fields, StatedOptions* stated = nullptr);

// A command with its options and its --help; `chosen` is called when the user chose it.
CLI::App& add_command(CLI::App& app, const CommandText& text, const FieldList& fields,
                      StatedOptions* stated, const std::function<void()>& chosen);

// The same for Arguments that have a table, run(Arguments) -> Result<int>, the exit code. Members
// `stated` and `command` are filled where there are any.
template <typename Arguments, typename Run>
void add_command(CLI::App& app, int& exit_code, const CommandText& text, Run run) {
  const auto arguments = std::make_shared<Arguments>();
  StatedOptions* stated = nullptr;
  if constexpr (requires { arguments->stated; }) {
    stated = &arguments->stated;
  }
  CLI::App& command = add_command(app, text, fields_of(*arguments), stated,
                                  [arguments, &exit_code, name = text.name, run] {
                                    exit_code = exit_code_of(name, run(*arguments));
                                  });
  if constexpr (requires { arguments->command; }) {
    arguments->command = &command;
  }
}

// --force, whose help says what is replaced: "the corpus file"; `verb` is "are" of several.
void list_force_field(bool& force, const std::string& what, FieldList& fields,
                      const char* verb = "is");

// The page of a command that was added so.
[[nodiscard]] const CommandPage& page_of(const CLI::App& command);
// The pages of all commands, in their order.
[[nodiscard]] std::vector<CommandPage> pages_of(const CLI::App& app);

}  // namespace bachprop
