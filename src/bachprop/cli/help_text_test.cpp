#include "bachprop/cli/help_text.h"

#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "bachprop/cli/command.h"
#include "bachprop/cli/option_adapter.h"
#include "bachprop/report/options_document.h"
#include "bachprop/report/terminal_text.h"
#include "bachprop/train/train_options.h"

namespace bachprop {
namespace {

TEST(HelpText, JoinsTheLinesOfAParagraph) {
  EXPECT_EQ(joined_paragraphs("Examples:\n  bachprop bench\n\nThe peak is\nthe speed.\n"),
            "Examples:\n  bachprop bench\n\nThe peak is the speed.\n");
  EXPECT_EQ(joined_paragraphs("learn\nUsage: bachprop train\n"), "learn\nUsage: bachprop train\n");
}

// A word of its own, an address for instance, may be longer.
bool is_one_word(const std::string& line) {
  const std::size_t begin = line.find_first_not_of(' ');
  return line.find(' ', begin) == std::string::npos;
}

TEST(HelpText, OfEveryCommandFitsEveryTerminal) {
  for (const std::size_t width : {40U, 60U, 80U, 100U}) {
    CLI::App app("BachProp learns to compose.", "bachprop");
    app.formatter(std::make_shared<HelpFormatter>(width));
    int exit_code = 0;
    add_commands(app, exit_code);
    std::string all = app.help();
    for (const CLI::App* command : app.get_subcommands(nullptr)) {
      all += command->help() + command->help("", CLI::AppFormatMode::All);
    }
    std::istringstream help(all);
    for (std::string line; std::getline(help, line);) {
      EXPECT_TRUE(display_width(line) <= width || is_one_word(line)) << width << ": " << line;
    }
  }
}

// A screen is 24 lines, and a pager's first one must say what a command is for. No command has more
// usual options than can be looked over at a glance; the others stand behind --help-all.
TEST(HelpText, ShowsWhatPeopleNeedAndNamesTheRest) {
  CLI::App app("BachProp learns to compose.", "bachprop");
  int exit_code = 0;
  add_commands(app, exit_code);
  constexpr std::size_t kAtAGlance = 22;
  for (const CLI::App* command : app.get_subcommands(nullptr)) {
    const CommandPage& page = page_of(*command);
    std::size_t usual = 0;
    std::size_t rare = 0;
    for (const OptionEntry& entry : page.entries) {
      (entry.need == Need::kUsual ? usual : rare) += 1;
    }
    EXPECT_LE(usual, kAtAGlance) << page.name;
    const std::string help = command->help();
    const std::string all = command->help("", CLI::AppFormatMode::All);
    EXPECT_EQ(help.find(fmt::format("bachprop {} --help-all", page.name)) != std::string::npos,
              rare > 0);
    for (const OptionEntry& entry : page.entries) {
      EXPECT_NE(all.find(entry.synopsis()), std::string::npos) << page.name << entry.synopsis();
    }
  }
}

// Every option says what it is for, and none says it as a sentence.
TEST(HelpText, HasNoOptionWithoutHelp) {
  CLI::App app;
  int exit_code = 0;
  add_commands(app, exit_code);
  for (const CommandPage& page : pages_of(app)) {
    for (const OptionEntry& entry : page.entries) {
      EXPECT_FALSE(entry.help.empty()) << page.name << " " << entry.synopsis();
      EXPECT_FALSE(entry.help.ends_with('.')) << page.name << " " << entry.help;
      EXPECT_TRUE(entry.advice.empty() || entry.advice.ends_with('.')) << entry.advice;
    }
  }
}

// Where the presets differ, the help has the values of both.
TEST(HelpText, OfTrainHasThePresetsValues) {
  CLI::App app;
  int exit_code = 0;
  add_train_command(app, exit_code);
  const CommandPage& page = page_of(*app.get_subcommand("train"));
  TrainOptions music = preset_options("music").value();
  TrainOptions paper = preset_options("paper").value();
  const std::vector<FieldChange> differences = changes(fields_of(music), fields_of(paper));
  EXPECT_GE(differences.size(), 11U);
  for (const FieldChange& change : differences) {
    const auto entry = std::ranges::find_if(
        page.entries, [&](const OptionEntry& one) { return one.names.back() == change.option; });
    ASSERT_NE(entry, page.entries.end()) << change.option;
    EXPECT_EQ(entry->usual, fmt::format("{}; paper: {}", change.from, change.to)) << change.option;
  }
}

// docs/options.md is written by `make options`.
TEST(HelpText, IsTheSameAsInTheDocumentation) {
  CLI::App app;
  int exit_code = 0;
  add_commands(app, exit_code);
  std::ifstream file(BACHPROP_SOURCE_DIR "/docs/options.md");
  std::ostringstream written;
  written << file.rdbuf();
  EXPECT_EQ(written.str(), options_document({.commands = pages_of(app)}))
      << "write docs/options.md anew: make options";
}

}  // namespace
}  // namespace bachprop
