#include "bachprop/report/hearing_tables.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "bachprop/evaluate/made_music_test.h"
#include "bachprop/evaluate/planted_faults_test.h"
#include "bachprop/report/evaluation_report.h"
#include "bachprop/report/small_evaluation_test.h"

namespace bachprop {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

constexpr std::size_t kPieces = 24;

// Hymns, of which the new ones are given by a fault.
class HeardHymns : public testing::Test {
 protected:
  template <typename Fault>
  const EvaluationReport& report_on(const Fault& fault) {
    corpus_ = made_hymns(kPieces, 1);
    unseen_ = made_hymns(kPieces, 2);
    new_ = made_hymns(kPieces, 3);
    Random random({4});
    for (Piece& piece : new_) {
      piece.score = fault(piece.score, random);
    }
    report_.corpus = {"corpus", corpus_};
    report_.sets = {{"new", new_}, {"unseen human music", unseen_, false, /*unseen=*/true}};
    report_.figures = evaluate(report_.corpus, report_.sets, {.seed = 1, .threads = 2});
    return report_;
  }

 private:
  std::vector<Piece> corpus_;
  std::vector<Piece> unseen_;
  std::vector<Piece> new_;
  EvaluationReport report_;
};

Score as_it_is(const Score& score, Random& /*random*/) { return score; }

TEST_F(HeardHymns, AreToldOfInTheFirstSentencesOfTheVerdict) {
  const EvaluationReport& report = report_on(out_of_range);
  const std::vector<std::string> sentences = verdict(report);
  EXPECT_THAT(sentences.at(0), StartsWith("A listener would notice first: "));
  EXPECT_THAT(sentences.at(0), HasSubstr("(outer notes out of the corpus's range: "));
  EXPECT_THAT(sentences.at(1), StartsWith("A simple classifier knows which is the new one in "));
  EXPECT_THAT(sentences.at(1), HasSubstr("24 pieces of each"));
}

TEST_F(HeardHymns, AreSaidToBeLikeHumanMusicWhereTheyAre) {
  const EvaluationReport& report = report_on(as_it_is);
  EXPECT_THAT(verdict(report).at(0), StartsWith("A listener would notice nothing"));
  EXPECT_TRUE(signs_json(report).empty());
}

TEST_F(HeardHymns, HaveTheGroupThatTellsMostInTheFirstRowAfterAll) {
  const EvaluationReport& report = report_on(out_of_range);
  const Table table = telling_table(report);
  ASSERT_EQ(table.rows.size(), 1 + kFeatureGroups);
  EXPECT_EQ(table.header.size(), 5U);  // new pieces, new passages; human against human
  EXPECT_EQ(table.rows[0][0], "everything");
  EXPECT_EQ(table.rows[1][0], "register alone");
  EXPECT_EQ(signs_json(report)[0]["group"], "register");
  EXPECT_EQ(telling_features_table(report, 3).rows.size(), 3U);
}

TEST_F(HeardHymns, ListTheBarsThatComeBack) {
  const EvaluationReport& report = report_on(as_it_is);
  const Table table = bars_table(report, {1, 4});
  ASSERT_EQ(table.rows.size(), 2U);
  EXPECT_EQ(table.rows[0][0], "like the bar before");
  EXPECT_EQ(table.rows[1][0], "like the bar 4 before");
  EXPECT_EQ(table.rows[1].size(), 4U);
}

TEST(HearingTables, SayLastThatTooFewPiecesCannotBeToldApart) {
  const SmallEvaluation small = small_evaluation({});
  EXPECT_FALSE(is_told_apart(small.report));
  EXPECT_TRUE(telling_table(small.report).rows.empty());
  EXPECT_THAT(verdict(small.report).back(),
              HasSubstr("cannot be measured: there are 3 pieces of each, and at least 20"));
  EXPECT_TRUE(evaluation_json(small.report)["generated"][0]["told_from_human"].is_null());
}

TEST(HearingTables, LeaveOutWhatNoSetHas) {
  const SmallEvaluation one_voice = small_evaluation({.fifths = false});
  for (const auto& row : features_table(one_voice.report).rows) {
    EXPECT_THAT(row[0], Not(HasSubstr("parallel")));
    EXPECT_EQ(row.size(), 4U);
  }
}

TEST(HearingTables, AreEmptyForAReportWithoutThem) {
  const EvaluationReport report{.corpus = {}, .sets = {}, .figures = {}, .how_held_out = {}};
  EXPECT_TRUE(hearing_verdict(report).empty());
  EXPECT_TRUE(features_table(report).rows.empty());
  EXPECT_TRUE(bars_table(report, {1}).rows.empty());
}

}  // namespace
}  // namespace bachprop
