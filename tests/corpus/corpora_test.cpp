// The four real corpora, prepared.
#include "midi/corpora.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <ostream>

#include "bachprop/corpus/collect.h"
#include "bachprop/corpus/corpus_file.h"
#include "bachprop/corpus/corpus_statistics.h"
#include "bachprop/score/rhythm.h"

namespace bachprop {
namespace {

struct KnownCorpus {
  const char* name;
  std::size_t files;
  std::int64_t note_ons;
  std::size_t copies;  // files with the same bytes as another
  std::size_t live;
};

// The name is GoogleTest's.
// NOLINTNEXTLINE(readability-identifier-naming)
void PrintTo(const KnownCorpus& corpus, std::ostream* out) { *out << corpus.name; }

class PreparedCorpus : public testing::TestWithParam<KnownCorpus> {
 protected:
  void SetUp() override {
    const auto folder = find_corpus(GetParam().name);
    if (!folder) {
      GTEST_SKIP() << "SKIPPED: no corpus " << GetParam().name << "; set BACHPROP_CORPORA";
    }
    const std::vector<std::filesystem::path> paths = {*folder};
    auto collection = collect_corpus(paths, {.corpus = {}, .strict = false, .threads = 2});
    ASSERT_TRUE(collection) << collection.error().message();
    collection_ = *std::move(collection);
  }

  [[nodiscard]] std::size_t files_with(FileStatus status) const {
    return static_cast<std::size_t>(
        std::ranges::count(collection_.files, status, &FileOutcome::status));
  }

  Collection collection_;
};

TEST_P(PreparedCorpus, HasEveryFileReadAndEveryNoteOnCounted) {
  EXPECT_EQ(collection_.files.size(), GetParam().files);
  EXPECT_EQ(files_with(FileStatus::kSkipped), 0U);
  EXPECT_EQ(files_with(FileStatus::kCopy), GetParam().copies);
  EXPECT_EQ(collection_.corpus.pieces.size(), GetParam().files - GetParam().copies);
  std::int64_t note_ons = 0;
  for (const FileOutcome& file : collection_.files) {
    note_ons += file.counts.note_ons;
  }
  EXPECT_EQ(note_ons, GetParam().note_ons);
}

TEST_P(PreparedCorpus, AccountsForEveryNote) {
  std::int64_t expected = 0;
  for (const FileOutcome& file : collection_.files) {
    if (file.is_piece()) {
      expected += file.counts.note_ons - file.counts.percussion_dropped -
                  file.counts.zero_length_dropped - file.counts.unisons_merged -
                  file.rhythm.notes_merged;
    }
  }
  EXPECT_EQ(static_cast<std::int64_t>(count_notes(collection_.corpus)), expected);
}

TEST_P(PreparedCorpus, NamesItsLiveRecordings) {
  const auto live = std::ranges::count_if(
      collection_.files, [](const FileOutcome& file) { return file.live.has_value(); });
  EXPECT_EQ(static_cast<std::size_t>(live), GetParam().live);
}

TEST_P(PreparedCorpus, HasOnlyPossibleDurationsInItsDictionaries) {
  for (const TimeDictionary* dictionary :
       {&collection_.corpus.dictionaries.dt, &collection_.corpus.dictionaries.duration}) {
    for (const Quarters value : dictionary->values()) {
      EXPECT_TRUE(is_possible_duration(value)) << value.to_string();
    }
  }
}

TEST_P(PreparedCorpus, IsTheSameAfterSavingAndLoading) {
  const auto loaded = parse_corpus(corpus_bytes(collection_.corpus), "corpus");
  ASSERT_TRUE(loaded) << loaded.error().message();
  EXPECT_TRUE(*loaded == collection_.corpus);
}

TEST_P(PreparedCorpus, DecodesWhatItEncodes) {
  const Dictionaries& dictionaries = collection_.corpus.dictionaries;
  for (const Piece& piece : collection_.corpus.pieces) {
    const auto symbols = encode(piece.score, dictionaries);
    ASSERT_TRUE(symbols) << piece.name << ": " << symbols.error().message();
    ASSERT_TRUE(decode(*symbols, dictionaries).notes == piece.score.notes) << piece.name;
  }
}

INSTANTIATE_TEST_SUITE_P(
    All, PreparedCorpus,
    testing::Values(KnownCorpus{"chorales", 370, 84'623, 5, 0},
                    KnownCorpus{"nottingham", 1'034, 356'269, 5, 0},
                    KnownCorpus{"quartets", 283, 475'358, 0, 0},
                    // bwv780 and bwv800 lie on the grid: 5 % of their onsets are off it at most.
                    KnownCorpus{"sankey", 134, 340'207, 0, 132}),
    [](const auto& known) { return std::string(known.param.name); });

}  // namespace
}  // namespace bachprop
