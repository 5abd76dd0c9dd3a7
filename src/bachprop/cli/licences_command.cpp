#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <string>
#include <string_view>

#include "bachprop/cli/command.h"
#include "bachprop/cli/option_adapter.h"
#include "bachprop/cli/terminal.h"
#include "bachprop/render/page_parts.h"

// Files that the build places into the program, see CMakeLists.txt.
// NOLINTBEGIN(readability-identifier-naming)
extern "C" {
extern const char program_licence_begin[];
extern const char program_licence_end[];
extern const char licence_notices_begin[];
extern const char licence_notices_end[];
extern const char gpl_3_text_begin[];
extern const char gpl_3_text_end[];
extern const char apache_2_text_begin[];
extern const char apache_2_text_end[];
}
// NOLINTEND(readability-identifier-naming)

namespace bachprop {
namespace {

constexpr const char* kLicencesExamples =
    R"(Examples:
  bachprop licences            the program's licence, and what is inside it under which licence
  bachprop licences --full     also the full texts of the GNU GPL 3 and of the Apache License 2.0)";

void print_licence(std::string_view text) { print_wrapped("{}\n", text); }

int licences(bool full) {
  print_licence(embedded(program_licence_begin, program_licence_end));
  print_licence(embedded(licence_notices_begin, licence_notices_end));
  if (full) {
    print_licence(embedded(gpl_3_text_begin, gpl_3_text_end));
    print_licence(embedded(apache_2_text_begin, apache_2_text_end));
  }
  return 0;
}

struct LicencesArguments {
  bool full = false;
};

void list_fields(LicencesArguments& arguments, FieldList& fields) {
  fields(arguments.full, {.option = "--full", .help = "print the full texts, too"});
}

}  // namespace

void add_licences_command(CLI::App& app, int& exit_code) {
  add_command<LicencesArguments>(
      app, exit_code,
      {"licences", "say under which licences the program and its models are", kLicencesExamples},
      [](const LicencesArguments& arguments) { return Result<int>(licences(arguments.full)); });
  app.get_subcommand("licences")->alias("licenses");
}

}  // namespace bachprop
