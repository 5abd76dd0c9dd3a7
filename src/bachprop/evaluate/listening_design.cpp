#include "bachprop/evaluate/listening_design.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "bachprop/base/check.h"
#include "bachprop/base/file_io.h"
#include "bachprop/base/json_text.h"
#include "bachprop/base/numbers.h"
#include "bachprop/base/random.h"
#include "bachprop/base/try.h"
#include "bachprop/corpus/corpus_statistics.h"
#include "bachprop/evaluate/json_fields.h"

namespace bachprop {
namespace {

using OrderedJson = nlohmann::ordered_json;

constexpr const char* kKeyFormat = "bachprop listening test key";
constexpr int kKeyVersion = 1;
constexpr int kTicksPerQuarter = 48;

// A stream of random numbers for each decision, so that one more of the one leaves the others.
enum Stream : std::uint64_t { kHumanPieces, kMachinePieces, kAuthors, kSides, kOrder };

// Where an excerpt of this length may begin: each onset after which the piece lasts long enough.
std::vector<Quarters> beginnings(const Score& score, Quarters length) {
  const Quarters end = end_of(score);
  std::vector<Quarters> onsets;
  for (const Note& note : score.notes) {
    const bool is_new = onsets.empty() || onsets.back() != note.onset;
    if (is_new && note.onset + length <= end) {
      onsets.push_back(note.onset);
    }
  }
  return onsets;
}

Score cut_out(const Score& score, Quarters begin, const ListeningTestOptions& options) {
  Score excerpt;
  excerpt.tempos = {{0, options.quarters_per_minute}};
  for (const Note& note : score.notes) {
    const Quarters onset = note.onset - begin;
    if (onset >= 0 && onset < options.length()) {
      excerpt.notes.push_back(
          {onset, std::min(note.duration, options.length() - onset), note.pitch});
    }
  }
  return excerpt;
}

std::optional<Excerpt> excerpt_of(const Piece& piece, Author author,
                                  const ListeningTestOptions& options, Random& random) {
  const std::vector<Quarters> places = beginnings(piece.score, options.length());
  if (places.empty()) {
    return std::nullopt;
  }
  const std::size_t place =
      options.place == ExcerptPlace::kRandom ? random.below(places.size()) : 0;
  return Excerpt{.author = author,
                 .piece = piece.name,
                 .sha256 = piece.sha256,
                 .begin = places[place],
                 .score = cut_out(piece.score, places[place], options)};
}

// An excerpt of every piece that is long enough, in random order.
std::vector<Excerpt> shuffled_excerpts(std::span<const Piece> pieces, Author author,
                                       const ListeningTestOptions& options) {
  Random random({options.seed, author == Author::kHuman ? kHumanPieces : kMachinePieces});
  std::vector<Excerpt> excerpts;
  for (const Piece& piece : pieces) {
    if (auto excerpt = excerpt_of(piece, author, options, random)) {
      excerpts.push_back(std::move(*excerpt));
    }
  }
  random.shuffle(std::span(excerpts));
  return excerpts;
}

// `count` times yes or no, each in half of the places; an odd one is drawn.
std::vector<bool> balanced(int count, Random random) {
  const bool odd_one = random.below(2) == 1;
  std::vector<char> shuffled;
  for (int i = 0; i < count; ++i) {
    shuffled.push_back(i == count - 1 && count % 2 == 1 ? static_cast<char>(odd_one)
                                                        : static_cast<char>(i % 2));
  }
  random.shuffle(std::span(shuffled));
  return {shuffled.begin(), shuffled.end()};
}

Result<void> check_no_piece_is_both(std::span<const Piece> human, std::span<const Piece> machine) {
  std::map<std::string, std::string> known;
  for (const Piece& piece : human) {
    known.emplace(piece.sha256, piece.name);
  }
  for (const Piece& piece : machine) {
    if (const auto same = known.find(piece.sha256); same != known.end()) {
      return fail(fmt::format(
          "the human's {} and the machine's {} are the same file: --human and --machine must name "
          "different music",
          same->second, piece.name));
    }
  }
  return {};
}

Result<void> check_enough(std::size_t needed, std::size_t found, const ExcerptSource& source,
                          Author author, const ListeningTestOptions& options) {
  if (found >= needed) {
    return {};
  }
  return fail(fmt::format("{} single and {} paired excerpts need {} pieces by {} that last {} s "
                          "({:.1f} quarters at {} a minute)",
                          options.singles, options.pairs, needed,
                          author == Author::kHuman ? "humans" : "the machine", options.seconds,
                          options.length().to_double(), options.quarters_per_minute),
              fmt::format("of the {} there are, {} are shorter and {} are left: give more or "
                          "longer pieces, fewer items (-n) or shorter excerpts (--seconds)",
                          source.pieces, source.too_short, found));
}

// Takes excerpts from the back.
Excerpt take(std::vector<Excerpt>& excerpts) {
  Excerpt excerpt = std::move(excerpts.back());
  excerpts.pop_back();
  return excerpt;
}

std::vector<ListeningItem> make_items(const std::vector<bool>& single_is_human,
                                      const std::vector<bool>& human_is_first,
                                      std::vector<Excerpt>& human, std::vector<Excerpt>& machine) {
  std::vector<ListeningItem> items;
  for (const bool is_human : single_is_human) {
    items.push_back({.excerpts = {take(is_human ? human : machine)}});
  }
  for (const bool first : human_is_first) {
    items.push_back({.excerpts = {take(human), take(machine)}});
    if (!first) {
      std::swap(items.back().excerpts[0], items.back().excerpts[1]);
    }
  }
  return items;
}

void number(std::vector<ListeningItem>& items) {
  for (std::size_t i = 0; i < items.size(); ++i) {
    items[i].id = fmt::format("{:02}", i + 1);
  }
}

OrderedJson excerpt_json(const Excerpt& excerpt) {
  return {{"author", name_of(excerpt.author)},
          {"piece", excerpt.piece},
          {"sha256", excerpt.sha256},
          {"begin", excerpt.begin.to_string()}};
}

OrderedJson items_json(const std::vector<ListeningItem>& items) {
  OrderedJson list = OrderedJson::array();
  for (const ListeningItem& item : items) {
    OrderedJson excerpts = OrderedJson::array();
    for (const Excerpt& excerpt : item.excerpts) {
      excerpts.push_back(excerpt_json(excerpt));
    }
    list.push_back({{"id", item.id}, {"task", name_of(item.task())}, {"excerpts", excerpts}});
  }
  return list;
}

OrderedJson source_json(const ExcerptSource& source) {
  return {{"pieces", source.pieces}, {"too_short", source.too_short}};
}

std::string id_of(const ListeningTest& test) {
  constexpr std::size_t kDigits = 16;
  const std::string text = json_text(listening_key_json(test));
  return sha256_hex(as_bytes_of(text)).substr(0, kDigits);
}

Result<ListeningKey::Item> key_item_of(const nlohmann::json& json) {
  ListeningKey::Item item;
  for (const auto& excerpt : json["excerpts"]) {
    TRY(check_fields(excerpt, {{"author", JsonKind::kText}}));
    item.authors.push_back(TRY(from_name<Author>(excerpt["author"].get<std::string>())));
  }
  const bool pair = item.authors.size() == 2 && item.authors[0] != item.authors[1];
  if (item.authors.size() != 1 && !pair) {
    return fail("an item is neither one excerpt nor one of each author");
  }
  item.task = pair ? ListeningTask::kPair : ListeningTask::kSingle;
  return item;
}

Result<void> check_key_fields(const nlohmann::json& json) {
  return check_format(json, kKeyFormat, "the key of a listening test").and_then([&] {
    return check_fields(json, {{"test", JsonKind::kText}, {"items", JsonKind::kList}});
  });
}

Result<ListeningKey> read_key(std::string_view text) {
  const auto parsed = parse_json(text);
  if (auto fine = parsed.and_then(check_key_fields); !fine) {
    fine.error().next = "name the key.json that was written with the test";
    return tl::unexpected(std::move(fine).error());
  }
  const nlohmann::json& json = *parsed;
  if (json["format_version"] > kKeyVersion) {
    return fail("is of a newer version of the program");
  }
  ListeningKey key{.test = json["test"].get<std::string>()};
  for (const auto& item_json : json["items"]) {
    auto item =
        TRY(check_fields(item_json, {{"id", JsonKind::kText}, {"excerpts", JsonKind::kList}})
                .and_then([&] { return key_item_of(item_json); }));
    key.items[item_json["id"].get<std::string>()] = std::move(item);
  }
  return key;
}

}  // namespace

Quarters ListeningTestOptions::length() const {
  return {std::llround(seconds * quarters_per_minute / 60 * kTicksPerQuarter), kTicksPerQuarter};
}

Result<ListeningTest> design_listening_test(std::span<const Piece> human,
                                            std::span<const Piece> machine,
                                            const ListeningTestOptions& options) {
  check(options.singles >= 0 && options.pairs >= 0, "a test has no negative number of items");
  check(options.length() > 0, "an excerpt has a length");
  TRY(check_no_piece_is_both(human, machine));
  const auto single_is_human = balanced(options.singles, Random({options.seed, kAuthors}));
  const auto human_singles = as_index(std::ranges::count(single_is_human, true));
  const auto pairs = as_index(options.pairs);
  auto by_human = shuffled_excerpts(human, Author::kHuman, options);
  auto by_machine = shuffled_excerpts(machine, Author::kMachine, options);
  ListeningTest test{.options = options,
                     .human = {human.size(), human.size() - by_human.size()},
                     .machine = {machine.size(), machine.size() - by_machine.size()}};
  TRY(check_enough(human_singles + pairs, by_human.size(), test.human, Author::kHuman, options));
  TRY(check_enough(single_is_human.size() - human_singles + pairs, by_machine.size(), test.machine,
                   Author::kMachine, options));
  test.items = make_items(single_is_human, balanced(options.pairs, Random({options.seed, kSides})),
                          by_human, by_machine);
  Random({options.seed, kOrder}).shuffle(std::span(test.items));
  number(test.items);
  test.id = id_of(test);
  return test;
}

OrderedJson listening_key_json(const ListeningTest& test) {
  return {{"format", kKeyFormat},
          {"format_version", kKeyVersion},
          {"test", test.id},
          {"seed", test.options.seed},
          {"seconds", test.options.seconds},
          {"quarters_per_minute", test.options.quarters_per_minute},
          {"place", name_of(test.options.place)},
          {"music", test.options.music},
          {"human", source_json(test.human)},
          {"machine", source_json(test.machine)},
          {"items", items_json(test.items)}};
}

Result<ListeningKey> read_listening_key(std::string_view text, const std::string& name) {
  return at(name, read_key(text));
}

}  // namespace bachprop
