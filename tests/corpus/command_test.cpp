// `bachprop prepare` and `bachprop inspect` as a user runs them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "bachprop/base/file_io.h"
#include "bachprop/score/score_writer.h"

namespace bachprop {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;
using testing::HasSubstr;
using testing::Not;

struct Outcome {
  int exit_code = -1;
  std::string output;
};

class Command : public testing::Test {
 public:
  Command()
      : folder_(fs::temp_directory_path() /
                ("bachprop_command_" + std::to_string(::getpid()) + "_" +
                 testing::UnitTest::GetInstance()->current_test_info()->name())) {
    fs::create_directories(folder_ / "in");
  }
  Command(const Command&) = delete;
  Command& operator=(const Command&) = delete;
  ~Command() override { fs::remove_all(folder_); }

 protected:
  // Runs the program inside the folder; `redirection` as in a shell.
  [[nodiscard]] Outcome run(const std::string& arguments,
                            const std::string& redirection = "2>&1") const {
    const std::string line =
        "cd '" + folder_.string() + "' && '" BACHPROP_PROGRAM "' " + arguments + " " + redirection;
    // A test's own command line, with nothing from outside.
    FILE* pipe = ::popen(line.c_str(), "r");  // NOLINT(bugprone-command-processor,cert-env33-c)
    Outcome outcome;
    std::array<char, 4096> buffer{};
    while (const std::size_t size = std::fread(buffer.data(), 1, buffer.size(), pipe)) {
      outcome.output.append(buffer.data(), size);
    }
    outcome.exit_code = WEXITSTATUS(::pclose(pipe));
    return outcome;
  }

  void write_note(const std::string& name, int pitch) const {
    Score score;
    score.title = "<b>\x1B[31m";
    score.notes = {{0, 1, pitch}, {1, Quarters(1, 2), pitch}};
    ASSERT_TRUE(write_file(folder_ / name, write_score(score)));
  }
  void write_text(const std::string& name, std::string_view text) const {
    ASSERT_TRUE(write_file(folder_ / name, text));
  }

  fs::path folder_;
};

TEST_F(Command, PrepareReportsEachSkippedFileWithItsReason) {
  write_note("in/a.mid", 60);
  write_note("in/b.mid", 60);
  write_text("in/c.mid", "not music");
  const Outcome outcome = run("prepare in -o corpus.safetensors");
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_THAT(outcome.output, HasSubstr("skipped:\n  c.mid: "));
  EXPECT_THAT(outcome.output, HasSubstr("copies:\n  b.mid: same bytes as a.mid\n"));
  EXPECT_THAT(outcome.output, HasSubstr("corpus.safetensors: 1 piece, 2 notes"));
  EXPECT_TRUE(fs::exists(folder_ / "corpus.safetensors"));
}

TEST_F(Command, PrepareWithNothingReadableSaysWhyAndExitsWith1) {
  write_text("in/a.mid", "not music");
  const Outcome outcome = run("prepare in -o corpus.safetensors");
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.output, HasSubstr("no notes in 1 file of in\n  a.mid: is not a MIDI file"));
  EXPECT_FALSE(fs::exists(folder_ / "corpus.safetensors"));
}

TEST_F(Command, PrepareDoesNotOverwriteMusic) {
  write_note("in/a.mid", 60);
  const Outcome outcome = run("prepare in/a.mid -o in/a.mid");
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.output, HasSubstr("-o in/a.safetensors"));
}

TEST_F(Command, TrainOverwritesNeitherMusicNorTheCorpusItReads) {
  write_note("in/a.mid", 60);
  EXPECT_THAT(run("train in -o in/a.mid").output, HasSubstr("must not end in .mid"));
  ASSERT_EQ(run("prepare in -o corpus.safetensors").exit_code, 0);
  const auto before = read_file(folder_ / "corpus.safetensors").value();
  const Outcome outcome = run("train corpus.safetensors -o ./corpus.safetensors --epochs 1");
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.output, HasSubstr("is read and would be overwritten"));
  EXPECT_EQ(read_file(folder_ / "corpus.safetensors").value(), before);
}

TEST_F(Command, PrepareGivesTheSameFileWithAnyNumberOfThreads) {
  for (int i = 0; i < 20; ++i) {
    write_note("in/" + std::to_string(i) + ".mid", 40 + i);
  }
  ASSERT_EQ(run("prepare in -o one.safetensors --threads 1").exit_code, 0);
  ASSERT_EQ(run("prepare in -o four.safetensors --threads 4").exit_code, 0);
  EXPECT_EQ(read_file(folder_ / "one.safetensors").value(),
            read_file(folder_ / "four.safetensors").value());
}

TEST_F(Command, PrepareJsonHasTheSameReport) {
  write_note("in/a.mid", 60);
  write_text("in/c.mid", "not music");
  const Outcome outcome = run("prepare in -o corpus.safetensors --json", "2>/dev/null");
  const Json json = Json::parse(outcome.output);
  EXPECT_EQ(json["files"], 2);
  EXPECT_EQ(json["read"], 1);
  EXPECT_EQ(json["skipped"][0]["file"], "c.mid");
  EXPECT_EQ(json["note_ons"], 2);
  EXPECT_EQ(json["dictionaries"]["P"], 1);
}

TEST_F(Command, WrongUsageExitsWith2) {
  EXPECT_EQ(run("prepare").exit_code, 2);
  EXPECT_EQ(run("prepare in --threads 0").exit_code, 2);
  EXPECT_EQ(run("inspect --no-such-option").exit_code, 2);
}

TEST_F(Command, InspectShowsACorpusFileAsItShowsItsFolder) {
  write_note("in/a.mid", 60);
  write_note("in/b.mid", 62);
  ASSERT_EQ(run("prepare in -o corpus.safetensors").exit_code, 0);
  const Json from_folder = Json::parse(run("inspect in --json", "2>/dev/null").output);
  const Json from_file =
      Json::parse(run("inspect corpus.safetensors --json", "2>/dev/null").output);
  EXPECT_EQ(from_file["dT"], (Json{{"0", 2}, {"1", 2}}));
  EXPECT_EQ(from_file["P"], (Json{{"60", 2}, {"61", 0}, {"62", 2}}));
  EXPECT_EQ(from_file["pieces"], from_folder["pieces"]);
}

TEST_F(Command, InspectOfOneFileShowsItWithoutItsControlCharacters) {
  write_note("in/a.mid", 60);
  const Outcome outcome = run("inspect in/a.mid");
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_THAT(outcome.output, HasSubstr("<b>[31m"));
  EXPECT_THAT(outcome.output, Not(HasSubstr("\x1B")));
  EXPECT_THAT(outcome.output, HasSubstr("1/2 (eighth)"));
  EXPECT_THAT(outcome.output, HasSubstr("P, pitches: C4 (60) to C4 (60)"));
}

TEST_F(Command, InspectWritesAPageThatNeedsNoNetwork) {
  write_note("in/a.mid", 60);
  ASSERT_EQ(run("inspect in --html page.html").exit_code, 0);
  const auto bytes = read_file(folder_ / "page.html").value();
  const std::string page(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  EXPECT_THAT(page, HasSubstr("P: pitches"));
  EXPECT_THAT(page, testing::Not(HasSubstr("src=")));
  EXPECT_THAT(page, testing::Not(HasSubstr("<b>")));
}

TEST_F(Command, InspectOfAModelOrADamagedFileSaysSo) {
  write_text("x.safetensors", "garbage of no kind");
  const Outcome outcome = run("inspect x.safetensors");
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.output, HasSubstr("x.safetensors: is not a safetensors file"));
}

}  // namespace
}  // namespace bachprop
