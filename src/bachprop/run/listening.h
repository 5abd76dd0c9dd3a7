// Listening tests, made and scored: what `bachprop listening-test` does.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "bachprop/base/result.h"
#include "bachprop/corpus/collect.h"
#include "bachprop/evaluate/listening_design.h"
#include "bachprop/evaluate/listening_results.h"
#include "bachprop/run/watch.h"

namespace bachprop {

constexpr int kUsualListeningItems = 20;
constexpr int kMostListeningItems = 1000;

// MIDI files, folders of them, or a corpus file of each kind.
struct ListeningRequest {
  std::vector<std::filesystem::path> human = {};
  std::vector<std::filesystem::path> machine = {};
  // Questions in all (usually 20), on single excerpts (half) and on pairs (the others). One follows
  // from the two others; those of `options` are not looked at.
  std::optional<int> items = {};
  std::optional<int> singles = {};
  std::optional<int> pairs = {};
  ListeningTestOptions options = {};
  std::filesystem::path output = "listening-test";  // a folder
  bool force = false;                               // another test in it is replaced
  int threads = 1;                                  // that read files
};

// Names in the folder of the test.
[[nodiscard]] std::filesystem::path listening_page_in(const std::filesystem::path& folder);
[[nodiscard]] std::filesystem::path listening_key_in(const std::filesystem::path& folder);

struct ListeningWatch : Watch {
  // Whose pieces were read, "humans'", and what became of their files.
  std::function<void(const std::string& whose, std::span<const FileOutcome>)> files = {};
};

// Designs a test and writes its page and its key. It cannot be stopped.
[[nodiscard]] Result<ListeningTest> make_listening_test(const ListeningRequest& request,
                                                        const ListeningWatch& watch = {});

struct ListeningResults {
  std::string test = {};  // the id of the test
  std::vector<Listener> listeners = {};
  std::vector<Listener> copies = {};       // left out: counted from another file
  std::vector<std::string> troubles = {};  // of files that are left out
  ListeningScore score = {};
};

// Counts the answers that listeners saved. An empty key is the one beside the first results. An
// error where no file can be counted.
[[nodiscard]] Result<ListeningResults> score_listening_results(
    std::span<const std::filesystem::path> results, const std::filesystem::path& key);

}  // namespace bachprop
