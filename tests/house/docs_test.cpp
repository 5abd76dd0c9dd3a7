// What the documentation tells readers to type, open or look at: it exists.
#include <gtest/gtest.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cctype>
#include <filesystem>
#include <iterator>
#include <regex>
#include <set>
#include <string>
#include <vector>

#include "bachprop/cli/command.h"
#include "house/source_text.h"

namespace bachprop {
namespace {

namespace fs = std::filesystem;

void add_markdown_below(const fs::path& folder, std::vector<fs::path>& files) {
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.path().extension() == ".md") {
      files.push_back(entry.path());
    }
  }
}

// All that is written for readers.
std::vector<fs::path> documents() {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(source_folder())) {
    if (entry.path().extension() == ".md") {
      files.push_back(entry.path());
    }
  }
  for (const char* folder : {"docs", "models", "src", "examples"}) {
    add_markdown_below(source_folder() / folder, files);
  }
  std::ranges::sort(files);
  return files;
}

// `build/compose/bachprop ...` in a line of its own, which may end in a comment, and
// `bachprop ...` or `generate --option ...` between back-ticks.
std::vector<std::string> command_lines(const std::string& text) {
  static const std::regex line(R"re((?:^|\n) {2,}(?:build/compose/)?bachprop ([^\n]*))re");
  static const std::regex span(R"re(`(?:build/compose/)?bachprop ([^`]*)`)re");
  static const std::regex options(
      R"re(`((?:prepare|inspect|train|generate|render|evaluate) -[^`]*)`)re");
  std::vector<std::string> lines = matches(text, line);
  for (std::string& words : lines) {
    words = words.substr(0, words.find("   "));
  }
  std::ranges::copy(matches(text, span), std::back_inserter(lines));
  std::ranges::copy(matches(text, options), std::back_inserter(lines));
  return lines;
}

// Without what a shell takes away: `> speed.json`, `# a comment`. What stands for something else,
// `--seed S` or `FOLDER`, is a number, which would also be a file's name; of `lstm|rnn` the first.
std::vector<std::string> words_of(const std::string& line) {
  std::vector<std::string> words;
  for (std::string word : CLI::detail::split_up(line)) {
    if (word == ">" || word == "|" || word.starts_with('#') || word == "...") {
      break;
    }
    // Newer versions of CLI11 leave the quotes to others.
    if (word.size() > 1 && word.starts_with('"') && word.ends_with('"')) {
      word = word.substr(1, word.size() - 2);
    }
    const bool stands_for_something =
        std::ranges::all_of(word, [](unsigned char c) { return std::isupper(c) != 0; });
    words.push_back(stands_for_something ? "3" : word.substr(0, word.find('|')));
  }
  return words;
}

// Why the program would not take these words; that something is missing is fine in a sentence.
std::string refusal(const std::string& line) {
  CLI::App app("", "bachprop");
  int exit_code = 0;
  app.set_version_flag("--version", "");
  app.require_subcommand(1);
  add_commands(app, exit_code);
  // Comes before the command's own callback, which would do what the words say.
  app.parse_complete_callback([] { throw CLI::Success(); });
  std::vector<std::string> words = words_of(line);
  std::ranges::reverse(words);
  try {
    app.parse(words);
  } catch (const CLI::ArgumentMismatch&) {
    return "";
  } catch (const CLI::RequiresError&) {
    return "";
  } catch (const CLI::RequiredError&) {
    return app.get_subcommands().empty() ? "no command" : "";
  } catch (const CLI::ParseError& error) {
    return error.get_exit_code() == 0 ? "" : error.what();
  }
  return "a command was run";
}

TEST(Documentation, EveryCommandLineIsOneThatTheProgramTakes) {
  int lines = 0;
  for (const fs::path& document : documents()) {
    for (const std::string& line : command_lines(text_of(document))) {
      EXPECT_EQ(refusal(line), "") << document.string() << ": bachprop " << line;
      ++lines;
    }
  }
  EXPECT_GT(lines, 60) << "the pattern finds no command lines";
}

TEST(Documentation, EveryExampleInTheHelpIsOneThatTheProgramTakes) {
  CLI::App app;
  int exit_code = 0;
  add_commands(app, exit_code);
  int lines = 0;
  for (const CLI::App* command : app.get_subcommands(nullptr)) {
    const std::vector<std::string> examples = command_lines("\n" + command->get_footer());
    EXPECT_FALSE(examples.empty()) << command->get_name() << " has no examples";
    for (const std::string& line : examples) {
      EXPECT_EQ(refusal(line), "") << "bachprop " << line;
      ++lines;
    }
  }
  EXPECT_GT(lines, 30);
}

TEST(Documentation, RefusesWhatTheProgramWouldRefuse) {
  EXPECT_EQ(refusal("generate -n 3 -o songs"), "");
  EXPECT_EQ(refusal("evaluate"), "");
  EXPECT_NE(refusal("generate --numbers 3"), "");
  EXPECT_NE(refusal("generate -n many"), "");
  EXPECT_NE(refusal("compose"), "");
  EXPECT_EQ(
      command_lines("Text.\n\n    build/compose/bachprop train x -o y   # why\n`bachprop bench`"),
      (std::vector<std::string>{"train x -o y", "bench"}));
}

TEST(Documentation, EveryCommandIsInTheReadme) {
  const std::string readme = text_of(source_folder() / "README.md");
  CLI::App app;
  int exit_code = 0;
  add_commands(app, exit_code);
  for (const CLI::App* command : app.get_subcommands(nullptr)) {
    EXPECT_NE(readme.find("bachprop " + command->get_name()), std::string::npos)
        << command->get_name();
  }
}

TEST(Documentation, EveryLinkAndPictureIsThere) {
  const std::regex link(R"re(\]\(([^)\s]+)\))re");
  int links = 0;
  for (const fs::path& document : documents()) {
    for (const std::string& target : matches(text_of(document), link)) {
      if (target.find("://") != std::string::npos || target.starts_with('#')) {
        continue;
      }
      const fs::path file = document.parent_path() / target.substr(0, target.find('#'));
      EXPECT_TRUE(fs::exists(file)) << document.string() << ": " << target;
      ++links;
    }
  }
  EXPECT_GT(links, 30);
}

TEST(Documentation, EveryShortNameIsInTheMakefile) {
  const std::string makefile = "\n" + text_of(source_folder() / "Makefile");
  const std::regex use(R"re((?:\n {4}|`)make ([a-z][a-z0-9-]*))re");
  for (const fs::path& document : documents()) {
    for (const std::string& target : matches(text_of(document), use)) {
      EXPECT_NE(makefile.find("\n" + target + ":"), std::string::npos)
          << document.string() << ": make " << target;
    }
  }
}

TEST(Documentation, NoPathOfOneMachine) {
  const std::regex path(R"re((/(?:work|home|root|Users)/[^\s`)]*))re");
  for (const fs::path& document : documents()) {
    EXPECT_EQ(matches(text_of(document), path), std::vector<std::string>()) << document.string();
  }
}

// A file that the build places into the program and that is not the program's own.
TEST(Documentation, EveryEmbeddedFileOfOthersHasItsNotice) {
  const std::regex embed(R"re(bachprop_embed\(\s*\w+\s+\w+\s+([^)]*)\))re");
  const std::string notices = text_of(source_folder() / "licences" / "NOTICES.txt");
  std::set<std::string> others;
  for (const auto& entry : fs::directory_iterator(source_folder() / "src" / "bachprop")) {
    for (const std::string& file : matches(text_of(entry.path() / "CMakeLists.txt"), embed)) {
      if (!file.starts_with("${CMAKE_CURRENT_SOURCE_DIR}") && !file.ends_with("LICENSE") &&
          file.find("/licences/") == std::string::npos) {
        others.insert(file);
      }
    }
  }
  EXPECT_EQ(others, (std::set<std::string>{"${BACHPROP_CHART_JS}",
                                           "${PROJECT_SOURCE_DIR}/models/chorales.safetensors",
                                           "${PROJECT_SOURCE_DIR}/models/nottingham.safetensors"}));
  for (const char* name :
       {"chart.min.js", "models/chorales.safetensors", "models/nottingham.safetensors"}) {
    EXPECT_NE(notices.find(name), std::string::npos) << name;
  }
}

}  // namespace
}  // namespace bachprop
