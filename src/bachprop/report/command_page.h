// A command as its users see it. --help, man pages, completions and docs/options.md show the same
// page, which is made from the table of the command's options.
#pragma once

#include <string>
#include <vector>

#include "bachprop/base/fields.h"

namespace bachprop {

// An option, or a word of the command line without a dash.
struct OptionEntry {
  std::vector<std::string> names = {};  // {"-n", "--pieces"}; {"path"}
  std::string value = {};               // "N", "FILE..."; empty: it takes none
  std::string help = {};
  std::string usual = {};   // the default in words; empty: none
  std::string limits = {};  // "from 1 to 4096"; empty: none
  std::string advice = {};  // when to touch it; may be empty
  std::vector<std::string> choices = {};
  bool is_list = false;  // several choices with commas between them
  bool is_path = false;
  bool required = false;
  std::vector<std::string> excludes = {};
  std::string needs = {};
  Need need = Need::kUsual;
  std::string heading = {};  // of the rare ones; may be empty

  [[nodiscard]] bool is_positional() const { return !names.front().starts_with('-'); }
  // "-n, --pieces N", "PATH..."
  [[nodiscard]] std::string synopsis() const;
  // The help with what else a reader of --help needs: "how many (default: 8)".
  [[nodiscard]] std::string description() const;
  // The additions of a man page to the help, a sentence each: limits, default, what it cannot stand
  // beside and when to touch it.
  [[nodiscard]] std::vector<std::string> remarks() const;
  // The help without what stands behind a semicolon, for lists of completions.
  [[nodiscard]] std::string short_help() const;
  [[nodiscard]] bool takes_several() const { return value.ends_with("..."); }
};

// The account that a command gives of itself.
struct CommandText {
  const char* name;
  const char* summary;  // begun with a small letter, without a full stop
  const char* footer;   // "Examples:", lines that are indented, and paragraphs behind an empty line
};

struct CommandPage {
  std::string name = {};
  std::string summary = {};
  std::vector<OptionEntry> entries = {};  // the words without a dash first
  std::vector<std::string> examples = {};
  std::string notes = {};  // paragraphs

  // "bachprop train [OPTIONS] PATH..."
  [[nodiscard]] std::string usage() const;
  // The notes without their line ends.
  [[nodiscard]] std::vector<std::string> paragraphs() const;
};

// The program with all its commands.
struct ProgramPage {
  std::string summary = {};
  std::string version = {};
  std::vector<CommandPage> commands = {};
};

[[nodiscard]] CommandPage command_page(const CommandText& text, const FieldList& fields);

// A heading and the entries that stand below it.
struct PageSection {
  std::string heading;
  std::vector<const OptionEntry*> entries;
};
// The words without a dash, the usual options, and, with `all`, the rare ones by their headings.
// `page` must outlive them.
[[nodiscard]] std::vector<PageSection> groups_of(const CommandPage& page, bool all);

}  // namespace bachprop
