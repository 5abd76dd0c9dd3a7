#include "bachprop/report/completions.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <vector>

namespace bachprop {
namespace {

using Lines = std::vector<std::string>;

bool takes_folder(const OptionEntry& entry) { return entry.is_path && entry.value == "FOLDER"; }

// Whether a word without a dash may be a file.
bool takes_files(const CommandPage& page) {
  return std::ranges::any_of(page.entries, [](const OptionEntry& entry) {
    return entry.is_path && (entry.is_positional() || entry.takes_several());
  });
}

// A word of a shell in single quotes.
std::string in_quotes(std::string_view text) {
  std::string result = "'";
  for (const char c : text) {
    if (c == '\'') {
      result += "'\\''";
    } else {
      result += c;
    }
  }
  return result + "'";
}

Lines command_names(const ProgramPage& program) {
  Lines names;
  for (const CommandPage& page : program.commands) {
    names.push_back(page.name);
  }
  return names;
}

// --- bash -------------------------------------------------------------------------------------

// What to do behind an option that takes a value, as a branch of `case $command:$before`.
std::string bash_value(const CommandPage& page, const OptionEntry& entry) {
  Lines patterns;
  for (const std::string& name : entry.names) {
    patterns.push_back(page.name + ":" + name);
  }
  std::string action = "return";
  if (!entry.choices.empty()) {
    action = fmt::format("_bachprop_{} '{}'; return", entry.is_list ? "list" : "words",
                         fmt::join(entry.choices, " "));
  } else if (entry.is_path) {
    action = fmt::format("_bachprop_paths {}; return", takes_folder(entry) ? "-d" : "-f");
  }
  return fmt::format("    {}) {} ;;\n", fmt::join(patterns, "|"), action);
}

std::string bash_values(const ProgramPage& program) {
  std::string text;
  for (const CommandPage& page : program.commands) {
    for (const OptionEntry& entry : page.entries) {
      if (!entry.is_positional() && !entry.value.empty()) {
        text += bash_value(page, entry);
      }
    }
  }
  return text;
}

std::string bash_options(const ProgramPage& program) {
  std::string text;
  for (const CommandPage& page : program.commands) {
    Lines names;
    for (const OptionEntry& entry : page.entries) {
      if (!entry.is_positional()) {
        names.push_back(entry.names.back());
      }
    }
    text += fmt::format("    {}) options='{}' files={} ;;\n", page.name, fmt::join(names, " "),
                        takes_files(page) ? 1 : 0);
  }
  return text;
}

constexpr std::string_view kBashHelpers =
    R"(# Completions of bachprop, made from its table of options.

_bachprop_words() { mapfile -t COMPREPLY < <(compgen -W "$1" -- "$word"); }

_bachprop_paths() {
  compopt -o filenames 2>/dev/null
  mapfile -t COMPREPLY < <(compgen "$1" -- "$word")
}

# Several words with commas between them.
_bachprop_list() {
  local before=
  [[ $word != *,* ]] || before=${word%,*},
  compopt -o nospace 2>/dev/null
  mapfile -t COMPREPLY < <(compgen -P "$before" -W "$1" -- "${word##*,}")
}

_bachprop() {
  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} command= options= files=0
  # The shell takes --cell=gru apart.
  if [[ $before == = ]]; then
    before=${COMP_WORDS[COMP_CWORD - 2]}
  elif [[ $word == = ]]; then
    word=
  fi
  COMPREPLY=()
  ((COMP_CWORD == 1)) || command=${COMP_WORDS[1]}
)";

// --- zsh --------------------------------------------------------------------------------------

// The explanation of an option, between brackets.
std::string zsh_text(const OptionEntry& entry) {
  std::string text;
  for (const char c : entry.short_help()) {
    text += c == '[' || c == ']' || c == '\\' ? std::string("\\") + c : std::string(1, c);
  }
  return text;
}

// ":message:action" of a value.
std::string zsh_value(const OptionEntry& entry) {
  if (entry.value.empty()) {
    return "";
  }
  const std::string names = fmt::format("{}", fmt::join(entry.choices, " "));
  const std::string action = entry.is_list && !names.empty()
                                 ? fmt::format("_values -s , {} {}", entry.value, names)
                             : !names.empty()      ? fmt::format("({})", names)
                             : takes_folder(entry) ? "_files -/"
                             : entry.is_path       ? "_files"
                                                   : " ";
  const std::string value = names.empty() ? entry.value : "value";
  return fmt::format(":{}:{}", value, action);
}

std::string zsh_entry(const OptionEntry& entry) {
  if (entry.is_positional()) {
    return in_quotes(fmt::format("*:{}:{}", entry.value, entry.is_path ? "_files" : " "));
  }
  Lines together = entry.excludes;
  std::ranges::copy(entry.names, std::back_inserter(together));
  const std::string first = fmt::format("({})", fmt::join(together, " "));
  const std::string rest = fmt::format("[{}]{}", zsh_text(entry), zsh_value(entry));
  return entry.names.size() == 1 ? in_quotes(first + entry.names.front() + rest)
                                 : fmt::format("{}{{{}}}{}", in_quotes(first),
                                               fmt::join(entry.names, ","), in_quotes(rest));
}

// --- fish -------------------------------------------------------------------------------------

std::string fish_text(std::string_view text) {
  std::string result = "'";
  for (const char c : text) {
    result += c == '\'' || c == '\\' ? std::string("\\") + c : std::string(1, c);
  }
  return result + "'";
}

std::string fish_value(const OptionEntry& entry) {
  if (entry.value.empty()) {
    return "";
  }
  const std::string names = fmt::format("{}", fmt::join(entry.choices, " "));
  return entry.is_list && !names.empty() ? fmt::format(" -x -a '(__fish_append , {})'", names)
         : !names.empty()                ? fmt::format(" -x -a '{}'", names)
         : takes_folder(entry)           ? " -x -a '(__fish_complete_directories)'"
         : entry.is_path                 ? " -r -F"
                                         : " -x";
}

std::string fish_entry(const CommandPage& page, const OptionEntry& entry) {
  std::string text =
      fmt::format("complete -c bachprop -n '__fish_seen_subcommand_from {}'", page.name);
  for (const std::string& name : entry.names) {
    text += name.starts_with("--") ? fmt::format(" -l {}", name.substr(2))
                                   : fmt::format(" -s {}", name.substr(1));
  }
  return text + fish_value(entry) + " -d " + fish_text(entry.short_help()) + "\n";
}

}  // namespace

std::string bash_completion(const ProgramPage& program) {
  return fmt::format(
             "{}  case $command:$before in\n{}  esac\n  case $command in\n"
             "    '') options='{} --help --version' ;;\n{}  esac\n",
             kBashHelpers, bash_values(program), fmt::join(command_names(program), " "),
             bash_options(program)) +
         "  if [[ $word == -* ]] || ((files == 0)); then\n"
         "    _bachprop_words \"$options\"\n"
         "  else\n"
         "    _bachprop_paths -f\n"
         "  fi\n"
         "}\n"
         "complete -F _bachprop bachprop\n";
}

std::string zsh_completion(const ProgramPage& program) {
  std::string commands;
  std::string branches;
  for (const CommandPage& page : program.commands) {
    commands += fmt::format("    {}\n", in_quotes(page.name + ":" + page.summary));
    Lines entries;
    std::ranges::transform(page.entries, std::back_inserter(entries), zsh_entry);
    branches += fmt::format("    {})\n      _arguments -s -S \\\n        {}\n      ;;\n", page.name,
                            fmt::join(entries, " \\\n        "));
  }
  return fmt::format(
      "#compdef bachprop\n"
      "# Completions of bachprop, made from its table of options.\n\n"
      "_bachprop() {{\n"
      "  local -a commands=(\n{}  )\n"
      "  if ((CURRENT == 2)); then\n"
      "    _describe -t commands command commands\n"
      "    _arguments '--help[how to use it]' '--version[version and commit]'\n"
      "    return\n"
      "  fi\n"
      "  local command=$words[2]\n"
      "  shift words\n"
      "  ((CURRENT--))\n"
      "  case $command in\n{}  esac\n"
      "}}\n\n"
      "_bachprop \"$@\"\n",
      commands, branches);
}

std::string fish_completion(const ProgramPage& program) {
  std::string text =
      "# Completions of bachprop, made from its table of options.\n"
      "complete -c bachprop -f\n"
      "complete -c bachprop -n __fish_use_subcommand -l help -d 'how to use it'\n"
      "complete -c bachprop -n __fish_use_subcommand -l version -d 'version and commit'\n";
  for (const CommandPage& page : program.commands) {
    text += fmt::format("complete -c bachprop -n __fish_use_subcommand -a {} -d {}\n", page.name,
                        fish_text(page.summary));
    if (takes_files(page)) {
      text +=
          fmt::format("complete -c bachprop -n '__fish_seen_subcommand_from {}' -F\n", page.name);
    }
    for (const OptionEntry& entry : page.entries) {
      text += entry.is_positional() ? "" : fish_entry(page, entry);
    }
  }
  return text;
}

}  // namespace bachprop
