#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <vector>

#include "bachprop/base/json_text.h"
#include "bachprop/base/parallel.h"
#include "bachprop/base/try.h"
#include "bachprop/cli/command.h"
#include "bachprop/cli/number_range.h"
#include "bachprop/cli/one_of.h"
#include "bachprop/cli/print_files.h"
#include "bachprop/cli/progress.h"
#include "bachprop/cli/terminal.h"
#include "bachprop/report/listening_report.h"
#include "bachprop/report/text.h"
#include "bachprop/run/listening.h"

namespace bachprop {
namespace {

struct ListeningArguments : ListeningRequest {
  std::string place = "beginning";
  std::vector<std::filesystem::path> results;
  std::filesystem::path key;
  bool json = false;
};

constexpr const char* kExamples =
    R"(Examples:
  bachprop generate -n 30 -o composed
  bachprop listening-test --human chorales --machine composed --music "Bach's chorales" -o test
  bachprop listening-test --human chorales --machine composed -n 12 --pairs 12 --seconds 30
  bachprop listening-test --score results-*.json --key test/key.json

Writes index.html, which opens in any browser from disk: give that file to the listeners, and ask for
the results-*.json that they save. key.json, beside it, knows who wrote what: keep it to yourself.
The same pieces, options and seed give the same test.)";

std::string source_text(const ExcerptSource& source, const char* author) {
  return fmt::format("{} by {}, {} of them too short", counted(source.pieces, "piece"), author,
                     source.too_short);
}

void print_test(const ListeningTest& test, const ListeningArguments& arguments) {
  const ListeningTestOptions& options = test.options;
  print_wrapped(
      "Test {}: {} and {}, {} s each, at {} quarters a minute, from {}; seed "
      "{}\nTaken from {}; {}.\nGive {} to the listeners. Keep {} to yourself.\nThen: bachprop "
      "listening-test --score results-*.json --key {}\n",
      test.id, counted(static_cast<std::uint64_t>(options.singles), "single excerpt"),
      counted(static_cast<std::uint64_t>(options.pairs), "pair"), options.seconds,
      options.quarters_per_minute,
      options.place == ExcerptPlace::kBeginning ? "the beginning" : "a random onset", options.seed,
      source_text(test.human, "humans"), source_text(test.machine, "the machine"),
      listening_page_in(arguments.output).string(), listening_key_in(arguments.output).string(),
      listening_key_in(arguments.output).string());
}

// The exit code.
Result<int> make_test(ListeningArguments arguments) {
  arguments.options.place =
      arguments.place == "random" ? ExcerptPlace::kRandom : ExcerptPlace::kBeginning;
  TerminalWatch terminal;
  ListeningWatch watch;
  terminal.attach_to(watch);
  watch.files = [](const std::string& whose, std::span<const FileOutcome> files) {
    if (!files.empty()) {
      print_wrapped(stderr, "the {} pieces:\n", whose);
      print_file_report(files, /*verbose=*/false);
    }
  };
  const auto test = TRY(make_listening_test(arguments, watch));
  if (arguments.json) {
    fmt::print("{}\n", json_text(listening_key_json(test), 2));
  } else {
    print_test(test, arguments);
  }
  return 0;
}

// The exit code.
Result<int> score(const ListeningArguments& arguments) {
  const auto all = TRY(score_listening_results(arguments.results, arguments.key));
  for (const std::string& trouble : all.troubles) {
    print_wrapped(stderr, "{}; left out\n", printable(trouble));
  }
  for (const Listener& copy : all.copies) {
    print_wrapped(stderr, "{}: left out, listener {} is counted from another file\n",
                  printable(copy.file), copy.id);
  }
  if (arguments.json) {
    fmt::print("{}\n", json_text(listening_score_json(all.score), 2));
  } else {
    print_wrapped("Test {}, {}\n\n{}", all.test, counted(all.listeners.size(), "listener"),
                  listening_score_text(all.score, columns_of(stdout)));
  }
  return all.troubles.empty() ? 0 : 1;
}

Result<int> listening_test(const ListeningArguments& arguments) {
  if (!arguments.results.empty()) {
    return score(arguments);
  }
  if (arguments.human.empty() || arguments.machine.empty()) {
    return fail("needs --human and --machine to make a test, or --score to count its results");
  }
  return make_test(arguments);
}

void add_options(CLI::App& command, ListeningArguments& arguments) {
  ListeningTestOptions& options = arguments.options;
  auto* human = command.add_option("--human", arguments.human,
                                   "MIDI files by humans, folders of them, or a corpus file");
  auto* machine = command.add_option("--machine", arguments.machine, "the same by the machine");
  command.add_option("-o,--output", arguments.output, "folder for the test")->capture_default_str();
  command.add_option("-n,--items", arguments.items, "questions (default: 20)")
      ->check(CLI::Range(1, kMostListeningItems));
  command
      .add_option("--singles", arguments.singles,
                  "of them, how many ask who wrote one excerpt (default: half)")
      ->check(CLI::Range(0, kMostListeningItems));
  command
      .add_option("--pairs", arguments.pairs,
                  "of them, how many ask which of two is the human's (default: the others)")
      ->check(CLI::Range(0, kMostListeningItems));
  command
      .add_option("--seconds", options.seconds, "length of an excerpt; shorter pieces are not used")
      ->check(number_between(1.0, 600.0))
      ->capture_default_str();
  command
      .add_option("--bpm", options.quarters_per_minute,
                  "tempo of all excerpts, in quarter notes a minute")
      ->check(number_between(20.0, 400.0))
      ->capture_default_str();
  command
      .add_option("--from", arguments.place,
                  "where excerpts begin: the beginning of the piece, or a random onset")
      ->check(one_of({"beginning", "random"}))
      ->capture_default_str();
  command.add_option("--music", options.music,
                     "what the humans' pieces are, to tell and to ask the listeners");
  command.add_option("--seed", options.seed, "other seeds give other tests")->capture_default_str();
  command.add_flag("--force", arguments.force, "replace another test in the folder");
  auto* results = command.add_option("--score", arguments.results,
                                     "count the answers in these files that listeners saved");
  results->excludes(human)->excludes(machine);
  command
      .add_option("--key", arguments.key,
                  "the test's key.json (default: the one beside the first results)")
      ->needs(results);
  command.add_flag("--json", arguments.json,
                   "print one JSON object: the scores, or the key of a new test");
}

}  // namespace

void add_listening_test_command(CLI::App& app, int& exit_code) {
  CLI::App* command = app.add_subcommand(
      "listening-test", "make and score a blind test of human music against the machine's");
  command->footer(kExamples);
  const auto arguments = std::make_shared<ListeningArguments>();
  arguments->threads = available_threads();
  add_options(*command, *arguments);
  command->callback([arguments, &exit_code] {
    exit_code = exit_code_of("listening-test", listening_test(*arguments));
  });
}

}  // namespace bachprop
