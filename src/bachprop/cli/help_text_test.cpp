#include "bachprop/cli/help_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <sstream>
#include <string>

#include "bachprop/cli/command.h"
#include "bachprop/report/terminal_text.h"

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
    for (const CLI::App* command : app.get_subcommands(nullptr)) {
      std::istringstream help(command->help());
      for (std::string line; std::getline(help, line);) {
        EXPECT_TRUE(display_width(line) <= width || is_one_word(line))
            << command->get_name() << " at " << width << ": " << line;
      }
    }
  }
}

}  // namespace
}  // namespace bachprop
