#include "bachprop/performance/benchmark.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <string>
#include <vector>

#include "bachprop/nn/vector_limit.h"
#include "bachprop/performance/measured_pieces.h"
#include "bachprop/performance/report_json.h"
#include "bachprop/performance/workloads.h"
#include "bachprop/train/trained_model.h"

namespace bachprop {
namespace {

const BenchmarkReport& quick_report() {
  static const BenchmarkReport report = run_benchmark({.threads = 2, .quick = true}).value();
  return report;
}

void expect_sound(const SpreadOfRuns& spread) {
  EXPECT_GT(spread.least, 0);
  EXPECT_LE(spread.least, spread.median);
  EXPECT_LE(spread.median, spread.most);
  EXPECT_TRUE(std::isfinite(spread.most));
}

std::set<int> pieces_composed_with(const std::string& network) {
  std::set<int> pieces;
  for (const ComposingRow& row : quick_report().composing) {
    if (row.network == network) {
      pieces.insert(row.pieces);
    }
  }
  return pieces;
}

TEST(Benchmark, MeasuresTrainingOfThePapersNetworkAndComposingWithBoth) {
  std::set<int> batches;
  for (const TrainingRow& row : quick_report().training) {
    if (row.network == paper_network().name) {
      batches.insert(row.batch);
    }
  }
  EXPECT_EQ(batches, (std::set{4, 8, 32}));
  EXPECT_EQ(pieces_composed_with(paper_network().name), (std::set{1, 32, 256}));
  EXPECT_EQ(pieces_composed_with(music_network().name), (std::set{1, 32, 256}));
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
    expect_sound(row.speed.fraction_of_roofline);
  }
  for (const ComposingRow& row : quick_report().composing) {
    expect_sound(row.speed.notes_per_second);
    expect_sound(row.speed.fraction_of_peak);
    expect_sound(row.speed.fraction_of_roofline);
  }
  ASSERT_FALSE(quick_report().reading.empty());
  for (const ReadingRow& row : quick_report().reading) {
    expect_sound(row.bytes_per_second);
  }
  ASSERT_FALSE(quick_report().speed_ups.empty());
  for (const SpeedUpRow& row : quick_report().speed_ups) {
    expect_sound(row.ratio);
  }
}

TEST(Benchmark, ComputesMoreThanItCountsAsNotes) {
  for (const TrainingRow& row : quick_report().training) {
    EXPECT_GT(row.share_of_notes, 0) << row.network << ", batch " << row.batch;
    EXPECT_LT(row.share_of_notes, 1) << row.network << ", batch " << row.batch;
  }
}

TEST(Benchmark, MeasuresEveryVectorUnitThatIsNamedAndLeavesAllInUse) {
  const std::string narrowest = machine_vector_units().back();
  const BenchmarkReport report =
      run_benchmark({.threads = 1,
                     .quick = true,
                     .units = {machine_vector_units().front(), narrowest},
                     .only = "composing paper's, 1 piece, 1 thread, fp32"})
          .value();
  ASSERT_EQ(report.composing.size(), 2U);
  EXPECT_EQ(report.composing.back().unit, narrowest);
  EXPECT_EQ(widest_vector_unit(), machine_vector_units().front());
}

TEST(Benchmark, MeasuresBfloat16WhereItsUnitsAreAlone) {
  for (const TrainingRow& row : quick_report().training) {
    if (row.precision == Precision::kBfloat16) {
      EXPECT_EQ(row.unit, "avx512");
    }
  }
}

TEST(Benchmark, SaysOnWhatMusicTrainingWasMeasured) {
  ASSERT_TRUE(quick_report().music);
  EXPECT_GT(quick_report().music->notes, 1000);
  EXPECT_NE(quick_report().music->origin.find("bundled model"), std::string::npos);
}

// Two notes at once, and a rest: what is needed for contexts of their own.
Corpus scale() {
  Corpus corpus;
  for (int piece = 0; piece < 3; ++piece) {
    Score score;
    for (int i = 0; i < 40; ++i) {
      score.notes.push_back({.onset = i, .duration = 1, .pitch = 50 + (i * (piece + 3)) % 24});
    }
    corpus.pieces.push_back({.name = std::to_string(piece), .sha256 = {}, .score = score});
  }
  corpus.dictionaries = make_dictionaries(corpus.pieces);
  return corpus;
}

TEST(Benchmark, TrainsOnThePiecesThatAreGiven) {
  const BenchmarkReport report = run_benchmark({.threads = 1,
                                                .quick = true,
                                                .precisions = {Precision::kFloat32},
                                                .units = {machine_vector_units().front()},
                                                .only = "training preset music's"},
                                               GivenCorpus{.origin = "scales", .corpus = scale()})
                                     .value();
  EXPECT_EQ(report.training.size(), 1U);
  EXPECT_EQ(report.music->notes, 120);
  EXPECT_EQ(report.music->origin, "scales");
}

TEST(Benchmark, RefusesPiecesWithoutNotes) {
  EXPECT_FALSE(run_benchmark({.threads = 1, .quick = true}, GivenCorpus{}));
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
      EXPECT_GT(row.at("fraction_of_roofline").at("median"), 0);
      EXPECT_GT(row.at("least").at("bytes"), 0);
      EXPECT_EQ(json.at("units").at(0).at("vector_unit"),
                json.at("products").at(0).at("vector_unit"));
      EXPECT_TRUE(from_name<Precision>(row.at("precision").get<std::string>()));
    }
  }
}

TEST(Benchmark, MeasuresOnlyWhatIsAskedFor) {
  const std::string unit = machine_vector_units().front();
  const BenchmarkOptions options = {.threads = 1,
                                    .quick = true,
                                    .precisions = {Precision::kFloat32},
                                    .units = {unit},
                                    .only = "composing paper's, 1 "};
  EXPECT_EQ(row_names(options),
            std::vector<std::string>{"composing paper's, 1 piece, 1 thread, fp32, " + unit});
  const BenchmarkReport report = run_benchmark(options).value();
  EXPECT_EQ(report.composing.size(), 1U);
  EXPECT_TRUE(report.training.empty());
  EXPECT_TRUE(report.products.empty());
  EXPECT_TRUE(report.reading.empty());
  EXPECT_TRUE(report.speed_ups.empty());
  EXPECT_FALSE(report.music);
}

TEST(MeasuredPieces, ThatAreComposedAreTheSameForAnyNumberOfThreads) {
  const Corpus one = composed_corpus(3, 1).value();
  const Corpus two = composed_corpus(3, 2).value();
  EXPECT_EQ(one, two);
  EXPECT_GT(one.pieces.size(), 0U);
}

TEST(MeasuredPieces, AreAllForTraining) {
  const MeasuredPieces pieces = measured_pieces(composed_corpus(3, 1).value(), "here").value();
  EXPECT_EQ(pieces.pieces(), 3);
  EXPECT_TRUE(pieces.with_context.validation.empty());
  EXPECT_GT(pieces.with_context.vocabulary.layers().size(), 0);
  EXPECT_EQ(pieces.plain.vocabulary.layers().size(), 0);
}

}  // namespace
}  // namespace bachprop
