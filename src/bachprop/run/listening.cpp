#include "bachprop/run/listening.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <nlohmann/json.hpp>
#include <system_error>
#include <tuple>
#include <utility>

#include "bachprop/base/file_io.h"
#include "bachprop/base/json_text.h"
#include "bachprop/base/try.h"
#include "bachprop/render/listening_page.h"
#include "bachprop/report/listening_report.h"
#include "bachprop/run/output_file.h"

namespace bachprop {
namespace {

namespace fs = std::filesystem;

constexpr const char* kKeyName = "key.json";
constexpr const char* kPageName = "index.html";
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
Result<ListeningTestOptions> divided_options(const ListeningRequest& request) {
  const auto& [items, singles, pairs] = std::tie(request.items, request.singles, request.pairs);
  if (items && singles && pairs && *items != *singles + *pairs) {
    return fail(fmt::format("-n {} is not --singles {} plus --pairs {}: leave one of them out",
                            *items, *singles, *pairs));
  }
  const int all = items.value_or(singles && pairs ? *singles + *pairs : kUsualListeningItems);
  if (singles.value_or(0) > all || pairs.value_or(0) > all) {
    return fail(fmt::format("of {} items, {} cannot be singles and {} pairs: give a larger -n", all,
                            singles.value_or(0), pairs.value_or(0)));
  }
  if (all == 0) {
    return fail("a test without items asks nothing: give -n");
  }
  ListeningTestOptions options = request.options;
  options.singles = singles.value_or(pairs ? all - *pairs : all / 2);
  options.pairs = all - options.singles;
  return options;
}

Result<Collection> read_pieces_by(const std::vector<fs::path>& paths, const std::string& whose,
                                  int threads, const ListeningWatch& watch) {
  Stage stage(
      watch,
      {.label = fmt::format("reading {} pieces", whose), .unit = "files", .can_stop = false});
  CollectOptions options;
  options.threads = threads;
  return load_pieces(paths, options,
                     [&](std::size_t done, std::size_t total) { stage.show(done, total); });
}

// The same, with what became of the files told.
Result<Collection> collect(const std::vector<fs::path>& paths, const std::string& whose,
                           int threads, const ListeningWatch& watch) {
  auto pieces = TRY(read_pieces_by(paths, whose, threads, watch));
  if (watch.files) {
    watch.files(whose, pieces.files);
  }
  return pieces;
}

bool holds(const fs::path& file, const std::string& text) {
  const auto there = read_file(file);
  return there && std::ranges::equal(*there, as_bytes_of(text));
}

// What was there before is not lost by a slip of the hand: answers to another test need its key.
// The same test again loses nothing.
Result<IfThere> check_folder(const ListeningRequest& request, const ListeningTest& test) {
  const fs::path key_path = request.output / kKeyName;
  const fs::path page_path = request.output / kPageName;
  const auto key = read_key(key_path);
  const bool same = key && key->test == test.id && holds(page_path, render_listening_test(test));
  if (request.force || same) {
    return IfThere::kReplace;
  }
  if (key && key->test != test.id) {
    return fail(fmt::format(
        "{} holds another listening test: choose another folder with -o, or --force to replace it",
        request.output.string()));
  }
  return keep_what_is_there(std::vector<fs::path>{page_path, key_path},
                            "choose another folder with -o")
      .map([] { return IfThere::kKeep; });
}

// The page last, so that there is none without its key.
Result<void> write_test(const ListeningRequest& request, const ListeningTest& test,
                        IfThere if_there) {
  TRY(make_directories(request.output));
  TRY(write_file(request.output / kKeyName, json_text(listening_key_json(test), 2) + "\n",
                 if_there));
  return write_file(request.output / kPageName, render_listening_test(test), if_there);
}

// The key that was named, or the one beside the results.
Result<ListeningKey> key_for(std::span<const fs::path> results, const fs::path& key) {
  if (!key.empty()) {
    return read_key(key);
  }
  if (results.empty()) {
    return fail("there are no results to score");
  }
  const fs::path beside = results.front().parent_path() / kKeyName;
  std::error_code ignored;
  if (!fs::exists(beside, ignored)) {
    return fail(fmt::format(
        "{} is not there: name the key that was written with the test, --key test/key.json",
        beside.string()));
  }
  return read_key(beside);
}

// Those that can be counted, copies too.
std::vector<Listener> read_results(std::span<const fs::path> paths, const ListeningKey& key,
                                   std::vector<std::string>& troubles) {
  std::vector<Listener> listeners;
  for (const fs::path& path : paths) {
    auto listener = read_text(path).and_then(
        [&](const std::string& text) { return read_listening_results(text, path.string(), key); });
    if (listener) {
      listeners.push_back(*std::move(listener));
    } else {
      troubles.push_back(listener.error().message());
    }
  }
  return listeners;
}

}  // namespace

fs::path listening_page_in(const fs::path& folder) { return folder / kPageName; }

fs::path listening_key_in(const fs::path& folder) { return folder / kKeyName; }

Result<ListeningTest> make_listening_test(const ListeningRequest& request,
                                          const ListeningWatch& watch) {
  const auto options = TRY(divided_options(request));
  const auto human = TRY(collect(request.human, "humans'", request.threads, watch));
  const auto machine = TRY(collect(request.machine, "machine's", request.threads, watch));
  auto test = TRY(design_listening_test(human.corpus.pieces, machine.corpus.pieces, options));
  const auto if_there = TRY(check_folder(request, test));
  TRY(write_test(request, test, if_there));
  return test;
}

Result<ListeningResults> score_listening_results(std::span<const fs::path> results,
                                                 const fs::path& key) {
  const auto known = TRY(key_for(results, key));
  ListeningResults counted{.test = known.test};
  auto each = without_copies(read_results(results, known, counted.troubles));
  if (each.listeners.empty()) {
    return fail(counted.troubles.front());
  }
  counted.listeners = std::move(each.listeners);
  counted.copies = std::move(each.left_out);
  counted.score = score_listening_test(counted.listeners);
  return counted;
}

}  // namespace bachprop
