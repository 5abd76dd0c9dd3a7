#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "bachprop/base/file_io.h"
#include "bachprop/cli/command.h"
#include "bachprop/cli/run_command_test.h"
#include "bachprop/score/score_writer.h"

namespace bachprop {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

constexpr int kPieces = 6;

// A piece of eight quarters, 6 s at 80 a minute.
Score scale(int root) {
  Score score;
  for (int i = 0; i < 8; ++i) {
    score.notes.push_back({i, 1, root + i});
  }
  return score;
}

std::string text_of(const fs::path& path) {
  const auto bytes = read_file(path);
  EXPECT_TRUE(bytes) << path;
  return bytes ? std::string(reinterpret_cast<const char*>(bytes->data()), bytes->size()) : "";
}

class ListeningTestCommand : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::path(::testing::TempDir()) /
              (std::string("listening_") +
               ::testing::UnitTest::GetInstance()->current_test_info()->name());
    fs::remove_all(folder_);
    ASSERT_TRUE(make_directories(human()));
    ASSERT_TRUE(make_directories(machine()));
    for (int i = 0; i < kPieces; ++i) {
      const std::string name = "piece-" + std::to_string(i) + ".mid";
      ASSERT_TRUE(write_file(human() / name, write_score(scale(40 + i))));
      ASSERT_TRUE(write_file(machine() / name, write_score(scale(60 + i))));
    }
  }
  void TearDown() override { fs::remove_all(folder_); }

  [[nodiscard]] fs::path human() const { return folder_ / "human"; }
  [[nodiscard]] fs::path machine() const { return folder_ / "machine"; }
  [[nodiscard]] fs::path test() const { return folder_ / "test"; }
  [[nodiscard]] Json key() const { return Json::parse(text_of(test() / "key.json")); }

  int run(std::vector<std::string> words) {
    words.insert(words.begin(), "listening-test");
    return run_command(add_listening_test_command, std::move(words), output_, errors_);
  }
  int make(const std::vector<std::string>& more = {}) {
    std::vector<std::string> words = {"--human", human().string(), "--machine", machine().string(),
                                      "-o",      test().string(),  "--seconds", "5"};
    words.insert(words.end(), more.begin(), more.end());
    return run(words);
  }
  int score(const std::vector<std::string>& more) {
    std::vector<std::string> words = {"--score"};
    words.insert(words.end(), more.begin(), more.end());
    return run(words);
  }

  // Writes a listener's results: all items answered, the first `right` of them rightly.
  std::string answer(const std::string& name, const std::string& listener, std::size_t right) {
    Json answers = Json::array();
    const Json items = key()["items"];
    for (std::size_t i = 0; i < items.size(); ++i) {
      const bool by_human = items[i]["excerpts"][0]["author"] == "human";
      const bool first = by_human == (i < right);
      const bool pair = items[i]["task"] == "pair";
      const char* choice = pair ? (first ? "a" : "b") : (first ? "human" : "machine");
      answers.push_back({{"item", items[i]["id"]},
                         {"answer", choice},
                         {"confidence", nullptr},
                         {"plays", Json::array({1})}});
    }
    const Json json = {{"format", "bachprop listening test results"},
                       {"format_version", 1},
                       {"test", key()["test"]},
                       {"listener", listener},
                       {"experience", "none"},
                       {"years", nullptr},
                       {"knows_music", "no"},
                       {"answers", answers}};
    EXPECT_TRUE(write_file(folder_ / name, json.dump()));
    return (folder_ / name).string();
  }

  fs::path folder_;
  std::string output_;
  std::string errors_;
};

TEST_F(ListeningTestCommand, MakesAPageAndItsKey) {
  ASSERT_EQ(make({"-n", "7", "--music", "My scales"}), 0) << errors_;
  const Json made = key();
  EXPECT_EQ(made["items"].size(), 7U);
  EXPECT_EQ(std::ranges::count(made["items"], "pair", [](const Json& i) { return i["task"]; }), 4);
  EXPECT_EQ(made["human"]["pieces"], kPieces);
  const std::string page = text_of(test() / "index.html");
  EXPECT_NE(page.find(made["test"].get<std::string>()), std::string::npos);
  EXPECT_NE(page.find("My scales"), std::string::npos);
  EXPECT_EQ(made["music"], "My scales");
  EXPECT_LT(errors_.find("the humans' pieces:\n   files"),
            errors_.find("the machine's pieces:\n   files"))
      << errors_;
  EXPECT_EQ(page.find("piece-1"), std::string::npos);
  EXPECT_NE(output_.find("3 single excerpts and 4 pairs, 5 s each, at 80"), std::string::npos)
      << output_;
}

TEST_F(ListeningTestCommand, TheSameSeedWritesTheSameBytesAndAnotherIsRefused) {
  ASSERT_EQ(make({"-n", "4"}), 0) << errors_;
  const std::string page = text_of(test() / "index.html");
  const std::string before = text_of(test() / "key.json");
  ASSERT_EQ(make({"-n", "4"}), 0) << errors_;
  EXPECT_EQ(text_of(test() / "index.html"), page);
  EXPECT_EQ(text_of(test() / "key.json"), before);
  EXPECT_EQ(make({"-n", "4", "--seed", "2"}), 1);
  EXPECT_NE(errors_.find("another listening test: choose another folder"), std::string::npos);
  EXPECT_EQ(text_of(test() / "key.json"), before);
  EXPECT_EQ(make({"-n", "4", "--music", "My scales"}), 1);  // the listeners read other words
  EXPECT_EQ(text_of(test() / "index.html"), page);
  ASSERT_EQ(make({"-n", "4", "--seed", "2", "--force"}), 0) << errors_;
  EXPECT_NE(text_of(test() / "key.json"), before);
}

TEST_F(ListeningTestCommand, DoesNotReplaceAPageOfSomethingElse) {
  ASSERT_TRUE(make_directories(test()));
  ASSERT_TRUE(write_file(test() / "index.html", "mine"));
  EXPECT_EQ(make({"-n", "4"}), 1);
  EXPECT_NE(errors_.find("index.html (a file, 4 bytes) is there already: choose another folder"),
            std::string::npos)
      << errors_;
  EXPECT_EQ(text_of(test() / "index.html"), "mine");
}

TEST_F(ListeningTestCommand, DoesNotReplaceItsPageWhenSomebodyChangedIt) {
  ASSERT_EQ(make({"-n", "4"}), 0) << errors_;
  ASSERT_TRUE(write_file(test() / "index.html", "with a photograph"));
  EXPECT_EQ(make({"-n", "4"}), 1);
  EXPECT_EQ(text_of(test() / "index.html"), "with a photograph");
}

TEST_F(ListeningTestCommand, CountsTheOtherResultsWhenOneCannotBeRead) {
  ASSERT_EQ(make({"-n", "4"}), 0) << errors_;
  const std::string key_file = (test() / "key.json").string();
  const std::string good = answer("good.json", "0123456789abcdef", 3);
  ASSERT_TRUE(write_file(folder_ / "bad.json", "{"));
  EXPECT_EQ(score({(folder_ / "bad.json").string(), good, "--key", key_file}), 1);
  EXPECT_NE(errors_.find("bad.json"), std::string::npos) << errors_;
  EXPECT_NE(errors_.find("; left out"), std::string::npos) << errors_;
  EXPECT_NE(output_.find("1 listener"), std::string::npos) << output_;
}

TEST_F(ListeningTestCommand, DividesTheItemsAsAsked) {
  const auto divided = [&](const std::vector<std::string>& words) {
    std::vector<std::string> all = words;
    all.emplace_back("--force");
    EXPECT_EQ(make(all), 0) << errors_;
    const std::size_t singles = output_.find(": ") + 2;
    return output_.substr(singles, output_.find(" pairs") - singles);
  };
  EXPECT_EQ(divided({"-n", "5", "--singles", "5"}), "5 single excerpts and 0");
  EXPECT_EQ(divided({"-n", "5", "--pairs", "3"}), "2 single excerpts and 3");
  EXPECT_EQ(divided({"--singles", "1", "--pairs", "2"}), "1 single excerpt and 2");
  EXPECT_EQ(make({"-n", "4", "--singles", "1", "--pairs", "2"}), 1);
  EXPECT_NE(errors_.find("leave one of them out"), std::string::npos) << errors_;
  EXPECT_EQ(make({"-n", "4", "--singles", "5"}), 1);
  EXPECT_EQ(make({"--singles", "0", "--pairs", "0"}), 1);
}

TEST_F(ListeningTestCommand, SaysWhatIsMissing) {
  EXPECT_EQ(run({}), 1);
  EXPECT_NE(errors_.find("needs --human and --machine"), std::string::npos) << errors_;
  EXPECT_EQ(make({"-n", "12"}), 1);
  EXPECT_NE(errors_.find("need 9 pieces by humans"), std::string::npos) << errors_;
  EXPECT_FALSE(fs::exists(test()));
  EXPECT_EQ(make({"-n", "4", "--bpm", "100"}), 1);  // 8 1/3 quarters
  EXPECT_NE(errors_.find("6 are shorter and 0 are left"), std::string::npos) << errors_;
  EXPECT_EQ(run({"--human", human().string(), "--machine", human().string()}), 1);
  EXPECT_NE(errors_.find("are the same file"), std::string::npos) << errors_;
  EXPECT_EQ(make({"--from", "end"}), 2);
  EXPECT_EQ(make({"--score", "x.json"}), 2);
  EXPECT_EQ(make({"--key", "x.json"}), 2);
  EXPECT_EQ(run({"--score", "--key", "x.json"}), 2);
}

TEST_F(ListeningTestCommand, ScoresTheAnswersOfSeveralListenersOnce) {
  ASSERT_EQ(make({"-n", "8"}), 0) << errors_;
  const std::string one = answer("one.json", "1111111111111111", 6);
  const std::string two = answer("two.json", "2222222222222222", 3);
  ASSERT_TRUE(write_file(folder_ / "key.json", text_of(test() / "key.json")));
  ASSERT_EQ(score({one, two, one, "--json"}), 0) << errors_;
  EXPECT_EQ(errors_, one + ": left out, listener 1111111111111111 is counted from another file\n");
  const Json json = Json::parse(output_);
  EXPECT_EQ(json["all"]["right"], 9);
  EXPECT_EQ(json["all"]["answers"], 16);
  EXPECT_EQ(json["listeners"].size(), 2U);
  EXPECT_EQ(json["singles"]["answers"], 8);
  ASSERT_EQ(score({one, "--key", (test() / "key.json").string()}), 0) << errors_;
  EXPECT_NE(output_.find("in 75 % of 8 answers"), std::string::npos) << output_;
}

TEST_F(ListeningTestCommand, RefusesTheKeyOfAnotherTest) {
  ASSERT_EQ(make({"-n", "4"}), 0) << errors_;
  const std::string one = answer("one.json", "1111111111111111", 2);
  EXPECT_EQ(score({one}), 1);
  EXPECT_NE(errors_.find("name the key that was written with the test"), std::string::npos);
  ASSERT_EQ(make({"-n", "4", "--seed", "9", "--force"}), 0) << errors_;
  EXPECT_EQ(score({one, "--key", (test() / "key.json").string()}), 1);
  EXPECT_NE(errors_.find("one.json: is of test "), std::string::npos) << errors_;
  EXPECT_EQ(score({(folder_ / "none.json").string(), "--key", (test() / "key.json").string()}), 1);
}

}  // namespace
}  // namespace bachprop
