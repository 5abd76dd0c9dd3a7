#include <fmt/core.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <system_error>
#include <tuple>
#include <vector>

#include "bachprop/base/file_io.h"
#include "bachprop/base/json_text.h"
#include "bachprop/base/parallel.h"
#include "bachprop/base/try.h"
#include "bachprop/cli/command.h"
#include "bachprop/cli/file_report.h"
#include "bachprop/cli/option_adapter.h"
#include "bachprop/cli/output_file.h"
#include "bachprop/cli/progress.h"
#include "bachprop/cli/terminal.h"
#include "bachprop/corpus/collect.h"
#include "bachprop/evaluate/listening_design.h"
#include "bachprop/evaluate/listening_results.h"
#include "bachprop/render/listening_page.h"
#include "bachprop/report/listening_report.h"
#include "bachprop/report/text.h"

namespace bachprop {
namespace {

namespace fs = std::filesystem;

using Paths = std::vector<fs::path>;

struct ListeningArguments {
  Paths human;
  Paths machine;
  std::optional<int> items;
  std::optional<int> singles;
  std::optional<int> pairs;
  fs::path output = "listening-test";
  bool force = false;
  ListeningTestOptions options;
  Paths results;
  fs::path key;
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

constexpr const char* kKeyName = "key.json";
constexpr const char* kPageName = "index.html";
constexpr int kItems = 20;
constexpr int kMostItems = 1000;
constexpr std::size_t kMostResultBytes = 16'000'000;

Result<std::string> read_text(const fs::path& path) {
  const auto bytes = TRY(read_file(path, kMostResultBytes));
  return std::string(reinterpret_cast<const char*>(bytes.data()), bytes.size());
}

Result<ListeningKey> read_key(const fs::path& path) {
  const auto text = read_text(path);
  return text ? read_listening_key(*text, path.string()) : tl::unexpected(text.error());
}

// Half of the items are pairs unless it was said otherwise.
Result<void> divide_items(ListeningArguments& arguments) {
  const auto& [items, singles, pairs] =
      std::tie(arguments.items, arguments.singles, arguments.pairs);
  if (items && singles && pairs && *items != *singles + *pairs) {
    return fail(fmt::format("-n {} is not --singles {} plus --pairs {}: leave one of them out",
                            *items, *singles, *pairs));
  }
  const int all = items.value_or(singles && pairs ? *singles + *pairs : kItems);
  if (singles.value_or(0) > all || pairs.value_or(0) > all) {
    return fail(fmt::format("of {} items, {} cannot be singles and {} pairs: give a larger -n", all,
                            singles.value_or(0), pairs.value_or(0)));
  }
  arguments.options.singles = singles.value_or(pairs ? all - *pairs : all / 2);
  arguments.options.pairs = all - arguments.options.singles;
  return all > 0 ? Result<void>() : fail("a test without items asks nothing: give -n");
}

// `whose` pieces they are: "humans'".
Result<Collection> read_pieces(const Paths& paths, const char* whose) {
  ProgressBar bar(fmt::format("reading {} pieces", whose), 0, "files");
  CollectOptions options;
  options.threads = available_threads();
  auto pieces = load_pieces(paths, options,
                            [&](std::size_t done, std::size_t total) { bar.show(done, total); });
  bar.clear();
  if (pieces && !pieces->files.empty()) {
    print_wrapped(stderr, "the {} pieces:\n", whose);
    print_file_report(pieces->files, /*verbose=*/false);
  }
  return pieces;
}

bool holds(const fs::path& file, const std::string& text) {
  const auto there = read_file(file);
  return there && std::ranges::equal(*there, as_bytes_of(text));
}

// What was there before is not lost by a slip of the hand: answers to another test need its key.
// The same test again loses nothing.
Result<IfThere> check_folder(const ListeningArguments& arguments, const ListeningTest& test) {
  const fs::path key_path = arguments.output / kKeyName;
  const fs::path page_path = arguments.output / kPageName;
  const auto key = read_key(key_path);
  const bool same = key && key->test == test.id && holds(page_path, render_listening_test(test));
  if (arguments.force || same) {
    return IfThere::kReplace;
  }
  if (key && key->test != test.id) {
    return fail(fmt::format(
        "{} holds another listening test: choose another folder with -o, or --force to replace it",
        arguments.output.string()));
  }
  return keep_what_is_there(std::vector<fs::path>{page_path, key_path},
                            "choose another folder with -o")
      .map([] { return IfThere::kKeep; });
}

// The page last, so that there is none without its key.
Result<void> write_test(const ListeningArguments& arguments, const ListeningTest& test,
                        IfThere if_there) {
  TRY(make_directories(arguments.output));
  TRY(write_file(arguments.output / kKeyName, json_text(listening_key_json(test), 2) + "\n",
                 if_there));
  return write_file(arguments.output / kPageName, render_listening_test(test), if_there);
}

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
      (arguments.output / "index.html").string(), (arguments.output / kKeyName).string(),
      (arguments.output / kKeyName).string());
}

// The exit code.
Result<int> make_test(ListeningArguments arguments) {
  TRY(divide_items(arguments));
  const auto human = TRY(read_pieces(arguments.human, "humans'"));
  const auto machine = TRY(read_pieces(arguments.machine, "machine's"));
  const auto test =
      TRY(design_listening_test(human.corpus.pieces, machine.corpus.pieces, arguments.options));
  const auto if_there = TRY(check_folder(arguments, test));
  TRY(write_test(arguments, test, if_there));
  if (arguments.json) {
    fmt::print("{}\n", json_text(listening_key_json(test), 2));
  } else {
    print_test(test, arguments);
  }
  return 0;
}

// The key that was named, or the one beside the results.
Result<ListeningKey> key_for(const ListeningArguments& arguments) {
  if (!arguments.key.empty()) {
    return read_key(arguments.key);
  }
  const fs::path beside = arguments.results.front().parent_path() / kKeyName;
  std::error_code ignored;
  if (!fs::exists(beside, ignored)) {
    return fail(fmt::format(
        "{} is not there: name the key that was written with the test, --key test/key.json",
        beside.string()));
  }
  return read_key(beside);
}

struct Results {
  std::vector<Listener> listeners = {};
  std::vector<std::string> troubles = {};  // of files that are not counted
};

Results read_results(const Paths& paths, const ListeningKey& key) {
  Results results;
  for (const fs::path& path : paths) {
    auto listener = read_text(path).and_then(
        [&](const std::string& text) { return read_listening_results(text, path.string(), key); });
    if (listener) {
      results.listeners.push_back(*std::move(listener));
    } else {
      results.troubles.push_back(listener.error().message());
    }
  }
  return results;
}

// The exit code.
Result<int> score(const ListeningArguments& arguments) {
  const auto key = TRY(key_for(arguments));
  const Results all = read_results(arguments.results, key);
  if (all.listeners.empty()) {
    return fail(all.troubles.front());
  }
  for (const std::string& trouble : all.troubles) {
    print_wrapped(stderr, "{}; left out\n", printable(trouble));
  }
  const auto& [listeners, left_out] = without_copies(all.listeners);
  for (const Listener& copy : left_out) {
    print_wrapped(stderr, "{}: left out, listener {} is counted from another file\n",
                  printable(copy.file), copy.id);
  }
  const ListeningScore score = score_listening_test(listeners);
  if (arguments.json) {
    fmt::print("{}\n", json_text(listening_score_json(score), 2));
  } else {
    print_wrapped("Test {}, {}\n\n{}", key.test, counted(listeners.size(), "listener"),
                  listening_score_text(score, columns_of(stdout)));
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
  fields(arguments.machine, {.option = "--machine", .help = "the same by the machine"});
  fields(arguments.output,
         {.option = "-o,--output", .value = "FOLDER", .help = "folder for the test"});
  fields(arguments.force, {.option = "--force", .help = "replace another test in the folder"});
  fields(arguments.items, {.option = "-n,--items",
                           .help = "questions",
                           .limits = between(1, kMostItems),
                           .usual = fmt::format("{}", kItems)});
  fields(arguments.singles, {.option = "--singles",
                             .help = "of them, how many ask who wrote one excerpt",
                             .limits = between(0, kMostItems),
                             .usual = "half"});
  fields(arguments.pairs, {.option = "--pairs",
                           .help = "of them, how many ask which of two is the human's",
                           .limits = between(0, kMostItems),
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
       kExamples},
      [](const ListeningArguments& arguments) { return listening_test(arguments); });
}

}  // namespace bachprop
