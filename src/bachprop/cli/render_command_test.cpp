#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "bachprop/base/file_io.h"
#include "bachprop/cli/command.h"
#include "bachprop/cli/run_command_test.h"
#include "bachprop/score/midi_score.h"
#include "bachprop/score/score_writer.h"

namespace bachprop {
namespace {

using Q = Quarters;
namespace fs = std::filesystem;

// Two lines in D major, 3/4, eight bars.
Score tune() {
  Score score;
  constexpr int kPitches[] = {62, 66, 69, 74, 73, 71, 69, 67};
  for (int bar = 0; bar < 8; ++bar) {
    const Quarters begin = Quarters(3) * Quarters(bar);
    score.notes.push_back({begin, 3, kPitches[bar % 8] - 12});
    for (int i = 0; i < 3; ++i) {
      score.notes.push_back({begin + i, 1, kPitches[(bar + i) % 8] + 12});
    }
  }
  score.time_signatures = {{0, 3, 4}};
  return score;
}

// Writes a page and a PDF for each score, or refuses one that holds the word BAD.
constexpr const char* kFakeEngraver = R"(#!/bin/sh
for score in */score.musicxml; do
  grep -q BAD "$score" && { echo "is not a valid MusicXML file"; exit 0; }
  echo "<svg viewBox='0 0 9 9'/>" >"${score%.musicxml}-1.svg"
  echo "%PDF" >"${score%.musicxml}.pdf"
done
)";

class RenderCommand : public CommandTest {
 protected:
  void SetUp() override {
    CommandTest::SetUp();
    ASSERT_TRUE(make_directories(folder_ / "in/more"));
    ASSERT_TRUE(write_file(engraver(), kFakeEngraver));
    fs::permissions(engraver(), fs::perms::owner_all);
    add("in/tune.mid", tune());
  }

  [[nodiscard]] fs::path engraver() const { return folder_ / "engraver"; }
  void add(const std::string& name, const Score& score) const {
    ASSERT_TRUE(write_file(folder_ / name, write_score(score)));
  }

  // Renders everything in in/ unless `input` names something else.
  int render(std::vector<std::string> words, const std::string& input = "in") {
    words.insert(words.begin(), {"render", (folder_ / input).string(), "-o",
                                 (folder_ / "out").string(), "--engraver", engraver().string()});
    return run_command(add_render_command, std::move(words), output_, errors_);
  }

  [[nodiscard]] std::string text_of(const std::string& name) const {
    const auto bytes = read_file(folder_ / "out" / name);
    EXPECT_TRUE(bytes) << bytes.error().message();
    return bytes ? std::string(reinterpret_cast<const char*>(bytes->data()), bytes->size()) : "";
  }
  [[nodiscard]] std::vector<std::string> written() const {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(folder_ / "out")) {
      names.push_back(entry.path().filename());
    }
    std::ranges::sort(names);
    return names;
  }
};

using Names = std::vector<std::string>;

TEST_F(RenderCommand, WritesMusicXmlAndPdfAndSaysWhatItFound) {
  ASSERT_EQ(render({}), 0) << errors_;
  EXPECT_EQ(written(), (Names{"tune.musicxml", "tune.pdf"}));
  EXPECT_NE(text_of("tune.musicxml").find("<score-partwise"), std::string::npos);
  EXPECT_EQ(output_.find("tune.mid -> tune.musicxml, tune.pdf\n    D major (found), 3/4 (stated)"),
            0U)
      << output_;
  EXPECT_EQ(errors_, "");
}

TEST_F(RenderCommand, GivesTheSameBytesAgain) {
  ASSERT_EQ(render({"--format", "midi,musicxml"}), 0) << errors_;
  const std::string midi = text_of("tune.mid");
  const std::string musicxml = text_of("tune.musicxml");
  ASSERT_EQ(render({"--format", "midi,musicxml", "--force"}), 0);
  EXPECT_EQ(text_of("tune.mid"), midi);
  EXPECT_EQ(text_of("tune.musicxml"), musicxml);
}

TEST_F(RenderCommand, OptionsCorrectWhatIsFound) {
  ASSERT_EQ(render({"--format", "musicxml", "--key", "B minor", "--time", "6/8", "--pickup", "1/2",
                    "--tempo", "72", "--title", "A & B", "--composer", "N. N."}),
            0)
      << errors_;
  EXPECT_NE(output_.find("B minor (given), 6/8 (given), a pick-up of 1/2 quarter (given)"),
            std::string::npos)
      << output_;
  const std::string musicxml = text_of("tune.musicxml");
  EXPECT_NE(musicxml.find("A &amp; B"), std::string::npos);
  EXPECT_NE(musicxml.find("N. N."), std::string::npos);
}

TEST_F(RenderCommand, TransposesNotesAndKeys) {
  ASSERT_EQ(render({"--format", "musicxml,midi"}), 0) << errors_;
  const Score before = read_score(as_bytes_of(text_of("tune.mid")), "tune.mid")->score;
  ASSERT_EQ(render({"--format", "musicxml,midi", "--force", "--transpose=-M2"}), 0) << errors_;
  EXPECT_NE(output_.find("C major (found)"), std::string::npos) << output_;
  const Score after = read_score(as_bytes_of(text_of("tune.mid")), "tune.mid")->score;
  ASSERT_EQ(after.notes.size(), before.notes.size());
  EXPECT_EQ(after.notes.front().pitch, before.notes.front().pitch - 2);
  EXPECT_EQ(render({"--transpose", "H3"}), 2);
}

// Every second onset is late, so that no offset is common to all.
TEST_F(RenderCommand, MovesNotesToAGrid) {
  Score played = tune();
  for (Note& note : played.notes) {
    note.onset += (note.onset / Q(2)).denominator() == 2 ? Q(1, 8) : Q(0);
  }
  add("in/tune.mid", played);
  ASSERT_EQ(render({"--format", "musicxml", "--grid", "4"}), 0) << errors_;
  EXPECT_NE(output_.find("moved to times that can be read"), std::string::npos) << output_;
  EXPECT_EQ(text_of("tune.musicxml").find("<type>eighth"), std::string::npos);
  EXPECT_EQ(render({"--grid", "12"}), 2);
}

// Those of the score, of every part and of an arrangement that leaves the last bars out.
TEST_F(RenderCommand, CountsTheSameBarsForEveryArrangement) {
  Score score = tune();
  score.notes.push_back({24, 3, 50});
  add("in/tune.mid", score);
  for (const char* kind : {"none", "satb", "string-quartet", "piano", "lead-sheet"}) {
    ASSERT_EQ(render({"--format", "musicxml", "--arrange", kind, "--force"}), 0) << errors_;
    EXPECT_NE(output_.find(", 9 bars,"), std::string::npos) << output_;
  }
}

TEST_F(RenderCommand, PartBooksAreNamedAfterTheInstruments) {
  ASSERT_EQ(render({"--format", "musicxml,svg", "--arrange", "string-quartet", "--parts"}), 0)
      << errors_;
  const Names names = written();
  EXPECT_NE(std::ranges::find(names, "tune-violin-1.musicxml"), names.end()) << output_;
  EXPECT_NE(std::ranges::find(names, "tune-violin-1-page-1.svg"), names.end());
  EXPECT_NE(std::ranges::find(names, "tune-cello.musicxml"), names.end());
}

TEST_F(RenderCommand, GoesOnAfterABadFileAndNamesIt) {
  ASSERT_TRUE(write_file(folder_ / "in/broken.mid", "no MIDI file"));
  add("in/empty.mid", Score());
  EXPECT_EQ(render({"--format", "musicxml"}), 1);
  EXPECT_EQ(written(), Names{"tune.musicxml"});
  EXPECT_NE(errors_.find("broken.mid: "), std::string::npos) << errors_;
  EXPECT_NE(errors_.find("empty.mid: no notes\n"), std::string::npos);
  EXPECT_NE(errors_.find("2 of 3 files could not be rendered"), std::string::npos);
}

TEST_F(RenderCommand, AScoreThatCannotBeDrawnKeepsItsMusicXml) {
  Score bad = tune();
  bad.title = "BAD";
  add("in/bad.mid", bad);
  EXPECT_EQ(render({"--format", "musicxml,pdf"}), 1);
  EXPECT_EQ(written(), (Names{"bad.musicxml", "tune.musicxml", "tune.pdf"}));
  EXPECT_NE(errors_.find("bad.mid: "), std::string::npos);
}

TEST_F(RenderCommand, TwoFilesOfOneNameGetTwoNames) {
  add("in/more/tune.mid", tune());
  ASSERT_EQ(render({"--format", "musicxml"}), 0) << errors_;
  EXPECT_EQ(written(), (Names{"tune-2.musicxml", "tune.musicxml"}));
}

TEST_F(RenderCommand, ReplacesWhatIsThereOnlyWhenItIsToldTo) {
  ASSERT_TRUE(make_directories(folder_ / "out"));
  ASSERT_TRUE(write_file(folder_ / "out/tune.musicxml", "corrected by hand"));
  EXPECT_EQ(render({"--format", "midi,musicxml"}), 1);
  EXPECT_NE(errors_.find("tune.musicxml (a file, 17 bytes) is there already: choose another folder "
                         "with -o, or replace it with --force"),
            std::string::npos)
      << errors_;
  EXPECT_EQ(text_of("tune.musicxml"), "corrected by hand");
  EXPECT_EQ(written(), Names{"tune.musicxml"});
  EXPECT_EQ(render({"--format", "midi,musicxml", "--force"}), 0) << errors_;
  EXPECT_NE(text_of("tune.musicxml"), "corrected by hand");
}

// Its name is known only when the piece is.
TEST_F(RenderCommand, KeepsAPartBookThatIsThereAndWritesTheOthers) {
  ASSERT_TRUE(make_directories(folder_ / "out"));
  ASSERT_TRUE(write_file(folder_ / "out/tune-viola.musicxml", "with fingerings"));
  EXPECT_EQ(render({"--format", "musicxml", "--arrange", "string-quartet", "--parts"}), 1);
  EXPECT_NE(errors_.find("tune-viola.musicxml: is there already, and was left as it is"),
            std::string::npos)
      << errors_;
  EXPECT_EQ(text_of("tune-viola.musicxml"), "with fingerings");
  EXPECT_TRUE(fs::exists(folder_ / "out/tune-cello.musicxml"));
}

TEST_F(RenderCommand, OneOutputThatCannotBeWrittenKeepsNoOtherFromBeing) {
  // A name that a file may have, but not with .musicxml behind it.
  const std::string longest(250, 'x');
  add("in/" + longest + ".mid", tune());
  add("in/blocked.mid", tune());
  ASSERT_TRUE(make_directories(folder_ / "out/blocked.musicxml"));
  EXPECT_EQ(render({"--format", "midi,musicxml"}), 1);
  EXPECT_EQ(written(), (Names{"blocked.mid", "blocked.musicxml", "tune.mid", "tune.musicxml",
                              longest + ".mid"}));
  EXPECT_NE(errors_.find("blocked.musicxml: cannot be written: it is there and is not a regular"),
            std::string::npos)
      << errors_;
  EXPECT_NE(errors_.find(".musicxml: cannot be written: File name too long"), std::string::npos);
  EXPECT_NE(errors_.find("2 of 3 files could not be rendered, or not all of it"),
            std::string::npos);
}

TEST_F(RenderCommand, NeverWritesOverItsInput) {
  ASSERT_TRUE(make_directories(folder_ / "out"));
  add("out/tune.mid", tune());
  EXPECT_EQ(render({"--format", "midi"}, "out"), 1);
  EXPECT_NE(errors_.find("would be written over"), std::string::npos) << errors_;
  EXPECT_EQ(text_of("tune.mid").size(), write_score(tune()).size());
}

TEST_F(RenderCommand, PartBooksTakeNoNameOfAnotherFile) {
  add("in/tune-soprano.mid", tune());
  EXPECT_EQ(render({"--arrange", "satb", "--parts", "--format", "musicxml"}), 0) << errors_;
  EXPECT_NE(text_of("tune-soprano.musicxml").find("tune-soprano</work-title>"), std::string::npos);
  EXPECT_NE(text_of("tune-soprano-2.musicxml").find("tune, Soprano</work-title>"),
            std::string::npos);
}

TEST_F(RenderCommand, NeverWritesOverAnInputWithTheNameOfASound) {
  fs::remove(folder_ / "in/tune.mid");
  add("in/tune.wav", tune());
  EXPECT_EQ(run_command(add_render_command,
                        {"render", (folder_ / "in/tune.wav").string(), "-o",
                         (folder_ / "in").string(), "--format", "wav"},
                        output_, errors_),
            1);
  EXPECT_NE(errors_.find("would be written over"), std::string::npos) << errors_;
}

TEST_F(RenderCommand, NumbersThatAreNoneAreWrongUsage) {
  EXPECT_EQ(render({"--tempo", "nan"}), 2);
  EXPECT_EQ(render({"--loudness", "nan"}), 2);
  EXPECT_EQ(render({"--pickup", "1/3"}), 2);
  EXPECT_EQ(render({"--pickup", "3"}), 1);
  EXPECT_NE(errors_.find("a pick-up of 3 quarters is no shorter than a bar of 3/4"),
            std::string::npos)
      << errors_;
}

TEST_F(RenderCommand, PrintsJson) {
  add("in/empty.mid", Score());
  EXPECT_EQ(render({"--json"}), 1);
  const auto json = nlohmann::json::parse(output_);
  ASSERT_EQ(json["files"].size(), 2U);
  EXPECT_EQ(json["files"][0]["error"], "no notes");
  const auto& tune = json["files"][1];
  EXPECT_EQ(tune["key"], "D major");
  EXPECT_EQ(tune["key_from"], "found");
  EXPECT_EQ(tune["local_keys"][0]["quarter"], 0);
  EXPECT_EQ(tune["local_keys"][0]["key"], "D major");
  EXPECT_EQ(tune["time"], "3/4");
  EXPECT_EQ(tune["bars"], 8);
  EXPECT_EQ(tune["files"], (Names{"tune.musicxml", "tune.pdf"}));
}

TEST_F(RenderCommand, WrongWordsAreWrongUsage) {
  for (const std::vector<std::string>& words :
       std::vector<std::vector<std::string>>{{"--format", "doc"},
                                             {"--time", "3/5"},
                                             {"--time", "waltz"},
                                             {"--pickup", "-1"},
                                             {"--key", "H minor"},
                                             {"--tempo", "0"},
                                             {"--arrange", "brass"},
                                             {"--loudness", "3"}}) {
    EXPECT_EQ(render(words), 2) << words.front() << " " << words.back();
  }
  EXPECT_FALSE(fs::exists(folder_ / "out"));
}

TEST_F(RenderCommand, SaysWhatIsMissingBeforeItBegins) {
  fs::remove(engraver());
  EXPECT_EQ(render({"--format", "pdf"}), 1);
  EXPECT_NE(errors_.find("sudo apt install musescore3"), std::string::npos) << errors_;
  EXPECT_EQ(render({"--format", "ogg", "--soundfont", (folder_ / "none.sf2").string()}), 1);
  EXPECT_NE(errors_.find("none.sf2"), std::string::npos) << errors_;
  // What the user names must be there.
  EXPECT_EQ(render({}), 1);
  EXPECT_FALSE(fs::exists(folder_ / "out"));
}

TEST_F(RenderCommand, LeavesOutThePdfThatNobodyAskedForWhereNothingDrawsIt) {
  ASSERT_EQ(setenv("BACHPROP_ENGRAVER", (folder_ / "none").c_str(), 1), 0);
  const int exit_code = run_command(
      add_render_command, {"render", (folder_ / "in").string(), "-o", (folder_ / "out").string()},
      output_, errors_);
  unsetenv("BACHPROP_ENGRAVER");
  EXPECT_EQ(exit_code, 0);
  EXPECT_EQ(written(), Names{"tune.musicxml"});
  EXPECT_NE(errors_.find("No PDF: "), std::string::npos);
}

}  // namespace
}  // namespace bachprop
