#include "midi/corpora.h"

#include <gtest/gtest.h>

#include "bachprop/base/file_io.h"
#include "bachprop/score/midi_score.h"
#include "bachprop/score/rhythm.h"
#include "bachprop/score/score_promises.h"
#include "bachprop/score/score_writer.h"

namespace bachprop {
namespace {

struct KnownCorpus {
  const char* name;
  std::size_t files;
  std::int64_t note_ons;
  std::size_t live;       // files told to be live recordings
  std::size_t unchanged;  // files whose notes rhythm normalisation leaves as they are
};

// The name is GoogleTest's.
// NOLINTNEXTLINE(readability-identifier-naming)
void PrintTo(const KnownCorpus& corpus, std::ostream* out) { *out << corpus.name; }

class Corpora : public testing::TestWithParam<KnownCorpus> {
 protected:
  void SetUp() override {
    const auto folder = find_corpus(GetParam().name);
    if (!folder) {
      GTEST_SKIP() << "SKIPPED: no corpus " << GetParam().name << "; set BACHPROP_CORPORA";
    }
    files_ = midi_files_in(*folder);
  }

  // Calls use(path, reading) for each file of the corpus.
  template <typename Use>
  void for_each_reading(const Use& use) {
    for (const auto& path : files_) {
      const auto reading = read_score(read_file(path).value(), path.filename().string());
      ASSERT_TRUE(reading.has_value()) << reading.error().message();
      use(path, *reading);
    }
  }

  std::vector<std::filesystem::path> files_;
};

TEST_P(Corpora, AreReadToTheLastNote) {
  EXPECT_EQ(files_.size(), GetParam().files);
  std::int64_t note_ons = 0;
  for_each_reading([&](const auto& path, const ScoreReading& reading) {
    note_ons += reading.counts.note_ons;
    EXPECT_EQ(find_broken_promise(reading.score), std::nullopt) << path;
  });
  EXPECT_EQ(note_ons, GetParam().note_ons);
}

TEST_P(Corpora, AreWrittenAndReadBackAsTheyWere) {
  for_each_reading([&](const auto& path, const ScoreReading& reading) {
    const auto again = read_score(write_score(reading.score), "again", {.strict = true});
    ASSERT_TRUE(again.has_value()) << path << again.error().message();
    EXPECT_EQ(again->score, reading.score) << path;
  });
}

TEST_P(Corpora, AreToldApartIntoLiveOnesAndScores) {
  std::size_t live = 0;
  std::size_t unchanged = 0;
  for_each_reading([&](const auto& path, const ScoreReading& reading) {
    const NormalisedRhythm rhythm = normalise_rhythm(reading.score);
    EXPECT_EQ(find_broken_promise(rhythm.score), std::nullopt) << path;
    live += rhythm.is_live ? 1 : 0;
    unchanged += rhythm.score.notes == reading.score.notes ? 1 : 0;
  });
  EXPECT_EQ(live, GetParam().live);
  EXPECT_EQ(unchanged, GetParam().unchanged);
}

// Nottingham states triplets in 1024ths of a quarter, so that they move a little. Two files of
// sankey (BWV 780 and 800) were played to a metronome that falls on the grid.
INSTANTIATE_TEST_SUITE_P(Known, Corpora,
                         testing::Values(KnownCorpus{"chorales", 370, 84623, 0, 370},
                                         KnownCorpus{"nottingham", 1034, 356269, 0, 896},
                                         KnownCorpus{"quartets", 283, 475358, 0, 269},
                                         KnownCorpus{"sankey", 134, 340207, 132, 0}),
                         [](const auto& test) { return std::string(test.param.name); });

}  // namespace
}  // namespace bachprop
