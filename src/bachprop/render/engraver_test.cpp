#include "bachprop/render/engraver.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "bachprop/base/child_process.h"
#include "bachprop/base/file_io.h"

namespace bachprop {
namespace {

namespace fs = std::filesystem;

// Draws each score as one "page" that holds the score itself. One that says BAD ends it like
// MuseScore, one that says SLOW keeps it busy.
constexpr const char* kFakeEngraver = R"(#!/bin/sh
for score in */score.musicxml; do
  name=${score%.musicxml}
  if grep -q BAD "$score"; then
    echo "importMusicXml() file '$score' is not a valid MusicXML file" >&2
    kill -SEGV $$
  fi
  grep -q SLOW "$score" && sleep 600
  grep -q NOTHING "$score" && continue
  cp "$score" "$name-1.svg"
  printf '/CreationDate (D:20260102030405Z)' >"$name.pdf"
  echo '<score><elements><element id="0" x="100" y="20" sy="40" page="0"/>
    <element id="1" x="300" y="20" sy="40" page="1"/></elements>
    <events><event elid="1" position="1500"/><event elid="0" position="0"/></events></score>' >"$name.spos"
done
echo "HOME is $HOME" >>"$name-1.svg"
exit 0
)";

class FakeEngraver : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(write_file(program(), kFakeEngraver));
    fs::permissions(program(), fs::perms::owner_all);
  }
  void TearDown() override { fs::remove_all(folder_.path()); }

  [[nodiscard]] fs::path program() const { return folder_.path() / "fake engraver's"; }
  [[nodiscard]] Result<std::vector<Result<Engraving>>> draw(
      const std::vector<std::string>& scores, const EngravingOptions& options = {},
      const EngravingProgress& progress = {}) const {
    return engrave({.program = program()}, scores, options, progress);
  }

  TemporaryFolder folder_ = std::move(*TemporaryFolder::create());
};

TEST_F(FakeEngraver, GivesPagesPdfAndPlaces) {
  const auto all = draw({"first", "second"}, {.places = true});
  ASSERT_TRUE(all) << all.error().message();
  ASSERT_EQ(all->size(), 2U);
  const Result<Engraving>& first = (*all)[0];
  ASSERT_TRUE(first) << first.error().message();
  EXPECT_EQ(first->svg_pages, std::vector<std::string>{"first"});
  EXPECT_EQ((*all)[1]->svg_pages.front().substr(0, 6), "second");
  EXPECT_EQ(first->places,
            (std::vector<MusicPlace>{{.second = 0, .page = 0, .x = 10, .top = 2, .height = 4},
                                     {.second = 1.5, .page = 1, .x = 30, .top = 2, .height = 4}}));
}

TEST_F(FakeEngraver, TheDateInAPdfIsAlwaysTheSame) {
  const auto all = draw({"first"});
  ASSERT_TRUE(all && all->front());
  EXPECT_EQ(all->front()->pdf, "/CreationDate (D:20000101000000Z)");
}

TEST_F(FakeEngraver, SeesNothingOfTheUsersSettings) {
  const auto all = draw({""});
  ASSERT_TRUE(all && all->front());
  const std::string& page = all->front()->svg_pages.front();
  EXPECT_EQ(page.find("HOME is " + fs::temp_directory_path().string() + "/bachprop-"), 0U) << page;
}

TEST_F(FakeEngraver, OneBadScoreDoesNotTouchTheOthers) {
  const auto all = draw({"first", "BAD", "third", "NOTHING"});
  ASSERT_TRUE(all) << all.error().message();
  ASSERT_EQ(all->size(), 4U);
  EXPECT_TRUE((*all)[0]);
  ASSERT_FALSE((*all)[1]);
  EXPECT_EQ((*all)[1].error().message(),
            program().string() + " drew no sheet music: it does not take the MusicXML for valid");
  EXPECT_EQ((*all)[2]->svg_pages.front().substr(0, 5), "third");
  ASSERT_FALSE((*all)[3]);
  EXPECT_NE((*all)[3].error().message().find("it ended with exit code 0"), std::string::npos);
}

TEST_F(FakeEngraver, AScoreThatTakesTooLongIsGivenUp) {
  const auto all = draw({"SLOW"}, {.seconds = 1});
  ASSERT_TRUE(all);
  ASSERT_FALSE(all->front());
  EXPECT_NE(all->front().error().message().find("it was not done after 1 seconds"),
            std::string::npos)
      << all->front().error().message();
}

TEST_F(FakeEngraver, StopsAtOnceWhenItsCallerDoes) {
  const auto all = draw({"SLOW"}, {}, [](std::size_t, std::size_t) { return false; });
  ASSERT_FALSE(all);
  EXPECT_EQ(all.error().message(), "stopped while sheet music was drawn");
}

TEST_F(FakeEngraver, TellsHowManyAreDone) {
  std::vector<std::size_t> told;
  const std::vector<std::string> scores(20, "score");
  ASSERT_TRUE(draw(scores, {}, [&](std::size_t done, std::size_t total) {
    EXPECT_EQ(total, 20U);
    told.push_back(done);
    return true;
  }));
  EXPECT_EQ(told.front(), 0U);
  EXPECT_EQ(told.back(), 16U);
}

TEST_F(FakeEngraver, IsFoundByNameOrInTheEnvironment) {
  EXPECT_EQ(find_engraver(program())->program, program());
  ::setenv("BACHPROP_ENGRAVER", program().c_str(), 1);
  EXPECT_EQ(find_engraver()->program, program());
  ::unsetenv("BACHPROP_ENGRAVER");
}

TEST(Engraver, SaysWhatToInstallWhereThereIsNone) {
  const std::string path = std::getenv("PATH");
  ::setenv("PATH", "/nowhere", 1);
  const auto engraver = find_engraver();
  ::setenv("PATH", path.c_str(), 1);
  ASSERT_FALSE(engraver);
  EXPECT_NE(engraver.error().message().find("sudo apt install musescore3"), std::string::npos);
  const auto named = find_engraver("no-such-engraver");
  ASSERT_FALSE(named);
  EXPECT_EQ(named.error().message().find("no-such-engraver: there is no such program"), 0U);
}

// A whole note.
constexpr const char* kScore = R"(<?xml version="1.0" encoding="UTF-8"?>
<score-partwise version="4.0"><part-list><score-part id="P1"><part-name>Flute</part-name></score-part></part-list>
<part id="P1"><measure number="1"><attributes><divisions>1</divisions><time><beats>4</beats><beat-type>4</beat-type></time>
<clef><sign>G</sign><line>2</line></clef></attributes>
<note><pitch><step>C</step><octave>5</octave></pitch><duration>4</duration><type>whole</type></note></measure></part></score-partwise>
)";

class RealEngraver : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!find_engraver()) {
      GTEST_SKIP() << "SKIPPED: no engraver is installed";
    }
  }
  Result<std::vector<Result<Engraving>>> draw(const std::vector<std::string>& scores) {
    return engrave(*find_engraver(), scores, {.places = true});
  }
};

TEST_F(RealEngraver, DrawsTheSameBytesAloneAndInCompany) {
  const auto alone = draw({kScore});
  const auto again = draw({kScore, kScore});
  ASSERT_TRUE(alone && again && alone->front() && again->front() && again->back());
  EXPECT_TRUE(alone->front()->pdf.starts_with("%PDF-"));
  // Not EXPECT_EQ, which would print them.
  EXPECT_TRUE(alone->front()->pdf == again->back()->pdf);
  EXPECT_TRUE(alone->front()->svg_pages == again->back()->svg_pages);
  ASSERT_FALSE(alone->front()->places.empty());
  EXPECT_EQ(alone->front()->places.front().second, 0);
  EXPECT_GT(alone->front()->places.front().x, 0);
}

TEST_F(RealEngraver, RefusesWhatIsNoMusicXml) {
  const std::string half(kScore, 300);
  const auto all = draw({half, kScore});
  ASSERT_TRUE(all) << all.error().message();
  ASSERT_FALSE(all->front());
  EXPECT_NE(all->front().error().message().find("does not take the MusicXML for valid"),
            std::string::npos);
  EXPECT_TRUE(all->back());
}

}  // namespace
}  // namespace bachprop
