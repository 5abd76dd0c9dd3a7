// The published benchmarks' data, read.
#include <gtest/gtest.h>

#include <ostream>
#include <string>

#include "bachprop/evaluate/published_benchmarks.h"
#include "bachprop/score/common_offset.h"
#include "bachprop/score/rhythm.h"
#include "bachprop/score/score_promises.h"
#include "midi/corpora.h"

namespace bachprop {
namespace {

struct KnownBenchmark {
  const char* name;
  const char* folder;
  const char* file;
  FrameCounts train;
  FrameCounts valid;
  FrameCounts test;
  double onsets_a_test_piece;  // merged, voice-blind
};

// The name is GoogleTest's.
// NOLINTNEXTLINE(readability-identifier-naming)
void PrintTo(const KnownBenchmark& benchmark, std::ostream* out) { *out << benchmark.name; }

class Benchmark : public testing::TestWithParam<KnownBenchmark> {};

TEST_P(Benchmark, HasThePublishedPiecesAndFramesAndLosesNoNote) {
  const auto folder = find_corpus(GetParam().folder);
  if (!folder) {
    GTEST_SKIP() << "SKIPPED: no corpus " << GetParam().folder << "; set BACHPROP_CORPORA";
  }
  const PublishedBenchmark* benchmark = find_benchmark(GetParam().name);
  ASSERT_NE(benchmark, nullptr);
  const auto frames = read_frames(*folder / GetParam().file, benchmark->frame);
  ASSERT_TRUE(frames) << frames.error().message();
  EXPECT_EQ(count_part(*frames, FramePart::kTrain), GetParam().train);
  EXPECT_EQ(count_part(*frames, FramePart::kValid), GetParam().valid);
  const FrameCounts test = count_part(*frames, FramePart::kTest);
  EXPECT_EQ(test, GetParam().test);
  EXPECT_NEAR(static_cast<double>(test.notes) / static_cast<double>(test.pieces),
              GetParam().onsets_a_test_piece, 0.05);
  EXPECT_EQ(benchmark->train, GetParam().train);
  EXPECT_EQ(benchmark->valid, GetParam().valid);
  EXPECT_EQ(benchmark->test, GetParam().test);
  for (const Piece& piece : frames->corpus.pieces) {
    EXPECT_EQ(find_broken_promise(piece.score), std::nullopt) << piece.name;
    // Four rolls of nottingham begin with a silence of a frame or five, from which all that follows
    // is counted: as a score they are late, and their notes are the same without it.
    EXPECT_EQ(normalise_rhythm(piece.score).score,
              without_offset(piece.score, common_offset(piece.score)))
        << piece.name;
    EXPECT_TRUE(common_offset(piece.score) == 0 || piece.score.notes.front().onset > 0)
        << piece.name;
    const auto symbols = encode(piece.score, frames->corpus.dictionaries);
    ASSERT_TRUE(symbols) << piece.name << ": " << symbols.error().message();
    EXPECT_EQ(decode(*symbols, frames->corpus.dictionaries).notes, piece.score.notes);
  }
}

INSTANTIATE_TEST_SUITE_P(Published, Benchmark,
                         testing::Values(KnownBenchmark{"jsb16",
                                                        "jsb16",
                                                        "jsb-chorales-16th.json",
                                                        {229, 55228, 46660},
                                                        {76, 18408, 15052},
                                                        {77, 18900, 16637},
                                                        216.1},
                                         KnownBenchmark{"jsb-quarter",
                                                        "polymusic",
                                                        "jsb_chorales.json",
                                                        {229, 13807, 33916},
                                                        {76, 4602, 10721},
                                                        {77, 4725, 11804},
                                                        153.3},
                                         KnownBenchmark{"nottingham",
                                                        "polymusic",
                                                        "nottingham.json",
                                                        {694, 176561, 154988},
                                                        {173, 45513, 40417},
                                                        {170, 44463, 38178},
                                                        224.6}));

}  // namespace
}  // namespace bachprop
