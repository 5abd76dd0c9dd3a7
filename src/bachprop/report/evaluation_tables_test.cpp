#include "bachprop/report/evaluation_tables.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "bachprop/report/small_evaluation_test.h"

namespace bachprop {
namespace {

using Row = std::vector<std::string>;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;

// The row of that name, and its note.
Row row_of(const Table& table, const std::string& name) {
  const auto found =
      std::ranges::find_if(table.rows, [&](const Row& row) { return row.front() == name; });
  if (found == table.rows.end()) {
    ADD_FAILURE() << name << " is missing in " << table.caption;
    return {};
  }
  Row row = *found;
  if (!table.row_notes.empty()) {
    row.push_back(table.row_notes[static_cast<std::size_t>(found - table.rows.begin())]);
  }
  return row;
}

TEST(SignificantText, HasThreeDigitsInAllAndAsManyDecimalsInTheInterval) {
  EXPECT_EQ(significant_text({237.469, 190.539, 291.470}, 4), "237 (191 to 291)");
  EXPECT_EQ(significant_text({24.828, 24.312, 25.403}, 4), "24.8 (24.3 to 25.4)");
  EXPECT_EQ(significant_text({0.954, 0.948, 0.958}, 4), "0.954 (0.948 to 0.958)");
  EXPECT_EQ(significant_text({0.01412, 0.01218, 0.01734}, 5), "0.0141 (0.0122 to 0.0173)");
  EXPECT_EQ(significant_text({100, 100, 100}, 2), "100 (100 to 100)");
}

TEST(SignificantText, HasNoMoreDecimalsThanAskedFor) {
  EXPECT_EQ(significant_text({0.000534, 0.000412, 0.00123}, 5), "0.00053 (0.00041 to 0.00123)");
  EXPECT_EQ(significant_text({0.000534, 0.000412, 0.00123}, 2), "0.00 (0.00 to 0.00)");
  EXPECT_EQ(significant_text({0, 0, 0}, 4), "0 (0 to 0)");
}

TEST(SignificantText, IsADashForWhatIsNotANumber) {
  const double none = std::numeric_limits<double>::quiet_NaN();
  EXPECT_EQ(significant_text({none, none, none}, 4), "-");
}

TEST(EvaluationTables, TellACorpusFromASetOfItsName) {
  const auto alike = small_evaluation({.generated = {"X"}, .corpus = "X"});
  EXPECT_THAT(originality_table(alike.report).header,
              ElementsAre("held against the corpus", "X", "unseen human music", "corpus X"));
  EXPECT_EQ(sets_table(alike.report).rows.back().front(), "corpus X");
  const auto different = small_evaluation({.generated = {"X"}, .corpus = "Y"});
  EXPECT_EQ(sets_table(different.report).rows.back().front(), "Y");
}

TEST(EvaluationTables, SayHowLongPiecesAre) {
  std::vector<Piece> pieces(11);
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    pieces[i].score.notes = {{0, static_cast<std::int64_t>(10 * (i + 1)), 60}};
  }
  const QuartersOfPieces quarters = quarters_of_pieces(pieces);
  EXPECT_EQ(quarters.tenth, 20);
  EXPECT_EQ(quarters.median, 60);
  EXPECT_EQ(quarters.ninetieth, 100);
  EXPECT_TRUE(std::isnan(quarters_of_pieces({}).median));
  // 40 quarters each.
  EXPECT_EQ(sets_table(small_evaluation({}).report).rows.front().back(), "40 (40 to 40)");
}

// The first piece of "new" and two of the corpus's are copies.
TEST(EvaluationTables, PutTheCopiesOfHumanMusicBesideThoseOfTheNew) {
  auto small = small_evaluation({});
  Evaluation& figures = small.report.figures;
  figures.sets[0].near_duplicates_of_corpus = {{0, 0, 1}};
  figures.corpus.near_duplicates = {{0, 1, 1}, {1, 0, 1}};
  EXPECT_THAT(row_of(originality_table(small.report),
                     "pieces of which at least half stands in one corpus piece"),
              ElementsAre(testing::_, "1 of 3", "0 of 3", "2 of 3", ""));
}

TEST(EvaluationTables, SayOfHowManyPiecesAFigureIsThatDependsOnIt) {
  auto small = small_evaluation({});
  Evaluation& figures = small.report.figures;
  figures.sets[0].pieces = 1034;
  figures.sets[0].near_duplicates = {{0, 1, 0.5}};
  figures.pieces_in_self_novelty = 2;
  const Table diversity = diversity_table(small.report);
  EXPECT_THAT(diversity.caption, HasSubstr("2 pieces of each"));
  EXPECT_THAT(
      row_of(diversity, "pieces of which at least half stands in one other"),
      ElementsAre(testing::_, "1 of 1,034", "0 of 3", "0 of 3", HasSubstr("of all pieces")));
  EXPECT_THAT(row_of(originality_table(small.report), "notes of the longest copy of all").back(),
              HasSubstr("of all pieces"));
  EXPECT_EQ(row_of(diversity, "notes of the longest copy of all").back(), "");
}

TEST(EvaluationTables, SayHowManyCopiesTheyDoNotList) {
  const auto small = small_evaluation({.pieces = 4});
  const Table some = copies_table(small.report, 3);
  EXPECT_EQ(some.rows.size(), 3U);
  EXPECT_THAT(some.caption, HasSubstr("the 3 longest"));
  EXPECT_THAT(some.note, HasSubstr("1 piece more"));
  const Table all = copies_table(small.report, 4);
  EXPECT_EQ(all.rows.size(), 4U);
  EXPECT_EQ(all.note, "");
}

TEST(EvaluationTables, NameEachColumnOfTheCopiesDifferently) {
  Row header = copies_table(small_evaluation({}).report, 3).header;
  EXPECT_THAT(header, Contains("in the piece at"));
  EXPECT_THAT(header, Contains("in the source at"));
  std::ranges::sort(header);
  EXPECT_EQ(std::ranges::adjacent_find(header), header.end());
}

TEST(EvaluationTables, MarkADivergenceThatItsIntervalDoesNotHold) {
  auto small = small_evaluation({.unseen = false});
  auto& distributions = small.report.figures.sets[0].distributions;
  for (DistributionFigures& distribution : distributions) {
    distribution.divergence = {0.00053, 0.00041, 0.00123};
  }
  EXPECT_EQ(divergence_table(small.report).note, "");
  distributions[1].divergence = {0.00053, 0.00062, 0.00141};
  const Table table = divergence_table(small.report);
  EXPECT_EQ(table.rows[0][1], "0.00053 (0.00041 to 0.00123)");
  EXPECT_EQ(table.rows[1][1], "0.00053* (0.00062 to 0.00141)");
  EXPECT_TRUE(table.note.starts_with("* ")) << table.note;
  EXPECT_THAT(evaluation_text(small.report), HasSubstr("\n" + table.note + "\n"));
}

TEST(EvaluationTables, LeaveOutDistributionsThatNoSetHas) {
  const auto has_harmony = [](const Table& table) {
    return std::ranges::any_of(table.rows,
                               [](const Row& row) { return row.front().starts_with("Harmonic"); });
  };
  const auto one_voice = small_evaluation({.fifths = false});
  const auto fifths = small_evaluation({.fifths = true});
  EXPECT_FALSE(has_harmony(divergence_table(one_voice.report)));
  EXPECT_FALSE(has_harmony(overlap_table(one_voice.report)));
  EXPECT_TRUE(has_harmony(divergence_table(fifths.report)));
  EXPECT_TRUE(has_harmony(overlap_table(fifths.report)));
}

TEST(EvaluationTables, HaveNoPartWritingOfMusicInOneVoice) {
  const auto one_voice = small_evaluation({.fifths = false});
  EXPECT_TRUE(craft_table(one_voice.report).rows.empty());
  EXPECT_THAT(evaluation_text(one_voice.report), testing::Not(HasSubstr("Part-writing")));
  auto one_piece = small_evaluation({.fifths = false});
  one_piece.report.figures.sets[0].craft_pieces = 1;
  EXPECT_FALSE(craft_table(one_piece.report).rows.empty());
}

TEST(EvaluationTables, NameTheSourceOfAMetricUnderItsName) {
  const Table table = metrics_table(small_evaluation({}).report);
  EXPECT_THAT(row_of(table, "Notes"),
              ElementsAre("Notes", "80.0 (80.0 to 80.0)", "80.0 (80.0 to 80.0)",
                          "80.0 (80.0 to 80.0)", "mgeval: total_used_note"));
}

}  // namespace
}  // namespace bachprop
