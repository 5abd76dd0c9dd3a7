// Voices and part-writing of real music, where the files say which voice sings what.
#include "bachprop/evaluate/craft.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "bachprop/analysis/piece_key.h"
#include "bachprop/analysis/voice_assignment.h"
#include "bachprop/corpus/collect.h"
#include "bachprop/train/training_set.h"
#include "midi/corpora.h"

namespace bachprop {
namespace {

constexpr int kParts = 4;

// The pieces of a corpus that its split.tsv has in the test part, which training does not use.
class TestPart : public testing::Test {
 protected:
  void read(const std::string& corpus) {
    const auto folder = find_corpus(corpus);
    if (!folder) {
      GTEST_SKIP() << "SKIPPED: no corpus " << corpus << "; set BACHPROP_CORPORA";
    }
    const auto split = read_split(*folder / "split.tsv");
    ASSERT_TRUE(split) << split.error().message();
    const std::vector<std::filesystem::path> paths = {*folder};
    auto collection = load_pieces(paths, {.corpus = {}, .strict = false, .threads = 2});
    ASSERT_TRUE(collection) << collection.error().message();
    for (Piece& piece : collection->corpus.pieces) {
      if (split->at(piece.name) == SplitPart::kUnused) {
        pieces_.push_back(std::move(piece.score));
      }
    }
  }

  std::vector<Score> pieces_;
};

// The notes whose voice is the file's, with the file's voices in the order that fits best.
std::int64_t right_notes(const Score& score) {
  const std::vector<int> found = assign_voices(score, kParts);
  std::array<int, kParts> order = {0, 1, 2, 3};
  std::int64_t most = 0;
  do {
    std::int64_t right = 0;
    for (std::size_t i = 0; i < found.size(); ++i) {
      right += found[i] == order[static_cast<std::size_t>(score.voices[i])] ? 1 : 0;
    }
    most = std::max(most, right);
  } while (std::ranges::next_permutation(order).found);
  return most;
}

double share_of_right_notes(const std::vector<Score>& scores) {
  double right = 0;
  double all = 0;
  for (const Score& score : scores) {
    right += static_cast<double>(right_notes(score));
    all += static_cast<double>(score.notes.size());
  }
  return right / all;
}

class Chorales : public TestPart {
 protected:
  void SetUp() override { read("chorales"); }

  // A hundred times the sum of numerators over that of denominators.
  static double rate(std::string_view key, const std::vector<CraftFigures>& pieces) {
    const auto figure = std::ranges::find(craft_figures(), key, &CraftFigure::key);
    double numerator = 0;
    double denominator = 0;
    for (const CraftFigures& figures : pieces) {
      numerator += static_cast<double>(figure->numerator(figures));
      denominator += static_cast<double>(figure->denominator(figures));
    }
    return 100 * numerator / denominator;
  }
};

TEST_F(Chorales, HaveTheirVoicesFoundFromTheNotes) {
  for (const Score& score : pieces_) {
    EXPECT_EQ(voices_of(score), kParts);
  }
  EXPECT_GT(share_of_right_notes(pieces_), 0.978);
}

TEST_F(Chorales, KeepTheRules) {
  std::vector<CraftFigures> pieces;
  for (const Score& score : pieces_) {
    pieces.push_back(craft_of(score));
  }
  EXPECT_LT(rate("parallel_fifths", pieces), 0.3);
  EXPECT_LT(rate("parallel_octaves", pieces), 0.3);
  EXPECT_LT(rate("direct_outer", pieces), 0.5);
  EXPECT_LT(rate("out_of_range", pieces), 0.1);
  EXPECT_GT(rate("authentic_endings", pieces), 80);
  EXPECT_EQ(rate("ends_together", pieces), 100);
}

// In Bach's own voices most parallels vanish, and crossings come to light.
TEST_F(Chorales, KeepThemBetterInTheirOwnVoices) {
  std::vector<CraftFigures> pieces;
  for (const Score& score : pieces_) {
    pieces.push_back(craft_of(score, kParts, score.voices));
  }
  EXPECT_LT(rate("parallel_fifths", pieces), 0.11);
  EXPECT_LT(rate("parallel_octaves", pieces), 0.1);
  EXPECT_GT(rate("crossings", pieces), 1);
}

// A transposed piece breaks the same rules at the same places; only its range is another.
TEST_F(Chorales, BreakTheSameRulesInEveryKey) {
  for (const Score& score : pieces_) {
    Score higher = score;
    for (Note& note : higher.notes) {
      note.pitch += 5;
    }
    CraftFigures here = craft_of(score);
    CraftFigures there = craft_of(higher);
    for (CraftFigures* figures : {&here, &there}) {
      std::erase_if(figures->faults,
                    [](const CraftFault& fault) { return fault.rule == CraftRule::kOutOfRange; });
    }
    EXPECT_EQ(there.key.tonic, (here.key.tonic + 5) % 12);
    there.key = here.key;
    EXPECT_EQ(here, there);
  }
}

// The stated keys know major and minor alone, and some chorales are modal.
TEST_F(Chorales, HaveTheirKeyFoundMostOften) {
  std::size_t right = 0;
  for (const Score& score : pieces_) {
    const KeySignature& stated = score.key_signatures.front();
    const int major_tonic = (7 * stated.sharps % 12 + 12) % 12;
    const int tonic = (major_tonic + (stated.minor ? 9 : 0)) % 12;
    right += key_of(score) == Key{tonic, stated.minor} ? 1U : 0U;
  }
  EXPECT_GE(100 * right, 80 * pieces_.size());
}

class Quartets : public TestPart {
 protected:
  void SetUp() override { read("quartets"); }
};

// Their parts cross all the time and play several notes at once.
TEST_F(Quartets, HaveMostOfTheirVoicesFoundFromTheNotes) {
  EXPECT_GT(share_of_right_notes(pieces_), 0.79);
}

}  // namespace
}  // namespace bachprop
