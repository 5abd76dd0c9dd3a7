#include "bachprop/cli/command_line.h"

#include <gtest/gtest.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <regex>
#include <string>
#include <vector>

#include "bachprop/cli/command.h"
#include "bachprop/cli/option_adapter.h"
#include "bachprop/cli/run_command_test.h"

namespace bachprop {
namespace {

struct Arguments {
  std::uint64_t seed = 1;
  std::uint64_t small = 1;
  int number = 0;
  std::string output;
  std::string arrangement;
  std::vector<std::filesystem::path> results;
  std::vector<std::filesystem::path> paths;
  bool json = false;
};

void list_fields(Arguments& arguments, FieldList& fields) {
  fields(arguments.seed, {.option = "--seed"});
  fields(arguments.small, {.option = "--small", .limits = between(0, 9)});
  fields(arguments.number, {.option = "--number"});
  fields(arguments.output, {.option = "-o,--output"});
  fields(arguments.arrangement,
         {.option = "--arrange", .choices = {"none", "satb", "string-quartet", "piano"}});
  fields(arguments.results, {.option = "--score"});
  fields(arguments.paths, {.option = "path"});
  fields(arguments.json, {.option = "--json"});
}

// A program of two commands.
struct Program {
  CLI::App app;
  Arguments arguments;
  std::uint64_t& seed = arguments.seed;
  int& number = arguments.number;

  Program() {
    app.require_subcommand(1);
    add_fields(*app.add_subcommand("evaluate"), fields_of(arguments));
    app.add_subcommand("listening-test");
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

TEST(CommandLine, SaysInPlainWordsWhatCouldNotBeRead) {
  Program program;
  const auto told = [&](std::vector<std::string> words) {
    std::ranges::reverse(words);
    try {
      program.app.parse(words);
    } catch (const CLI::ParseError& error) {
      return parse_error_text(program.app, error);
    }
    return std::string();
  };
  EXPECT_EQ(told({"evaluate", "--number", "abc"}),
            "bachprop evaluate: --number: abc is not a whole number; see bachprop "
            "evaluate --help");
  EXPECT_EQ(told({"evaluate", "--number", "3000000000"}),
            "bachprop evaluate: --number: 3000000000 is too large; see bachprop evaluate --help");
  EXPECT_EQ(told({"evaluate", "--output", ""}),
            "bachprop evaluate: -o is empty: give a name; see bachprop evaluate --help");
  EXPECT_EQ(told({"evaluate", "--output", "a", "--seed", "-1"}),
            "bachprop evaluate: --seed: -1 is negative: give 0 or more; see bachprop evaluate "
            "--help");
  EXPECT_EQ(told({}), "bachprop: a command is required; see bachprop --help");
}

TEST(CommandLine, TakesABracketForALetter) {
  for (const char* name : {"[a]", "[a, b]", "[]"}) {
    Program program;
    EXPECT_EQ(program.error_of({"evaluate", "--output", name, "[A minor].mid"}), "");
    EXPECT_EQ(program.arguments.output, name);
    EXPECT_EQ(program.arguments.paths, (std::vector<std::filesystem::path>{"[A minor].mid"}));
  }
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

TEST(CommandLine, NamesTheOptionThatIsNoneAndTheOneThatWasMeant) {
  Program program;
  const auto unknown = [&](const std::vector<std::string>& words) {
    return program.error_of(words).empty() ? "" : unknown_option(program.app);
  };
  EXPECT_EQ(unknown({"evaluate", "--numbr", "3"}),
            "bachprop evaluate: --numbr is no option of it; did you mean --number?");
  EXPECT_EQ(unknown({"evaluate", "--numbr=3"}),
            "bachprop evaluate: --numbr is no option of it; did you mean --number?");
  EXPECT_EQ(unknown({"evaluate", "--o", "a"}),
            "bachprop evaluate: --o is no option of it; did you mean -o?");
  EXPECT_EQ(unknown({"evaluate", "--frobnicate"}),
            "bachprop evaluate: --frobnicate is no option of it; bachprop evaluate --help lists "
            "them");
  EXPECT_EQ(unknown({"listening-test", "a.mid", "b.mid"}),
            "bachprop listening-test: \"a.mid\" is one word too many; bachprop listening-test "
            "--help says what it takes");
  EXPECT_EQ(unknown({"evaluate", "--seed", "-1"}), "");
}

TEST(CommandLine, SuggestsTheValueThatWasMeant) {
  Program program;
  const auto check = [&](const std::string& word) {
    return program.error_of({"evaluate", "--arrange", word});
  };
  EXPECT_EQ(check("quartet"),
            "--arrange: \"quartet\" is none of none, satb, string-quartet or piano; did you mean "
            "string-quartet?");
  EXPECT_EQ(check("pinao"),
            "--arrange: \"pinao\" is none of none, satb, string-quartet or piano; did you mean "
            "piano?");
  EXPECT_EQ(check("brass-band"),
            "--arrange: \"brass-band\" is none of none, satb, string-quartet or piano");
  EXPECT_EQ(check("piano"), "");
}

TEST(CommandLine, CanBeSaidAgain) {
  Program program;
  EXPECT_EQ(program.error_of({"evaluate", "--number", "3", "--score", "a b", "c", "--json"}), "");
  const std::string again = command_again(*program.app.get_subcommand("evaluate"),
                                          {"--number", "--seed"}, {"--seed", "7"});
  EXPECT_EQ(again, program_as_called() + " evaluate --score 'a b' c --json --seed 7");
}

// Every option that counts something: what is no number of things is refused.
TEST(CommandLine, RefusesNoEpochs) {
  for (const char* command : {"train", "benchmark", "compare"}) {
    CLI::App app;
    int exit_code = 0;
    add_train_command(app, exit_code);
    add_benchmark_command(app, exit_code);
    add_compare_command(app, exit_code);
    for (const char* epochs : {"0", "-3", "1.5", "99999999999"}) {
      try {
        app.parse(std::string(command) + " x --epochs " + epochs);
        ADD_FAILURE() << command << " takes " << epochs;
      } catch (const CLI::ParseError& error) {
        EXPECT_EQ(error.what(),
                  "--epochs: " + std::string(epochs) + " is not a whole number from 1 to 1000000");
      }
    }
  }
}

// A script must know what it reads.
TEST(CommandLine, SaysOfEveryJsonWhetherItIsOneObject) {
  CLI::App app;
  int exit_code = 0;
  add_commands(app, exit_code);
  for (const CLI::App* command : app.get_subcommands(nullptr)) {
    if (command->get_name() == "licences") {
      continue;  // prints text alone
    }
    const std::string help = command->get_option("--json")->get_description();
    const std::string kind = command->get_name() == "train" ? "JSON lines" : "one JSON object";
    EXPECT_NE(help.find(kind), std::string::npos) << command->get_name() << ": " << help;
  }
}

TEST(CommandLine, OfGenerateSaysInWordsHowMuchMayBeCopied) {
  CLI::App app;
  int exit_code = 0;
  add_generate_command(app, exit_code);
  // Wherever its lines are broken.
  const std::string help =
      std::regex_replace(app.get_subcommand("generate")->help(), std::regex("\\s+"), " ");
  EXPECT_NE(help.find("(0 or 3 to 47; default: 0)"), std::string::npos) << help;
  try {
    app.parse("generate --max-copy 2");
    ADD_FAILURE() << "taken";
  } catch (const CLI::ParseError& error) {
    EXPECT_STREQ(error.what(), "--max-copy: 2 is not 0 or 3 to 47");
  }
}

}  // namespace
}  // namespace bachprop
