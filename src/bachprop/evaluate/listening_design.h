// A blind listening test: can a listener tell music by humans from music by a machine? Which
// excerpts are played, in which order, and the key to it (docs/formats/listening_test.md).
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "bachprop/base/enum_names.h"
#include "bachprop/base/fields.h"
#include "bachprop/base/result.h"
#include "bachprop/corpus/corpus.h"

namespace bachprop {

enum class Author { kHuman, kMachine };

template <>
struct EnumNames<Author> {
  static constexpr std::string_view kWhat = "author";
  static constexpr std::array<std::pair<Author, std::string_view>, 2> kNames = {
      {{Author::kHuman, "human"}, {Author::kMachine, "machine"}}};
};

// A single excerpt is judged "human" or "machine"; of a pair, one of them by a human, the human's
// is to be found.
enum class ListeningTask { kSingle, kPair };

template <>
struct EnumNames<ListeningTask> {
  static constexpr std::string_view kWhat = "task";
  static constexpr std::array<std::pair<ListeningTask, std::string_view>, 2> kNames = {
      {{ListeningTask::kSingle, "single"}, {ListeningTask::kPair, "pair"}}};
};

// Where an excerpt begins: at the first note, or at the onset of a note drawn at random. The note
// is one after which the piece goes on for long enough. Notes that began earlier are left out.
enum class ExcerptPlace { kBeginning, kRandom };

template <>
struct EnumNames<ExcerptPlace> {
  static constexpr std::string_view kWhat = "place of excerpts";
  static constexpr std::array<std::pair<ExcerptPlace, std::string_view>, 2> kNames = {
      {{ExcerptPlace::kBeginning, "beginning"}, {ExcerptPlace::kRandom, "random"}}};
};

// Nothing but the notes tells excerpts apart. All are of one length and play at one tempo, in one
// timbre and loudness, with what lies beyond the length cut off.
struct ListeningTestOptions {
  int singles = 10;
  int pairs = 10;
  double seconds = 20;  // of an excerpt, > 0
  double quarters_per_minute = 80;
  ExcerptPlace place = ExcerptPlace::kBeginning;
  std::uint64_t seed = 1;  // draws pieces, places, order and sides
  // The name of the humans' pieces, "Bach's chorales": told to the listeners. Empty: not said.
  std::string music = {};

  // The length of an excerpt, a whole number of 48ths.
  [[nodiscard]] Quarters length() const;
};

inline void list_fields(ListeningTestOptions& options, FieldList& fields) {
  fields(options.seconds, {.option = "--seconds",
                           .help = "length of an excerpt; shorter pieces are not used",
                           .key = "seconds",
                           .limits = between(1, 600)});
  fields(options.place,
         {.option = "--from",
          .help = "where excerpts begin: the beginning of the piece, or a random onset",
          .key = "place"});
  fields(options.quarters_per_minute, {.option = "--bpm",
                                       .help = "tempo of all excerpts, in quarter notes a minute",
                                       .key = "quarters_per_minute",
                                       .limits = between(20, 400)});
  fields(options.music, {.option = "--music",
                         .help = "what the humans' pieces are, to tell and to ask the listeners",
                         .key = "music"});
  fields(options.seed, {.option = "--seed", .help = "other seeds give other tests", .key = "seed"});
}

struct Excerpt {
  Author author = Author::kHuman;
  std::string piece = {};   // its name
  std::string sha256 = {};  // of its file
  Quarters begin = {};      // in the piece
  Score score = {};         // notes from 0 to the length, and the tempo; nothing else
};

struct ListeningItem {
  std::string id = {};  // "07", its place in the list: tells nothing
  // One, or the two of a pair in the order in which they are offered.
  std::vector<Excerpt> excerpts = {};

  [[nodiscard]] ListeningTask task() const {
    return excerpts.size() == 1 ? ListeningTask::kSingle : ListeningTask::kPair;
  }
};

// One author's pieces: how many there were, and how many of them shorter than an excerpt.
struct ExcerptSource {
  std::size_t pieces = 0;
  std::size_t too_short = 0;
};

struct ListeningTest {
  std::string id = {};  // 16 hexadecimal digits, a digest of options, pieces and key
  ListeningTestOptions options = {};
  ExcerptSource human = {};
  ExcerptSource machine = {};
  std::vector<ListeningItem> items = {};
};

// Half of the singles are by humans, in half of the pairs the human's comes first; where a half is
// none, a draw decides. No piece comes twice. The same pieces and options give the same test.
// Fails when too few pieces are long enough, and when a file is among both.
[[nodiscard]] Result<ListeningTest> design_listening_test(std::span<const Piece> human,
                                                          std::span<const Piece> machine,
                                                          const ListeningTestOptions& options);

// The knowledge that is needed to mark answers.
struct ListeningKey {
  struct Item {
    ListeningTask task = ListeningTask::kSingle;
    std::vector<Author> authors = {};  // of its excerpts
  };
  std::string test = {};  // its id
  std::map<std::string, Item> items = {};
};

// The file key.json, which holds the whole test but the notes, and back.
[[nodiscard]] nlohmann::ordered_json listening_key_json(const ListeningTest& test);
// `name` is the file's, for the error.
[[nodiscard]] Result<ListeningKey> read_listening_key(std::string_view text,
                                                      const std::string& name);

}  // namespace bachprop
