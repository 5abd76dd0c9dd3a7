#include "midi/independent_reader.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "bachprop/base/file_io.h"
#include "bachprop/score/score_writer.h"
#include "midi/corpora.h"

namespace bachprop {
namespace {

namespace fs = std::filesystem;

struct KnownCorpus {
  const char* name;
  std::size_t note_ons;
};

// The name is GoogleTest's.
// NOLINTNEXTLINE(readability-identifier-naming)
void PrintTo(const KnownCorpus& corpus, std::ostream* out) { *out << corpus.name; }

class IndependentReader : public testing::Test {
 protected:
  void SetUp() override {
    const std::string reason = why_no_independent_reader();
    if (!reason.empty()) {
      GTEST_SKIP() << "SKIPPED: " << reason;
    }
  }
};

class IndependentReaderOnCorpora : public IndependentReader,
                                   public testing::WithParamInterface<KnownCorpus> {};

TEST_P(IndependentReaderOnCorpora, AgreesOnEveryNoteOn) {
  const auto folder = find_corpus(GetParam().name);
  if (!folder) {
    GTEST_SKIP() << "SKIPPED: no corpus " << GetParam().name << "; set BACHPROP_CORPORA";
  }
  const auto comparison = compare_with_independent_reader(midi_files_in(*folder));
  ASSERT_TRUE(comparison.has_value()) << comparison.error().message();
  EXPECT_EQ(comparison->note_ons, GetParam().note_ons);
  EXPECT_EQ(comparison->disagreements, std::vector<std::string>{});
}

INSTANTIATE_TEST_SUITE_P(Known, IndependentReaderOnCorpora,
                         testing::Values(KnownCorpus{"chorales", 84623},
                                         KnownCorpus{"nottingham", 356269},
                                         KnownCorpus{"quartets", 475358},
                                         KnownCorpus{"sankey", 340207}),
                         [](const auto& test) { return std::string(test.param.name); });

TEST_F(IndependentReader, AgreesOnWhatWeWrite) {
  Score score;
  score.title = "Written";
  for (int i = 0; i < 100; ++i) {
    score.notes.push_back({Quarters(i, 7), Quarters(1, 3), 30 + i % 64});
  }
  const fs::path path = fs::temp_directory_path() / fmt::format("written-{}.mid", getpid());
  ASSERT_TRUE(write_file(path, write_score(score)).has_value());
  const auto comparison = compare_with_independent_reader({path});
  fs::remove(path);
  ASSERT_TRUE(comparison.has_value()) << comparison.error().message();
  EXPECT_EQ(comparison->note_ons, 100U);
  EXPECT_EQ(comparison->disagreements, std::vector<std::string>{});
}

}  // namespace
}  // namespace bachprop
