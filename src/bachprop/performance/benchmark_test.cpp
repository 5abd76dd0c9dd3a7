#include "bachprop/performance/benchmark.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

#include "bachprop/performance/report_json.h"
#include "bachprop/performance/workloads.h"
#include "bachprop/train/trained_model.h"

namespace bachprop {
namespace {

const BenchmarkReport& quick_report() {
  static const BenchmarkReport report = run_benchmark({.threads = 2, .quick = true});
  return report;
}

void expect_sound(const SpreadOfRuns& spread) {
  EXPECT_GT(spread.least, 0);
  EXPECT_LE(spread.least, spread.median);
  EXPECT_LE(spread.median, spread.most);
  EXPECT_TRUE(std::isfinite(spread.most));
}

TEST(Benchmark, MeasuresTrainingAndComposingOfThePapersNetwork) {
  std::set<int> batches;
  for (const TrainingRow& row : quick_report().training) {
    if (row.network == paper_network().name) {
      batches.insert(row.batch);
    }
  }
  std::set<int> pieces;
  for (const ComposingRow& row : quick_report().composing) {
    pieces.insert(row.pieces);
  }
  EXPECT_EQ(batches, (std::set{4, 8, 32}));
  EXPECT_EQ(pieces, (std::set{1, 32, 256}));
}

TEST(Benchmark, MeasuresTheTrainingThatIsTheDefault) {
  const auto& rows = quick_report().training;
  const auto row = std::ranges::find(rows, music_network().name, &TrainingRow::network);
  ASSERT_NE(row, rows.end());
  const TrainOptions music = preset_options("music").value();
  EXPECT_EQ(row->batch, music.batch);
  EXPECT_EQ(row->hidden, music.hidden);
}

TEST(Benchmark, GivesPositiveAndFiniteFigures) {
  for (const ProductRow& row : quick_report().products) {
    expect_sound(row.operations_per_second);
  }
  for (const TrainingRow& row : quick_report().training) {
    expect_sound(row.speed.notes_per_second);
    expect_sound(row.speed.fraction_of_peak);
  }
  for (const ComposingRow& row : quick_report().composing) {
    expect_sound(row.speed.notes_per_second);
    expect_sound(row.speed.fraction_of_peak);
  }
  ASSERT_FALSE(quick_report().speed_ups.empty());
  for (const SpeedUpRow& row : quick_report().speed_ups) {
    expect_sound(row.ratio);
  }
}

TEST(Benchmark, ComputesMoreThanItCountsAsNotes) {
  for (const TrainingRow& row : quick_report().training) {
    EXPECT_GT(row.share_of_notes, 0) << row.network << ", batch " << row.batch;
    // Networks with context have no pieces that end.
    EXPECT_LE(row.share_of_notes, row.network == "paper's" ? 0.9999 : 1)
        << row.network << ", batch " << row.batch;
  }
}

TEST(BenchmarkJson, NamesMachineAndFigures) {
  const auto json = benchmark_json(quick_report());
  EXPECT_EQ(json.at("machine").at("threads"), this_machine().threads);
  EXPECT_FALSE(json.at("machine").at("vector_unit").get<std::string>().empty());
  EXPECT_TRUE(json.at("options").at("quick"));
  for (const char* part : {"training", "composing"}) {
    for (const auto& row : json.at(part)) {
      EXPECT_GT(row.at("notes_per_second").at("median"), 0);
      EXPECT_GT(row.at("gflops").at("median"), 0);
      EXPECT_GT(row.at("fraction_of_peak").at("median"), 0);
      EXPECT_TRUE(from_name<Precision>(row.at("precision").get<std::string>()));
    }
  }
}

TEST(Benchmark, MeasuresOnlyWhatIsAskedFor) {
  const BenchmarkOptions options = {
      .threads = 1, .quick = true, .precisions = {Precision::kFloat32}, .only = "composing 1 "};
  EXPECT_EQ(row_names(options), std::vector<std::string>{"composing 1 piece, 1 thread, fp32"});
  const BenchmarkReport report = run_benchmark(options);
  EXPECT_EQ(report.composing.size(), 1U);
  EXPECT_TRUE(report.training.empty());
  EXPECT_TRUE(report.products.empty());
  EXPECT_TRUE(report.speed_ups.empty());
}

TEST(SyntheticPieces, FitTheDictionariesInEveryTransposition) {
  const std::array<int, kFeatures> symbols = {20, 30, 60};
  const TrainingSet set = synthetic_pieces(symbols, 5);
  ASSERT_EQ(symbol_counts(set.dictionaries), symbols);
  for (const EncodedPiece& piece : set.training) {
    EXPECT_GE(piece.notes.size(), 100U);
    EXPECT_LE(piece.notes.size(), 600U);
    for (const NoteSymbols& note : piece.notes) {
      EXPECT_LT(note.dt, 19);
      EXPECT_LT(note.duration, 29);
      EXPECT_GE(note.pitch + piece.lowest_shift, 0);
      EXPECT_LT(note.pitch + piece.highest_shift, 59);
    }
  }
}

TEST(SyntheticPieces, AreTheSameEveryTime) {
  const TrainingSet one = synthetic_pieces({5, 5, 5}, 3);
  const TrainingSet other = synthetic_pieces({5, 5, 5}, 3);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(one.training[i].notes, other.training[i].notes);
  }
}

}  // namespace
}  // namespace bachprop
