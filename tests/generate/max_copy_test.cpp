// What the bundled models compose with max-copy copies nothing longer from what they learnt from:
// measured on the MIDI files, as they are read back.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "bachprop/corpus/collect.h"
#include "bachprop/evaluate/novelty.h"
#include "bachprop/generate/composer.h"
#include "bachprop/score/midi_score.h"
#include "bachprop/score/rhythm.h"
#include "bachprop/score/score_writer.h"
#include "bachprop/train/bundled_model.h"
#include "midi/corpora.h"

namespace bachprop {
namespace {

using Notes = std::vector<Note>;

// As `evaluate` and `train` would read the file.
Notes written_and_read(const ComposedPiece& piece) {
  const auto read = read_score(write_score(piece.score), "piece", {.strict = true});
  EXPECT_TRUE(read) << read.error().message();
  return read ? normalise_rhythm(read->score).score.notes : Notes{};
}

std::vector<Notes> composed(const TrainedModel& model, ComposeOptions options) {
  options.pieces = 64;
  options.particles = 1;  // each is guarded by itself
  options.max_notes = 250;
  options.threads = 2;
  const auto pieces = compose(model, options);
  EXPECT_TRUE(pieces) << pieces.error().message();
  std::vector<Notes> notes;
  if (pieces) {
    std::ranges::transform(*pieces, std::back_inserter(notes), written_and_read);
  }
  return notes;
}

// The most notes in a row of a piece that stand in a passage.
int longest_in_passages(const PatternIndex& passages, const std::vector<Notes>& pieces) {
  int longest = 0;
  for (const Notes& piece : pieces) {
    PatternIndex::Cursor cursor;
    for (const PatternStep step : patterns_of(piece, PatternKind::kExact).steps) {
      passages.advance(cursor, hash_of(step));
      longest = std::max(longest, cursor.steps() + 1);
    }
  }
  return longest;
}

class MaxCopy : public testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    auto model = bundled_model(GetParam());
    ASSERT_TRUE(model) << model.error().message();
    model_ = *std::move(model);
    ASSERT_FALSE(model_.passages.empty());
    passages_ = index_of(model_.passages);
  }

  TrainedModel model_;
  PatternIndex passages_;
};

INSTANTIATE_TEST_SUITE_P(Styles, MaxCopy, testing::Values("chorales", "nottingham"),
                         [](const auto& style) { return std::string(style.param); });

TEST_P(MaxCopy, WithoutItPiecesCopyLongerPassages) {
  EXPECT_GT(longest_in_passages(passages_, composed(model_, {})), 8);
}

TEST_P(MaxCopy, NoPieceCopiesALongerPassageAtAnyTemperature) {
  for (const int most : {5, 8}) {
    for (const double temperature : {1.0, 0.5}) {
      EXPECT_LE(longest_in_passages(
                    passages_,
                    composed(model_, {.sampling = {.temperature = temperature}, .max_copy = most})),
                most)
          << "at temperature " << temperature;
    }
  }
}

// The pieces of the corpus that a model learnt from, where the corpus is at hand.
TEST_P(MaxCopy, NoPieceCopiesALongerPassageOfTheCorpusItself) {
  const auto folder = find_corpus(GetParam());
  if (!folder) {
    GTEST_SKIP() << "SKIPPED: no corpus " << GetParam() << "; set BACHPROP_CORPORA";
  }
  const std::vector<std::filesystem::path> paths = {*folder};
  const auto collection = load_pieces(paths, {.corpus = model_.corpus_options, .threads = 2});
  ASSERT_TRUE(collection) << collection.error().message();
  std::vector<std::span<const Note>> learnt;
  for (const Piece& piece : collection->corpus.pieces) {
    const auto record = std::ranges::find(model_.record.pieces, piece.sha256, &SplitPiece::sha256);
    if (record != model_.record.pieces.end() && record->part == SplitPart::kTraining) {
      learnt.emplace_back(piece.score.notes);
    }
  }
  ASSERT_GT(learnt.size(), 100U);
  const KnownPatterns known(learnt, PatternKind::kExact);
  for (const int most : {5, 8}) {
    for (const Notes& piece : composed(model_, {.seed = 2, .max_copy = most})) {
      EXPECT_LE(known.novelty(piece).longest(), most);
    }
  }
}

}  // namespace
}  // namespace bachprop
