#include <fmt/format.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <vector>

#include "bachprop/base/json_text.h"
#include "bachprop/base/parallel.h"
#include "bachprop/base/try.h"
#include "bachprop/cli/command.h"
#include "bachprop/cli/option_adapter.h"
#include "bachprop/cli/print_files.h"
#include "bachprop/cli/progress.h"
#include "bachprop/cli/terminal.h"
#include "bachprop/report/listening_report.h"
#include "bachprop/report/text.h"
#include "bachprop/run/listening.h"

namespace bachprop {
namespace {

struct ListeningArguments : ListeningRequest {
  ListeningArguments() { threads = available_threads(); }

  std::vector<std::filesystem::path> results;
  std::filesystem::path key;
  bool json = false;
};

constexpr const char* kListeningTestExamples =
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
Result<int> make_test(const ListeningArguments& arguments) {
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

void list_fields(ListeningArguments& arguments, FieldList& fields) {
  fields(arguments.human,
         {.option = "--human", .help = "MIDI files by humans, folders of them, or a corpus file"});
  fields(arguments.machine,
         {.option = "--machine",
          .help = "MIDI files by the machine, folders of them, or a corpus file"});
  fields(arguments.output,
         {.option = "-o,--output", .value = "FOLDER", .help = "folder for the test"});
  fields(arguments.force, {.option = "--force", .help = "replace another test in the folder"});
  fields(arguments.items, {.option = "-n,--items",
                           .help = "how many questions the test has",
                           .limits = between(1, kMostListeningItems),
                           .usual = fmt::format("{}", kUsualListeningItems)});
  fields(arguments.singles, {.option = "--singles",
                             .help = "how many of the questions ask who wrote one excerpt",
                             .limits = between(0, kMostListeningItems),
                             .usual = "half"});
  fields(arguments.pairs, {.option = "--pairs",
                           .help = "how many of the questions ask which of two is the human's",
                           .limits = between(0, kMostListeningItems),
                           .usual = "the others"});
  list_fields(arguments.options, fields);
  fields(arguments.results, {.option = "--score",
                             .help = "count the answers in these files that listeners saved",
                             .excludes = {"--human", "--machine"}});
  fields(arguments.key, {.option = "--key",
                         .help = "the test's key.json",
                         .usual = "the one beside the first results",
                         .needs = "--score"});
  fields(arguments.json, {.option = "--json",
                          .help = "print one JSON object: the scores, or the key of a new test"});
}

}  // namespace

void add_listening_test_command(CLI::App& app, int& exit_code) {
  add_command<ListeningArguments>(
      app, exit_code,
      {"listening-test", "make and score a blind test of human music against the machine's",
       kListeningTestExamples},
      [](const ListeningArguments& arguments) { return listening_test(arguments); });
}

}  // namespace bachprop
