#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "bachprop/report/evaluation_report.h"
#include "bachprop/report/small_evaluation_test.h"

namespace bachprop {
namespace {

using testing::HasSubstr;
using testing::Not;

template <typename Item>
std::vector<Item> items_of(const EvaluationReport& report) {
  std::vector<Item> found;
  for (const ReportItem& item : evaluation_page(report).items) {
    if (const auto* one = std::get_if<Item>(&item)) {
      found.push_back(*one);
    }
  }
  return found;
}

std::string paragraphs_of(const EvaluationReport& report) {
  std::string text;
  for (const Paragraph& paragraph : items_of<Paragraph>(report)) {
    text += paragraph.text + "\n";
  }
  return text;
}

std::vector<std::string> bar_chart_titles(const EvaluationReport& report) {
  std::vector<std::string> titles;
  for (const GroupedBarChart& chart : items_of<GroupedBarChart>(report)) {
    titles.push_back(chart.title);
  }
  return titles;
}

bool is_joined(std::vector<std::string> names) {
  const auto small = small_evaluation({.generated = std::move(names), .unseen = false});
  return items_of<ScatterChart>(small.report).at(0).series.at(0).joined;
}

TEST(EvaluationPage, JoinsSetsThatAreStepsOfOneScaleInItsOrder) {
  EXPECT_TRUE(is_joined({"temperature 0.5", "temperature 0.8", "temperature 1"}));
  EXPECT_TRUE(is_joined({"at-10", "at-30", "at-100"}));
  EXPECT_TRUE(is_joined({"1", "2.5"}));
}

TEST(EvaluationPage, DoesNotJoinOtherSets) {
  EXPECT_FALSE(is_joined({"temperature 0.8", "temperature 0.5", "temperature 1"}));
  EXPECT_FALSE(is_joined({"at-10", "at-10"}));
  EXPECT_FALSE(is_joined({"small", "large"}));
  EXPECT_FALSE(is_joined({"at 10", "at 30", "theirs"}));
  EXPECT_FALSE(is_joined({"gru 1", "lstm 2"}));
  EXPECT_FALSE(is_joined({"v1.2.3", "v1.2.4"}));
}

TEST(EvaluationPage, EndsTheAxisOfSharesAtAHundredAndSaysWhichWayIsGood) {
  const ScatterChart chart = items_of<ScatterChart>(small_evaluation({}).report).at(0);
  ASSERT_TRUE(chart.x_limits);
  EXPECT_EQ(chart.x_limits->low, 0);
  EXPECT_EQ(chart.x_limits->high, 100);
  EXPECT_THAT(chart.note, HasSubstr("Lower: more like the corpus"));
}

TEST(EvaluationPage, SpeaksOfUnseenMusicAndOfAPictureOnlyWhereTheyAre) {
  const std::string with = paragraphs_of(small_evaluation({}).report);
  EXPECT_THAT(with, HasSubstr("Unseen human music is not at 0 either"));
  EXPECT_THAT(with, HasSubstr("Quality against originality"));
  const auto small = small_evaluation({.unseen = false});
  const std::string without = paragraphs_of(small.report);
  EXPECT_TRUE(items_of<ScatterChart>(small.report).empty());
  EXPECT_THAT(without, Not(HasSubstr("is not at 0 either")));
  EXPECT_THAT(without, Not(HasSubstr("Quality against originality")));
}

TEST(EvaluationPage, DrawsNoHarmonyOfMusicInOneVoice) {
  const auto one_voice = small_evaluation({.fifths = false});
  EXPECT_THAT(bar_chart_titles(one_voice.report), Not(testing::Contains(HasSubstr("Harmonic"))));
  EXPECT_THAT(paragraphs_of(one_voice.report), HasSubstr("Only pieces with 3 to 5 voices"));
  EXPECT_THAT(bar_chart_titles(small_evaluation({}).report),
              testing::Contains("Harmonic intervals above the bass"));
}

// Two pitches an octave apart: 12 semitones up and down, and nothing between.
TEST(EvaluationPage, ShowsAllWholeNumbersBetweenTheEndsOfAScale) {
  std::vector<Piece> pieces(2);
  for (Piece& piece : pieces) {
    piece.score.notes = {{0, 1, 60}, {1, 1, 72}, {2, 3, 60}};
  }
  const std::span<const Piece> all = pieces;
  EvaluationReport report;
  report.corpus = {"corpus", all.first(1)};
  report.sets = {{"new", all.subspan(1)}};
  report.figures = evaluate(report.corpus, report.sets, {});
  int found = 0;
  for (const GroupedBarChart& chart : items_of<GroupedBarChart>(report)) {
    if (chart.title == "Melodic intervals, top line") {
      ++found;
      ASSERT_EQ(chart.labels.size(), 25U);
      EXPECT_EQ(chart.labels.front(), "-12");
      EXPECT_EQ(chart.labels[1], "-11");
      EXPECT_EQ(chart.labels.back(), "12");
      EXPECT_EQ(chart.series[0].values[1], 0);
      EXPECT_EQ(chart.series[0].values.back(), 50);
    }
    if (chart.title == "Durations") {
      ++found;
      EXPECT_THAT(chart.labels, testing::ElementsAre("1", "3"));
    }
  }
  EXPECT_EQ(found, 2);
}

TEST(EvaluationPage, DrawsEachBarOfADistributionThatASetHas) {
  const auto small = small_evaluation({.fifths = false});
  for (const GroupedBarChart& chart : items_of<GroupedBarChart>(small.report)) {
    for (const BarSeries& series : chart.series) {
      EXPECT_EQ(series.values.size(), chart.labels.size()) << chart.title;
    }
  }
}

}  // namespace
}  // namespace bachprop
