#include "bachprop/run/keeping.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "bachprop/base/file_io.h"
#include "bachprop/run/composing.h"
#include "bachprop/run/recorded_piece.h"
#include "bachprop/run/scales_folder_test.h"

namespace bachprop {
namespace {

class KeepingPieces : public ScalesFolder {
 protected:
  // Three short pieces with sheet music that no other program draws.
  void compose_into_run(const std::string& folder, std::uint64_t seed = 1) const {
    const auto outcome =
        compose_into_folder({.output = at(folder),
                             .force = true,
                             .options = {.pieces = 3, .seed = seed, .max_notes = 60},
                             .sheets = {.formats = {"musicxml"}}});
    ASSERT_TRUE(outcome) << outcome.error().message();
  }
  [[nodiscard]] nlohmann::json favourites() const {
    const auto bytes = bytes_at("favourites/favourites.json");
    return nlohmann::json::parse(reinterpret_cast<const char*>(bytes.data()),
                                 reinterpret_cast<const char*>(bytes.data()) + bytes.size());
  }
};

TEST_F(KeepingPieces, CopiesAllFilesWithTheOriginAndAPage) {
  compose_into_run("out", 5);
  const auto outcome = keep_pieces({.pieces = {at("out/piece-002"), at("out/piece-003.mid")}});
  ASSERT_TRUE(outcome) << outcome.error().message();
  EXPECT_EQ(outcome->favourites, 2U);
  EXPECT_EQ(outcome->pieces[0].files,
            (std::vector<std::string>{"out-piece-002.mid", "out-piece-002.musicxml"}));
  EXPECT_EQ(bytes_at("favourites/out-piece-002.mid"), bytes_at("out/piece-002.mid"));
  EXPECT_EQ(bytes_at("favourites/out-piece-003.musicxml"), bytes_at("out/piece-003.musicxml"));
  EXPECT_FALSE(bytes_at("favourites/index.html").empty());
  const nlohmann::json second = favourites()["pieces"][1];
  EXPECT_EQ(second["file"], "out-piece-003.mid");
  EXPECT_EQ(second["origin"]["number"], 3);
  EXPECT_EQ(second["origin"]["seed"], 5);
  EXPECT_EQ(second["origin"]["options"]["max_notes"], 60);
  EXPECT_EQ(second["origin"]["model"]["name"], "bundled chorales model");
}

TEST_F(KeepingPieces, WritesOverNothingAndCopiesNothingTwice) {
  compose_into_run("out", 1);
  ASSERT_TRUE(keep_pieces({.pieces = {at("out/piece-001")}}));
  const auto first = bytes_at("favourites/out-piece-001.mid");
  const auto again = keep_pieces({.pieces = {at("out/piece-001")}});
  ASSERT_TRUE(again);
  EXPECT_TRUE(again->pieces.front().was_there);
  EXPECT_EQ(again->favourites, 1U);
  compose_into_run("out", 2);
  ASSERT_TRUE(write_file(at("favourites/out-piece-001-2.musicxml"), "mine"));
  const auto other = keep_pieces({.pieces = {at("out/piece-001")}});
  ASSERT_TRUE(other) << other.error().message();
  EXPECT_EQ(other->pieces.front().files.front(), "out-piece-001-3.mid");
  EXPECT_EQ(bytes_at("favourites/out-piece-001.mid"), first);
  EXPECT_EQ(bytes_at("favourites/out-piece-001-2.musicxml").size(), 4U);
}

TEST_F(KeepingPieces, IsKnownByItsFavouriteToo) {
  compose_into_run("out", 7);
  ASSERT_TRUE(keep_pieces({.pieces = {at("out/piece-002")}}));
  const auto of_run = recorded_piece(at("out/piece-002"));
  const auto kept = recorded_piece(at("favourites/out-piece-002"));
  ASSERT_TRUE(of_run && kept);
  EXPECT_EQ(origin_json(kept->origin), origin_json(of_run->origin));
  EXPECT_EQ(keep_pieces({.pieces = {at("favourites/out-piece-002")}})->favourites, 1U);
}

TEST_F(KeepingPieces, SaysWhichFilesAreNoLongerThere) {
  compose_into_run("out");
  std::filesystem::remove(at("out/piece-001.musicxml"));
  const auto outcome = keep_pieces({.pieces = {at("out/piece-001")}});
  ASSERT_TRUE(outcome) << outcome.error().message();
  EXPECT_EQ(outcome->pieces.front().missing, std::vector<std::string>{"piece-001.musicxml"});
  EXPECT_FALSE(favourites()["pieces"][0].contains("musicxml"));
}

TEST_F(KeepingPieces, TouchesNoFolderOfTheUsers) {
  compose_into_run("out");
  ASSERT_TRUE(make_directories(at("site")));
  ASSERT_TRUE(write_file(at("site/index.html"), "my site"));
  EXPECT_FALSE(keep_pieces({.pieces = {at("out/piece-001")}, .to = at("site")}));
  ASSERT_TRUE(make_directories(at("other")));
  ASSERT_TRUE(write_file(at("other/favourites.json"), "[\"tea\"]"));
  const auto other = keep_pieces({.pieces = {at("out/piece-001")}, .to = at("other")});
  ASSERT_FALSE(other);
  EXPECT_NE(other.error().message().find("no record of favourites"), std::string::npos);
  EXPECT_FALSE(std::filesystem::exists(at("site/out-piece-001.mid")));
  EXPECT_FALSE(std::filesystem::exists(at("other/out-piece-001.mid")));
}

TEST_F(KeepingPieces, AreSafeFromNewRuns) {
  compose_into_run("out");
  ASSERT_TRUE(keep_pieces({.pieces = {at("out/piece-001")}}));
  const auto page = bytes_at("favourites/index.html");
  const auto run = compose_into_folder({.output = at("favourites"), .force = true});
  ASSERT_FALSE(run);
  EXPECT_NE(run.error().message().find("holds favourites"), std::string::npos);
  EXPECT_EQ(bytes_at("favourites/index.html"), page);
}

TEST_F(KeepingPieces, RefusesRecordsThatSomebodyDamaged) {
  compose_into_run("out");
  for (
      const std::string text :
      {"", "{}", "[1]", R"({"format":"bachprop pieces","pieces":[3,{"file":7}]})",
       R"({"format":"bachprop pieces","pieces":[{"file":"piece-001.mid"}]})",
       R"({"format":"bachprop pieces","seed":-1,"options":{},"pieces":[{"file":"piece-001.mid"}]})",
       R"({"format":"bachprop pieces","seed":1,"options":{"temperature":"hot"},"pieces":[{"file":"piece-001.mid"}]})",
       R"({"format":"bachprop pieces","seed":1,"options":{},"pieces":[{"file":"../piece-001.mid"}]})"}) {
    ASSERT_TRUE(write_file(at("out/pieces.json"), text));
    const auto outcome = keep_pieces({.pieces = {at("out/piece-001")}});
    ASSERT_FALSE(outcome) << text;
    EXPECT_NE(outcome.error().message().find(at("out").string()), std::string::npos) << text;
  }
  EXPECT_FALSE(std::filesystem::exists(at("favourites")));
}

}  // namespace
}  // namespace bachprop
