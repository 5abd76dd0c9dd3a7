#include "bachprop/report/man_page.h"

#include <fmt/format.h>

#include <algorithm>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "bachprop/report/terminal_text.h"
#include "bachprop/report/text.h"

namespace bachprop {
namespace {

// Text as it is: no character of it is taken for an instruction.
std::string escaped(std::string_view text) {
  std::string result = text.starts_with('.') || text.starts_with('\'') ? "\\&" : "";
  for (const char c : text) {
    if (c == '\\') {
      result += "\\e";
    } else if (c == '-') {
      result += "\\-";
    } else {
      result += c;
    }
  }
  return result;
}

std::string bold(std::string_view text) { return fmt::format("\\fB{}\\fR", escaped(text)); }
std::string italic(std::string_view text) { return fmt::format("\\fI{}\\fR", escaped(text)); }

// No date: the same sources give the same page.
std::string head(const std::string& name, const ProgramPage& program) {
  return fmt::format(".TH {} 1 \"\" \"BachProp {}\" \"BachProp Manual\"\n", upper_case(name),
                     program.version);
}

std::string option_names(const OptionEntry& entry) {
  if (entry.is_positional()) {
    return italic(entry.value);
  }
  std::vector<std::string> names;
  for (const std::string& name : entry.names) {
    names.push_back(bold(name));
  }
  const std::string all = fmt::format("{}", fmt::join(names, ", "));
  return entry.value.empty() ? all : fmt::format("{} {}", all, italic(entry.value));
}

std::string man_entry(const OptionEntry& entry) {
  std::string text = fmt::format(".TP\n{}\n{}.\n", option_names(entry), escaped(entry.help));
  for (const std::string& sentence : entry.remarks()) {
    text += escaped(sentence) + "\n";
  }
  return text;
}

std::string options_text(const CommandPage& page) {
  std::string text = ".SH OPTIONS\n";
  const std::vector<PageSection> groups = groups_of(page, /*all=*/true);
  for (const PageSection& group : groups) {
    if (groups.size() > 1) {
      text += fmt::format(".SS {}\n", escaped(group.heading));
    }
    for (const OptionEntry* entry : group.entries) {
      text += man_entry(*entry);
    }
  }
  return text;
}

// As --help shows them, in a fixed width, which the page's margin leaves.
std::string examples_text(const CommandPage& page) {
  constexpr std::size_t kColumns = 72;
  std::string text = ".SH EXAMPLES\n.nf\n";
  std::istringstream lines(wrapped(fmt::format("{}", fmt::join(page.examples, "\n")), kColumns));
  for (std::string line; std::getline(lines, line);) {
    text += escaped(line) + "\n";
  }
  return text + ".fi\n";
}

std::string description_text(const CommandPage& page) {
  const std::vector<std::string> paragraphs = page.paragraphs();
  std::string text;
  for (const std::string& paragraph : paragraphs) {
    text += (text.empty() ? ".SH DESCRIPTION\n" : ".PP\n") + escaped(paragraph) + "\n";
  }
  return text;
}

}  // namespace

std::string command_manual(const CommandPage& page, const ProgramPage& program) {
  const std::string name = fmt::format("bachprop-{}", page.name);
  return head(name, program) +
         fmt::format(".SH NAME\n{} \\- {}\n.SH SYNOPSIS\n{}\n", escaped(name),
                     escaped(page.summary), bold(page.usage())) +
         description_text(page) + options_text(page) + examples_text(page) +
         ".SH SEE ALSO\n.BR bachprop (1)\n";
}

std::string program_manual(const ProgramPage& program) {
  std::string commands;
  std::string others;
  for (const CommandPage& page : program.commands) {
    commands +=
        fmt::format(".TP\n.BR bachprop\\-{} (1)\n{}.\n", escaped(page.name), escaped(page.summary));
    others +=
        fmt::format("{}.BR bachprop\\-{} (1)", others.empty() ? "" : " ,\n", escaped(page.name));
  }
  return head("bachprop", program) +
         fmt::format(
             ".SH NAME\nbachprop \\- learn to compose from MIDI files\n"
             ".SH SYNOPSIS\n.B bachprop\n.I COMMAND\n[OPTIONS]\n"
             ".SH DESCRIPTION\n{}\n.SH COMMANDS\n{}",
             escaped(program.summary), commands) +
         ".SH ENVIRONMENT\n"
         ".TP\n.B BACHPROP_SOUNDFONT\nThe SF2 or SF3 file that sound is played with.\n"
         ".TP\n.B BACHPROP_ENGRAVER\nThe program that draws PDF and SVG.\n"
         ".TP\n.B BACHPROP_CORPORA\nThe folder of the published benchmarks.\n"
         ".SH EXIT STATUS\n"
         "0: done. 1: an error, which is printed. 2: wrong usage. 130: stopped by Ctrl\\-C.\n"
         ".SH SEE ALSO\n" +
         others + "\n";
}

}  // namespace bachprop
