#include "bachprop/render/corpus_report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bachprop {
namespace {

using testing::HasSubstr;

Collection one_piece() {
  Piece piece{.name = "a.mid", .sha256 = "", .score = {}};
  piece.score.notes = {{0, 1, 60}, {0, Quarters(1, 2), 64}, {Quarters(1, 2), 1, 67}};
  piece.score.key_signatures = {{0, -3, true}};
  Collection collection;
  collection.corpus.pieces = {piece};
  collection.corpus.dictionaries = make_dictionaries(collection.corpus.pieces);
  return collection;
}

TEST(DescribeKey, NamesMajorAndMinorKeysByTheirSharps) {
  EXPECT_EQ(describe_key({0, 0, false}), "C major");
  EXPECT_EQ(describe_key({0, 0, true}), "A minor");
  EXPECT_EQ(describe_key({0, -3, true}), "C minor");
  EXPECT_EQ(describe_key({0, -7, false}), "C flat major");
  EXPECT_EQ(describe_key({0, 7, true}), "A sharp minor");
}

TEST(DescribeDuration, GivesTheMixedNumberAndTheNoteValue) {
  EXPECT_EQ(describe_duration(Quarters(1, 2)), "1/2 (eighth)");
  EXPECT_EQ(describe_duration(Quarters(5, 4)), "1 1/4");
  EXPECT_EQ(describe_dt(0), "0 (same onset)");
}

TEST(CorpusReport, ShowsTheThreeDistributionsInPercent) {
  const Report report = corpus_report(one_piece(), "title");
  std::vector<BarChart> charts;
  for (const ReportItem& item : report.items) {
    if (std::holds_alternative<BarChart>(item)) {
      charts.push_back(std::get<BarChart>(item));
    }
  }
  ASSERT_EQ(charts.size(), 3U);
  EXPECT_EQ(charts[0].labels, (std::vector<std::string>{"0", "1/2"}));
  EXPECT_EQ(charts[1].details, (std::vector<std::string>{"eighth, 1 note", "quarter, 2 notes"}));
  EXPECT_NEAR(charts[1].values.at(1), 66.67, 0.01);
  EXPECT_EQ(charts[2].labels.front(), "C4");
  EXPECT_EQ(charts[2].labels.back(), "G4");
}

TEST(CorpusReport, SumsUpRareTimesInALastBar) {
  Collection collection;
  collection.corpus.pieces = {Piece()};
  Score& score = collection.corpus.pieces[0].score;
  Quarters onset;
  for (int i = 1; i <= 100; ++i) {
    onset += Quarters(i, 16);
    score.notes.push_back({onset, Quarters(1, 4), 60});
  }
  score.notes.push_back({onset + Quarters(100, 16), Quarters(1, 4), 60});
  collection.corpus.dictionaries = make_dictionaries(collection.corpus.pieces);
  const Report report = corpus_report(collection, "title");
  const auto& chart = std::get<BarChart>(report.items.at(2));
  EXPECT_EQ(chart.labels.size(), 64U);
  EXPECT_EQ(chart.labels.at(62), "6 1/4");
  EXPECT_EQ(chart.labels.back(), "others");
  EXPECT_EQ(chart.details.back(), "37 other values in all");
  EXPECT_NEAR(chart.values.back(), 100.0 * 37 / 101, 1e-9);
}

TEST(CorpusReport, ListsFilesThatWereSkippedRepairedOrLive) {
  Collection collection = one_piece();
  FileOutcome skipped{.name = "bad.mid", .status = FileStatus::kSkipped, .reason = "no notes"};
  FileOutcome repaired{.name = "cut.mid", .status = FileStatus::kRepaired};
  repaired.repairs = {"byte 7: cut"};
  repaired.live = "live recording: moved";
  collection.files = {skipped, repaired};
  const std::string page = render_report(corpus_report(collection, "title"));
  EXPECT_THAT(page, HasSubstr("<td>bad.mid</td><td>no notes</td>"));
  EXPECT_THAT(page, HasSubstr("<td>cut.mid</td><td>byte 7: cut</td>"));
  EXPECT_THAT(page, HasSubstr("<td>cut.mid</td><td>live recording: moved</td>"));
  EXPECT_THAT(page, HasSubstr("<td>C minor</td>"));
}

}  // namespace
}  // namespace bachprop
