#include "bachprop/evaluate/piece_metrics.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "bachprop/base/check.h"
#include "bachprop/score/scores_test.h"

namespace bachprop {
namespace {

double value(std::string_view key, const Score& score) {
  const PieceMetric* metric = find_piece_metric(key);
  check(metric != nullptr, "the tests name metrics that exist");
  return metric->value(score);
}

std::vector<double> values(std::string_view key, const Score& score) {
  for (const VectorMetric& metric : all_vector_metrics()) {
    if (metric.key == key) {
      return metric.values(score);
    }
  }
  return {};
}

// Two bars of 3/4 and a quarter of the third: a chord of C, E, G, then E alone over a held C, a
// rest of a quarter; D, F# (a triplet and what is left of the beat), a rest; C.
//   bar 1 | C4 (2) E4 (1) G4 (1) ; at 1: E4 (1) ; rest
//   bar 2 | D4 (1) ; at 4: F#4 (1/3) ; at 13/3: F#4 (2/3) ; rest
//   bar 3 | C5 (1)
Score waltz() {
  return score_of({{0, 2, 60},
                   {0, 1, 64},
                   {0, 1, 67},
                   {1, 1, 64},
                   {3, 1, 62},
                   {4, {1, 3}, 66},
                   {{13, 3}, {2, 3}, 66},
                   {6, 1, 72}},
                  {{0, 3, 4}});
}

TEST(PieceMetrics, CountNotesAndTime) {
  EXPECT_EQ(value("notes", waltz()), 8);
  EXPECT_EQ(value("length", waltz()), 7);
  EXPECT_NEAR(value("notes_per_quarter", waltz()), 8.0 / 7, 1e-12);
}

// 60 62 64 66 67 72; C D E F# G.
TEST(PieceMetrics, CountThePitchesUsed) {
  EXPECT_EQ(value("n_pitches_used", waltz()), 6);
  EXPECT_EQ(value("n_pitch_classes_used", waltz()), 5);
  EXPECT_EQ(value("pitch_range", waltz()), 12);
}

// Pitches 60 62 64 64 66 66 67 72: two of 2/8, four of 1/8: 2 x 1/4 x 2 + 4 x 1/8 x 3 = 2.5 bits.
// Classes: C, E and F# twice, D and G once: 3 x 1/4 x 2 + 2 x 1/8 x 3 = 2.25 bits.
TEST(PieceMetrics, MeasureEntropiesInBits) {
  EXPECT_NEAR(value("pitch_entropy", waltz()), 2.5, 1e-12);
  EXPECT_NEAR(value("pitch_class_entropy", waltz()), 2.25, 1e-12);
}

// G major has all of C D E F# G. With one F more, 8 of 9 notes are in G major; C major holds
// C C D E E F G: 7.
TEST(PieceMetrics, FindTheScaleThatHoldsMostNotes) {
  EXPECT_EQ(value("scale_consistency", waltz()), 1);
  Score with_f = waltz();
  with_f.notes.push_back({7, 1, 65});
  EXPECT_NEAR(value("scale_consistency", with_f), 8.0 / 9, 1e-12);
  // A natural minor: the notes of C major. The leading note of A minor is not among them.
  const Score minor = score_of({{0, 1, 57}, {1, 1, 60}, {2, 1, 64}, {3, 1, 65}, {4, 1, 68}});
  EXPECT_NEAR(value("scale_consistency", minor), 4.0 / 5, 1e-12);
}

// Durations: 2 + 1 + 1 + 1 + 1 + 1/3 + 2/3 + 1 = 8, sound from 0 to 2, 3 to 5 and 6 to 7: 5
// quarters. Three notes from 0 to 1 only. Nothing from 2 to 3 and 5 to 6.
TEST(PieceMetrics, MeasureHowManyNotesSound) {
  EXPECT_NEAR(value("polyphony", waltz()), 8.0 / 5, 1e-12);
  EXPECT_NEAR(value("polyphony_rate", waltz()), 1.0 / 7, 1e-12);
  EXPECT_NEAR(value("silent_share", waltz()), 2.0 / 7, 1e-12);
}

// Beats 0 .. 7 are 8. A note ends at 2 and at 5 and so fills the beats of rest after it; at 7 too.
// With a note from 9 to 9 1/2 there are beats 0 .. 9, and 8 is empty.
TEST(PieceMetrics, CountABeatAsFilledWhenANoteEndsAsItBegins) {
  EXPECT_EQ(value("empty_beat_rate", waltz()), 0);
  Score longer = waltz();
  longer.notes.push_back({9, {1, 2}, 60});
  EXPECT_NEAR(value("empty_beat_rate", longer), 0.1, 1e-12);
}

// The last note ends with beat 3, as beat 4 begins: 5 beats, of which 0, 1, 3 and 4 are filled.
TEST(PieceMetrics, CountABeatAfterTheEndWhenThePieceEndsWithABeat) {
  EXPECT_EQ(value("empty_beat_rate", score_of({{0, 1, 60}, {3, 1, 60}})), 1.0 / 5);
}

// Bars of 4: the first, and the fifth from 16; the note ends at 2.
TEST(PieceMetrics, CountEmptyBars) {
  EXPECT_EQ(value("empty_measure_rate", waltz()), 0);
  EXPECT_NEAR(value("empty_measure_rate", score_of({{0, 2, 60}, {16, 1, 60}})), 3.0 / 5, 1e-12);
}

// Onsets: {0, 1}, {0, 1, 4/3}, {0} in bars of 3 quarters, 72 steps. They differ in one place, then
// in two: 1 - (1/72 + 2/72) / 2.
TEST(PieceMetrics, CompareTheOnsetsOfNeighbouringBars) {
  EXPECT_NEAR(value("groove_consistency", waltz()), 1 - 1.5 / 72, 1e-12);
  // In common 2 of 3, then 1 of 3.
  EXPECT_NEAR(value("onset_overlap", waltz()), 0.5, 1e-12);
}

// No onset in common, four different ones, and the empty bar after the end against the second:
// 1 - (4/96 + 2/96) / 2.
TEST(PieceMetrics, GrooveConsistencyIsNearOneForBarsWithoutACommonOnset) {
  const Score score = score_of({{0, 1, 60}, {2, 1, 60}, {5, 1, 60}, {7, 1, 60}});
  EXPECT_NEAR(value("groove_consistency", score), 1 - 3.0 / 96, 1e-12);
  EXPECT_EQ(value("onset_overlap", score), 0);
}

// Bars of 2, 2, 3 and 3 quarters with the same onset each: the pair of unlike length is left out.
TEST(PieceMetrics, CompareOnlyBarsOfOneLength) {
  const Score score =
      score_of({{0, 1, 60}, {2, 1, 60}, {4, 1, 60}, {8, 1, 60}}, {{0, 2, 4}, {4, 3, 4}});
  // {0}, {0}: no difference; {0}, {1}: two of 72.
  EXPECT_NEAR(value("groove_consistency", score), 1 - (2.0 / 72) / 2, 1e-12);
  EXPECT_NEAR(value("onset_overlap", score), 0.5, 1e-12);
}

// A note over four bars and one in the last: the second and third have no onset to compare.
TEST(PieceMetrics, OnsetOverlapLeavesOutBarsWithoutOnsets) {
  const Score score = score_of({{0, 16, 60}, {12, 1, 64}});
  EXPECT_EQ(value("onset_overlap", score), 0);
  EXPECT_TRUE(std::isnan(value(
      "onset_overlap", score_of({{4, 1, 60}, {5, 12, 60}}, {{0, 2, 4}, {4, 4, 4}, {8, 3, 4}}))));
}

// Bar 1: 60 64 67 64, bar 2: 62 66 66, bar 3: 72.
TEST(PieceMetrics, CountNotesAndPitchesABar) {
  EXPECT_NEAR(value("bar_used_note", waltz()), (4 + 3 + 1) / 3.0, 1e-12);
  EXPECT_NEAR(value("bar_used_pitch", waltz()), (3 + 2 + 1) / 3.0, 1e-12);
}

// 60 64 67 64 62 66 66 72: 4 + 3 + 3 + 2 + 4 + 0 + 6 = 22 over 7 steps; onsets from 0 to 6.
TEST(PieceMetrics, MeasureTheStepFromNoteToNote) {
  EXPECT_NEAR(value("avg_pitch_shift", waltz()), 22.0 / 7, 1e-12);
  EXPECT_NEAR(value("avg_ioi", waltz()), 6.0 / 7, 1e-12);
}

TEST(PieceMetrics, OfNoNotesAreZeroOrUndefined) {
  const std::set<std::string_view> zero = {"notes", "length", "n_pitches_used",
                                           "n_pitch_classes_used", "pitch_range"};
  for (const PieceMetric& metric : all_piece_metrics()) {
    const double figure = metric.value({});
    EXPECT_TRUE(zero.contains(metric.key) ? figure == 0 : std::isnan(figure)) << metric.key;
  }
  for (const VectorMetric& metric : all_vector_metrics()) {
    for (const double figure : metric.values({})) {
      EXPECT_TRUE(std::isnan(figure)) << metric.key;
    }
  }
}

TEST(PieceMetrics, OfOneNoteAreDefinedButForThoseOfPairs) {
  const Score score = score_of({{0, 1, 60}});
  const std::set<std::string_view> of_pairs = {"groove_consistency", "onset_overlap",
                                               "avg_pitch_shift", "avg_ioi"};
  for (const PieceMetric& metric : all_piece_metrics()) {
    EXPECT_EQ(std::isnan(metric.value(score)), of_pairs.contains(metric.key)) << metric.key;
  }
  EXPECT_EQ(value("polyphony", score), 1);
  EXPECT_EQ(value("pitch_entropy", score), 0);
  EXPECT_EQ(value("scale_consistency", score), 1);
  EXPECT_EQ(value("bar_used_note", score), 1);
  EXPECT_TRUE(std::isnan(values("pitch_class_transition_matrix", score).front()));
  EXPECT_TRUE(std::isnan(values("note_length_transition_matrix", score).front()));
}

TEST(PieceMetrics, HaveKeysOfTheirOwnAndSentences) {
  std::set<std::string_view> keys;
  for (const PieceMetric& metric : all_piece_metrics()) {
    EXPECT_TRUE(keys.insert(metric.key).second) << metric.key;
    EXPECT_TRUE(metric.definition.ends_with('.')) << metric.key;
  }
  for (const VectorMetric& metric : all_vector_metrics()) {
    EXPECT_TRUE(keys.insert(metric.key).second) << metric.key;
    EXPECT_TRUE(metric.definition.ends_with('.')) << metric.key;
  }
  EXPECT_EQ(find_piece_metric("no_such_metric"), nullptr);
}

// Time: C 2 + 1, D 1, E 2, F# 1, G 1 of 8.
TEST(VectorMetrics, WeighPitchClassesByTime) {
  std::vector<double> expected(12);
  expected[0] = 3.0 / 8;
  expected[2] = 1.0 / 8;
  expected[4] = 2.0 / 8;
  expected[6] = 1.0 / 8;
  expected[7] = 1.0 / 8;
  const std::vector<double> shares = values("total_pitch_class_histogram", waltz());
  ASSERT_EQ(shares.size(), 12);
  for (std::size_t i = 0; i < 12; ++i) {
    EXPECT_NEAR(shares[i], expected[i], 1e-12) << i;
  }
}

// Bar 1: C 2, E 2, G 1 of 5. Bar 2: D and F# 1/2 each. Bar 3: C.
TEST(VectorMetrics, AverageTheBarsPitchClasses) {
  std::vector<double> expected(12);
  expected[0] = (2.0 / 5 + 1) / 3;
  expected[2] = 0.5 / 3;
  expected[4] = 2.0 / 5 / 3;
  expected[6] = 0.5 / 3;
  expected[7] = 1.0 / 5 / 3;
  const std::vector<double> shares = values("bar_pitch_class_histogram", waltz());
  ASSERT_EQ(shares.size(), 12);
  for (std::size_t i = 0; i < 12; ++i) {
    EXPECT_NEAR(shares[i], expected[i], 1e-12) << i;
  }
}

// C over six quarters: 4 in the first bar, 2 in the second beside 2 of D.
TEST(VectorMetrics, SplitATiedNoteAmongItsBars) {
  const std::vector<double> shares =
      values("bar_pitch_class_histogram", score_of({{0, 6, 60}, {6, 2, 62}}));
  EXPECT_NEAR(shares[0], (1 + 0.5) / 2, 1e-12);
  EXPECT_NEAR(shares[2], 0.5 / 2, 1e-12);
}

// Ends that meet onsets: at 1 E and G -> E; at 4 D -> F#; at 13/3 F# -> F#. After the rests none.
TEST(VectorMetrics, CountTransitionsFromNotesToThoseThatBeginAsTheyEnd) {
  const std::vector<double> shares = values("pitch_class_transition_matrix", waltz());
  ASSERT_EQ(shares.size(), 144);
  EXPECT_NEAR(shares[4 * 12 + 4], 0.25, 1e-12);
  EXPECT_NEAR(shares[7 * 12 + 4], 0.25, 1e-12);
  EXPECT_NEAR(shares[2 * 12 + 6], 0.25, 1e-12);
  EXPECT_NEAR(shares[6 * 12 + 6], 0.25, 1e-12);
}

// Half 1, quarter 5, quarter triplet 1, 8th triplet 1 of 8.
TEST(VectorMetrics, ClassifyNoteLengths) {
  const std::vector<double> shares = values("note_length_hist", waltz());
  ASSERT_EQ(shares.size(), kNoteLengthClasses);
  EXPECT_NEAR(shares[1], 1.0 / 8, 1e-12);
  EXPECT_NEAR(shares[2], 5.0 / 8, 1e-12);
  EXPECT_NEAR(shares[10], 1.0 / 8, 1e-12);
  EXPECT_NEAR(shares[11], 1.0 / 8, 1e-12);
}

// Half -> quarter once, quarter -> quarter 3 times, quarter -> 8th triplet, 8th triplet -> quarter
// triplet, quarter triplet -> quarter: 7.
TEST(VectorMetrics, CountTransitionsOfNoteLengths) {
  const std::vector<double> shares = values("note_length_transition_matrix", waltz());
  ASSERT_EQ(shares.size(), 144);
  EXPECT_NEAR(shares[1 * 12 + 2], 1.0 / 7, 1e-12);
  EXPECT_NEAR(shares[2 * 12 + 2], 3.0 / 7, 1e-12);
  EXPECT_NEAR(shares[2 * 12 + 11], 1.0 / 7, 1e-12);
  EXPECT_NEAR(shares[11 * 12 + 10], 1.0 / 7, 1e-12);
  EXPECT_NEAR(shares[10 * 12 + 2], 1.0 / 7, 1e-12);
}

// 5/12 lies as near to 1/2 as to 1/3: the 8th stands first in the list. 16 quarters: a whole note.
TEST(NoteLengthClass, IsTheNearest) {
  EXPECT_EQ(note_length_class(4), 0);
  EXPECT_EQ(note_length_class(16), 0);
  EXPECT_EQ(note_length_class({3, 2}), 6);
  EXPECT_EQ(note_length_class({3, 8}), 8);
  EXPECT_EQ(note_length_class({4, 3}), 9);
  EXPECT_EQ(note_length_class({1, 16}), 4);
  EXPECT_EQ(note_length_class({5, 12}), 8);
  EXPECT_EQ(note_length_class({7, 2}), 0);
}

}  // namespace
}  // namespace bachprop
