#include "bachprop/evaluate/published_benchmarks.h"

#include <gtest/gtest.h>

#include <cmath>
#include <string>

namespace bachprop {
namespace {

// Rounded nats a piece of the published model on the test part.
double nats_of(const char* benchmark, const std::string& model) {
  const PublishedBenchmark* found = find_benchmark(benchmark);
  EXPECT_NE(found, nullptr);
  for (const PublishedFigure& figure : found->figures) {
    if (figure.model == model) {
      return std::round(figure.nats_a_piece(found->test));
    }
  }
  ADD_FAILURE() << "no " << model;
  return 0;
}

TEST(PublishedBenchmarks, GiveNatsAPieceFromNatsAFrameOrACell) {
  EXPECT_EQ(nats_of("jsb-quarter", "TCN"), 497);       // 8.10 * 4725 / 77
  EXPECT_EQ(nats_of("jsb-quarter", "RNN-NADE"), 341);  // 5.56
  EXPECT_EQ(nats_of("nottingham", "TCN"), 803);        // 3.07 * 44463 / 170
  EXPECT_EQ(nats_of("nottingham", "RNN-NADE"), 604);
  EXPECT_EQ(nats_of("jsb16", "Coconet, chronological"), 428);  // 4 * 0.436 * 18900 / 77
  EXPECT_EQ(nats_of("jsb16", "TonicNet, chord and notes"), 389);
  EXPECT_EQ(nats_of("jsb16", "Music Transformer, relative pitch and time"), 329);
}

TEST(PublishedBenchmarks, NameSourcesAndStandFromTheWorstToTheBest) {
  EXPECT_EQ(find_benchmark("jsb"), nullptr);
  EXPECT_EQ(published_benchmarks().size(), 3U);
  for (const PublishedBenchmark& benchmark : published_benchmarks()) {
    double last = 1e9;
    for (const PublishedFigure& figure : benchmark.figures) {
      EXPECT_FALSE(figure.source.empty()) << figure.model;
      EXPECT_LE(figure.nats_a_piece(benchmark.test), last) << figure.model;
      last = figure.nats_a_piece(benchmark.test);
    }
  }
}

}  // namespace
}  // namespace bachprop
