#include "bachprop/cli/command_line.h"

#include <gtest/gtest.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdint>
#include <vector>

#include "bachprop/cli/command.h"
#include "bachprop/cli/run_command_test.h"

namespace bachprop {
namespace {

// A program of two commands.
struct Program {
  CLI::App app;
  std::uint64_t seed = 1;
  std::uint16_t small = 1;
  int number = 0;
  std::vector<std::string> results;

  Program() {
    app.require_subcommand(1);
    CLI::App* command = app.add_subcommand("evaluate");
    command->add_option("--seed", seed);
    command->add_option("--small", small)->check(CLI::Range(0, 9));
    command->add_option("--number", number);
    command->add_option("--score", results);
    command->add_flag("--json");
    app.add_subcommand("listening-test");
    guard_options(app);
  }

  // Empty when the words are fine.
  std::string error_of(std::vector<std::string> words) {
    std::ranges::reverse(words);
    try {
      app.parse(words);
    } catch (const CLI::ParseError& error) {
      return error.what();
    }
    return "";
  }
  std::string unknown(const std::vector<std::string>& words) {
    return error_of(words).empty() ? "" : unknown_command(app);
  }
};

TEST(CommandLine, RefusesNumbersThatAnOptionCannotHold) {
  Program program;
  EXPECT_EQ(program.error_of({"evaluate", "--seed", "-1"}),
            "--seed: -1 is negative: give 0 or more");
  EXPECT_EQ(program.error_of({"evaluate", "--seed=-1"}), "--seed: -1 is negative: give 0 or more");
  EXPECT_EQ(program.error_of({"evaluate", "--seed", "18446744073709551616"}),
            "--seed: 18446744073709551616 is more than 18446744073709551615");
  EXPECT_NE(program.error_of({"evaluate", "--small", "-1"}), "");
  EXPECT_EQ(program.error_of({"evaluate", "--number", "-1", "--seed", "18446744073709551615"}), "");
  EXPECT_EQ(program.seed, 18446744073709551615U);
  EXPECT_EQ(program.number, -1);
}

TEST(CommandLine, DoesNotTakeAnOptionForAValueThatWasForgotten) {
  Program program;
  EXPECT_EQ(program.error_of({"evaluate", "--score", "--json"}),
            "--score: its value is missing: --json is the next option");
  EXPECT_EQ(program.error_of({"evaluate", "--score", "a", "--json"}), "");
}

TEST(CommandLine, NamesTheWordThatIsNoCommandAndTheOneThatWasMeant) {
  Program program;
  EXPECT_EQ(program.unknown({"evalute", "x"}), "\"evalute\" is no command; did you mean evaluate?");
  EXPECT_EQ(program.unknown({"listening"}),
            "\"listening\" is no command; did you mean listening-test?");
  EXPECT_EQ(program.unknown({"sing"}), "\"sing\" is no command; bachprop --help lists them");
  EXPECT_EQ(program.unknown({"--seed"}),
            "--seed is no option; a command comes first, see bachprop --help");
  EXPECT_EQ(program.unknown({}), "");
  EXPECT_EQ(program.unknown({"evaluate", "--sed"}), "");
}

TEST(CommandLine, OfGenerateSaysInWordsHowMuchMayBeCopied) {
  CLI::App app;
  int exit_code = 0;
  add_generate_command(app, exit_code);
  const std::string help = app.get_subcommand("generate")->help();
  EXPECT_NE(help.find("--max-copy INT:0 or 3 to 47"), std::string::npos) << help;
  try {
    app.parse("generate --max-copy 2");
    ADD_FAILURE() << "taken";
  } catch (const CLI::ParseError& error) {
    EXPECT_STREQ(error.what(), "--max-copy: 2 is not 0 or 3 to 47");
  }
}

}  // namespace
}  // namespace bachprop
