#include "bachprop/report/options_document.h"

#include <fmt/format.h>

#include <string_view>
#include <vector>

namespace bachprop {
namespace {

// What Markdown would take for an emphasis or a tag is only text.
std::string plain(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (c == '*' || c == '_' || c == '<' || c == '|') {
      result += '\\';
    }
    result += c;
  }
  return result;
}

std::string markdown_entry(const OptionEntry& entry) {
  std::string text = fmt::format("- **`{}`**: {}.\n", entry.synopsis(), plain(entry.help));
  for (const std::string& sentence : entry.remarks()) {
    text += fmt::format("  {}\n", plain(sentence));
  }
  return text;
}

std::string command_text(const CommandPage& page) {
  std::string text = fmt::format("\n## bachprop {}\n\nTo {}.\n\nUsage: {}\n", page.name,
                                 page.summary, plain(page.usage()));
  for (const PageSection& group : groups_of(page, /*all=*/true)) {
    text += fmt::format("\n### {}\n\n", group.heading);
    for (const OptionEntry* entry : group.entries) {
      text += markdown_entry(*entry);
    }
  }
  return text;
}

}  // namespace

std::string options_document(const ProgramPage& program) {
  std::string text =
      "# Every option of every command\n\n"
      "This page is written by `make options` from the table of options in the sources.\n"
      "`--help` of a command shows its usual options, `--help-all` these.\n";
  for (const CommandPage& page : program.commands) {
    text += command_text(page);
  }
  return text;
}

}  // namespace bachprop
