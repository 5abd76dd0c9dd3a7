#include "bachprop/evaluate/listening_design.h"

#include <fmt/core.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

namespace bachprop {
namespace {

using Q = Quarters;

// A quarter note on every beat from `first` on; pitches tell pieces apart.
Piece piece_of(const std::string& name, int quarters, int pitch = 60, int first = 0) {
  Piece piece{.name = name, .sha256 = "digest of " + name, .score = {}};
  for (int i = 0; i < quarters; ++i) {
    piece.score.notes.push_back({first + i, 1, pitch});
  }
  return piece;
}

std::vector<Piece> pieces(const std::string& name, int count, int quarters = 40) {
  std::vector<Piece> list;
  for (int i = 0; i < count; ++i) {
    list.push_back(piece_of(name + std::to_string(i), quarters));
  }
  return list;
}

ListeningTest design(const ListeningTestOptions& options) {
  return design_listening_test(pieces("h", 40), pieces("m", 40), options).value();
}

std::string error_of(const std::vector<Piece>& human, const std::vector<Piece>& machine,
                     const ListeningTestOptions& options) {
  return design_listening_test(human, machine, options).error().message();
}

// How many singles are by humans, and in how many pairs the human's comes first.
std::pair<int, int> human_share(const ListeningTest& test) {
  std::pair<int, int> share;
  for (const ListeningItem& item : test.items) {
    const bool human = item.excerpts[0].author == Author::kHuman;
    (item.task() == ListeningTask::kSingle ? share.first : share.second) += human ? 1 : 0;
  }
  return share;
}

TEST(ListeningDesign, HalfOfTheSinglesAndOfTheFirstSidesAreTheHumans) {
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    const ListeningTest test = design({.singles = 12, .pairs = 8, .seed = seed});
    EXPECT_EQ(test.items.size(), 20U);
    EXPECT_EQ(human_share(test), std::make_pair(6, 4));
    for (const ListeningItem& item : test.items) {
      if (item.task() == ListeningTask::kPair) {
        EXPECT_NE(item.excerpts[0].author, item.excerpts[1].author);
      }
    }
  }
}

TEST(ListeningDesign, AnOddSingleIsDrawn) {
  std::set<std::pair<int, int>> shares;
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    shares.insert(human_share(design({.singles = 3, .pairs = 1, .seed = seed})));
  }
  EXPECT_EQ(shares, (std::set<std::pair<int, int>>{{1, 0}, {1, 1}, {2, 0}, {2, 1}}));
}

TEST(ListeningDesign, TakesNoPieceTwiceAndEachFromItsSide) {
  const ListeningTest test = design({.singles = 20, .pairs = 20});
  std::set<std::string> used;
  for (const ListeningItem& item : test.items) {
    for (const Excerpt& excerpt : item.excerpts) {
      EXPECT_TRUE(used.insert(excerpt.piece).second) << excerpt.piece;
      EXPECT_EQ(excerpt.piece[0], excerpt.author == Author::kHuman ? 'h' : 'm');
      EXPECT_EQ(excerpt.sha256, "digest of " + excerpt.piece);
    }
  }
  EXPECT_EQ(used.size(), 60U);
}

TEST(ListeningDesign, KindsAndAuthorsAreMixed) {
  std::set<std::string> first_kinds;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const ListeningItem item = design({.seed = seed}).items[0];
    EXPECT_EQ(item.id, "01");
    first_kinds.insert(
        fmt::format("{} {}", name_of(item.task()), name_of(item.excerpts[0].author)));
  }
  EXPECT_EQ(first_kinds.size(), 4U);
}

TEST(ListeningDesign, TheSameSeedGivesTheSameTestAndAnotherAnother) {
  const auto key = [](std::uint64_t seed) { return listening_key_json(design({.seed = seed})); };
  EXPECT_EQ(key(4), key(4));
  EXPECT_NE(key(4)["test"], key(5)["test"]);
  EXPECT_NE(key(4)["items"], key(5)["items"]);
  EXPECT_EQ(design({.seed = 4}).id.size(), 16U);
  EXPECT_NE(design({.seed = 4, .music = "Bach's chorales"}).id, design({.seed = 4}).id);
}

// 6 s at 60 a minute: 6 quarters.
const ListeningTestOptions kSixQuarters = {
    .singles = 0, .pairs = 1, .seconds = 6, .quarters_per_minute = 60};

TEST(ListeningDesign, ExcerptsHaveOneLengthAndNothingButNotesAndTheCommonTempo) {
  Piece human = piece_of("h", 9, 60, 2);  // a rest of two quarters before the first note
  human.score.title = "A title";
  human.score.tempos = {{0, 131}};
  human.score.time_signatures = {{0, 3, 4}};
  human.score.notes.insert(human.score.notes.begin() + 5, {7, Q(5, 2), 48});
  const auto test = design_listening_test(std::vector{human}, pieces("m", 1), kSixQuarters);
  ASSERT_TRUE(test);
  const auto& excerpts = test->items[0].excerpts;
  const Excerpt& excerpt = excerpts[excerpts[0].author == Author::kHuman ? 0 : 1];
  EXPECT_EQ(excerpt.begin, Q(2));
  Score expected;
  expected.tempos = {{0, 60}};
  // The long one is cut where the excerpt ends.
  expected.notes = {{0, 1, 60}, {1, 1, 60}, {2, 1, 60}, {3, 1, 60},
                    {4, 1, 60}, {5, 1, 48}, {5, 1, 60}};
  EXPECT_EQ(excerpt.score, expected);
}

// Nine quarters hold an excerpt of six from the onsets 0, 1, 2 and 3.
TEST(ListeningDesign, ARandomExcerptBeginsAtAnyOnsetAfterWhichThePieceIsLongEnough) {
  ListeningTestOptions options = kSixQuarters;
  options.place = ExcerptPlace::kRandom;
  std::set<Quarters> begins;
  for (options.seed = 1; options.seed <= 60; ++options.seed) {
    const auto test = design_listening_test(pieces("h", 1, 9), pieces("m", 1, 9), options).value();
    for (const Excerpt& excerpt : test.items[0].excerpts) {
      begins.insert(excerpt.begin);
      EXPECT_EQ(excerpt.score.notes.size(), 6U);
      EXPECT_EQ(excerpt.score.notes.front().onset, Q(0));
    }
  }
  EXPECT_EQ(begins, (std::set<Quarters>{0, 1, 2, 3}));
}

TEST(ListeningDesign, LeavesOutShorterPiecesAndCountsThem) {
  std::vector<Piece> human = pieces("h", 2, 6);
  human.push_back(piece_of("short", 5));
  human.push_back(piece_of("late", 5, 60, 3));  // the rest before the first note does not count
  human.push_back(piece_of("empty", 0));
  const auto test = design_listening_test(human, pieces("m", 1), kSixQuarters).value();
  EXPECT_EQ(test.human.pieces, 5U);
  EXPECT_EQ(test.human.too_short, 3U);
  EXPECT_EQ(test.machine.too_short, 0U);
}

TEST(ListeningDesign, SaysHowManyPiecesAreMissing) {
  const std::string error = error_of(pieces("h", 40), pieces("m", 12), {.seconds = 27});
  for (const char* part : {"10 single and 10 paired", "15 pieces by the machine", "36.0 quarters",
                           "of the 12", "0 are shorter", "12 are left", "--seconds", "-n"}) {
    EXPECT_NE(error.find(part), std::string::npos) << part << "\n" << error;
  }
  EXPECT_NE(error_of(pieces("h", 14), pieces("m", 40), {}).find("15 pieces by humans"),
            std::string::npos);
  EXPECT_NE(error_of(pieces("h", 40, 8), pieces("m", 40), {}).find("40 are shorter and 0"),
            std::string::npos);
}

TEST(ListeningDesign, RefusesAPieceThatIsOnBothSides) {
  std::vector<Piece> machine = pieces("m", 40);
  machine[3].sha256 = "digest of h7";
  const std::string error = error_of(pieces("h", 40), machine, {});
  EXPECT_NE(error.find("h7"), std::string::npos) << error;
  EXPECT_NE(error.find("m3"), std::string::npos) << error;
}

TEST(ListeningKey, ReadsWhatWasWritten) {
  const ListeningTest test = design({.singles = 3, .pairs = 4});
  const auto key = read_listening_key(listening_key_json(test).dump(), "key.json");
  ASSERT_TRUE(key) << key.error().message();
  EXPECT_EQ(key->test, test.id);
  ASSERT_EQ(key->items.size(), test.items.size());
  for (const ListeningItem& item : test.items) {
    const ListeningKey::Item& read = key->items.at(item.id);
    EXPECT_EQ(read.task, item.task());
    ASSERT_EQ(read.authors.size(), item.excerpts.size());
    for (std::size_t i = 0; i < item.excerpts.size(); ++i) {
      EXPECT_EQ(read.authors[i], item.excerpts[i].author);
    }
  }
}

TEST(ListeningKey, SaysWhatIsWrongWithAnotherFile) {
  auto json = listening_key_json(design({}));
  const auto error = [](const nlohmann::ordered_json& changed) {
    const auto key = read_listening_key(changed.dump(), "some.json");
    return key ? "no error" : key.error().message();
  };
  EXPECT_EQ(error(json), "no error");
  auto changed = json;
  changed["format_version"] = 2;
  EXPECT_NE(error(changed).find("newer"), std::string::npos);
  changed = json;
  changed["items"][0]["excerpts"][0]["author"] = "Bach";
  EXPECT_NE(error(changed).find("\"Bach\""), std::string::npos);
  changed = json;
  changed["items"][0]["excerpts"] = nlohmann::json::array();
  EXPECT_NE(error(changed).find("neither one excerpt nor"), std::string::npos);
  changed = json;
  changed.erase("items");
  EXPECT_NE(error(changed).find("has no \"items\"; name the key.json"), std::string::npos);
  for (const char* text : {"[]", "{}", "{\"format\": 3}", "{\"format\": \"other\"}"}) {
    const auto key = read_listening_key(text, "some.json");
    ASSERT_FALSE(key) << text;
    EXPECT_EQ(key.error().message().find("some.json: is not the key of a listening test"), 0U)
        << key.error().message();
  }
  EXPECT_EQ(read_listening_key("", "some.json").error().message(),
            "some.json: is empty; name the key.json that was written with the test");
  EXPECT_EQ(read_listening_key("{\"form", "some.json").error().message(),
            "some.json: is no JSON, or only a part of it; name the key.json that was written with "
            "the test");
}

}  // namespace
}  // namespace bachprop
