#include "bachprop/report/listening_report.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace bachprop {
namespace {

Listener listener(int number, int right, int wrong) {
  Listener made{.id = "listener" + std::to_string(number), .finished = true};
  for (int i = 0; i < right + wrong; ++i) {
    made.answers.push_back({.item = std::to_string(i), .right = i < right});
  }
  return made;
}

ListeningScore score_of(const std::vector<std::pair<int, int>>& right_and_wrong) {
  std::vector<Listener> listeners;
  for (const auto& [right, wrong] : right_and_wrong) {
    listeners.push_back(listener(static_cast<int>(listeners.size()), right, wrong));
  }
  return score_listening_test(listeners);
}

bool has(const std::string& text, const char* part) { return text.find(part) != std::string::npos; }

// 73 of 120, 60.8 %: exact p 0.0220. Wilson 0.519 to 0.691.
TEST(ListeningVerdict, SaysWhenItWasBetterThanChance) {
  const std::string verdict = listening_verdict(score_of({{30, 30}, {43, 17}}));
  EXPECT_TRUE(has(verdict,
                  "human from machine in 61 % of 120 answers (52 to 69 %): better than "
                  "chance (p = 0.02)"))
      << verdict;
  EXPECT_TRUE(has(verdict, "with at least 5 listeners")) << verdict;
}

// 15 of 20 answers would have shown it, 75 %.
TEST(ListeningVerdict, SaysWhatShareWouldHaveShownADifference) {
  const std::string verdict = listening_verdict(score_of({{12, 8}}));
  EXPECT_TRUE(has(verdict,
                  "no better than chance could be shown (p = 0.50); with this many answers "
                  "a share of 75 % or more"))
      << verdict;
  EXPECT_TRUE(has(listening_verdict(score_of({{3, 0}})), "with 3 answers not even all right"));
  // 6 of 7 right: p = 16/128; 7 right: p = 2/128.
  EXPECT_TRUE(has(listening_verdict(score_of({{5, 2}})),
                  "with 7 answers only all right would have shown it"));
  EXPECT_EQ(listening_verdict(score_of({})), "No question was answered.");
}

// 38 of 60: exact p 0.0519. 39 of 60: 0.0273. Wilson of 29 of 40 begins at 57.2 %, of 26 of 40 at
// 49.5 %.
TEST(ListeningVerdict, NeverRoundsAcrossWhatItSays) {
  const std::string verdict = listening_verdict(score_of({{38, 22}}));
  EXPECT_TRUE(has(verdict, "no better than chance could be shown (p = 0.052)")) << verdict;
  EXPECT_TRUE(has(listening_verdict(score_of({{39, 21}})), "better than chance (p = 0.03)"));
  EXPECT_TRUE(has(listening_verdict(score_of({{29, 11}})), "(57 to 84 %)"));
  const std::string near = listening_verdict(score_of({{26, 14}}));
  EXPECT_TRUE(has(near, "(49.5 to 78 %)")) << near;
}

TEST(ListeningVerdict, SaysWhenItWasWorseThanChance) {
  EXPECT_TRUE(has(listening_verdict(score_of({{2, 18}})), "worse than chance (p = 0.0004)"));
}

// Shares 1, 1, 0.7, 0.4, 0.4: mean 0.7, standard deviation 0.3, t of 4 degrees of freedom 2.776, so
// that the interval begins at 0.33.
TEST(ListeningVerdict, SaysWhenTheListenersTakenAsTheUnitDoNotExcludeChance) {
  const std::string verdict =
      listening_verdict(score_of({{20, 0}, {20, 0}, {14, 6}, {8, 12}, {8, 12}}));
  EXPECT_TRUE(has(verdict, "better than chance (p < 0.0001)")) << verdict;
  EXPECT_TRUE(has(verdict,
                  "over the 5 listeners, the interval is 33 to 100 %, which does not exclude "
                  "chance"))
      << verdict;
}

TEST(ListeningScoreText, LeavesOutWhatNobodyAnswered) {
  const std::string text = listening_score_text(score_of({{3, 1}}));
  EXPECT_TRUE(has(text, "no instrument")) << text;
  EXPECT_TRUE(has(text, "listener listener0")) << text;
  EXPECT_FALSE(has(text, "professional"));
  EXPECT_FALSE(has(text, "pairs"));
  EXPECT_FALSE(has(text, "confidence"));
  EXPECT_FALSE(has(text, "nan"));
}

TEST(ListeningScoreJson, HasNoNumberWhereNothingWasCounted) {
  const auto json = listening_score_json(score_of({{3, 1}}));
  EXPECT_EQ(json["all"]["right"], 3);
  EXPECT_EQ(json["all"]["answers"], 4);
  EXPECT_EQ(json["all"]["share"], 0.75);
  EXPECT_EQ(json["all"]["p"], 0.625);
  EXPECT_EQ(json["pairs"].size(), 2U);
  EXPECT_EQ(json["pairs"]["answers"], 0);
  EXPECT_TRUE(json["mean_confidence"]["wrong"].is_null());
  EXPECT_TRUE(json["over_listeners"].is_null());
  EXPECT_EQ(json["listeners"][0]["listener"], "listener0");
}

}  // namespace
}  // namespace bachprop
