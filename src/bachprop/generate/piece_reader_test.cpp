#include "bachprop/generate/piece_reader.h"

#include <gtest/gtest.h>

#include <vector>

namespace bachprop {
namespace {

const Dictionaries kDictionaries = {.dt = TimeDictionary({0, 1}),
                                    .duration = TimeDictionary({1, 2}),
                                    .pitch = PitchDictionary(60, 72)};
constexpr NoteSymbols kStart = {2, 2, 13};

class PieceReaderTest : public testing::Test {
 protected:
  [[nodiscard]] PieceReader reader(ChordOrder order) const {
    return {vocabulary_, {{0, 4, 4}}, order, kStart};
  }
  [[nodiscard]] PieceReader critics_reader() const {
    return {for_critic_, {{0, 4, 4}}, ChordOrder::kUpwards, kStart};
  }

 private:
  ContextVocabulary vocabulary_ =
      ContextVocabulary::make(ContextKind::kLines, kDictionaries).value();
  ContextVocabulary for_critic_ =
      ContextVocabulary::make(ContextKind::kCritic, kDictionaries).value();
};

const std::vector<NoteSymbols> kChord = {{1, 0, 3}, {0, 1, 7}};

TEST_F(PieceReaderTest, ReadsAChordNoteByNoteInItsOrder) {
  PieceReader down = reader(ChordOrder::kDownwards);
  EXPECT_EQ(down.last(), kStart);
  EXPECT_FALSE(down.must_advance());
  down.append(kChord, 0);
  EXPECT_TRUE(down.must_advance());
  EXPECT_EQ(down.last(), kStart) << "the network has not advanced yet";
  down.has_advanced();
  EXPECT_EQ(down.last(), (NoteSymbols{1, 1, 7}));
  EXPECT_TRUE(down.must_advance());
  down.has_advanced();
  EXPECT_EQ(down.last(), (NoteSymbols{0, 0, 3}));
  EXPECT_FALSE(down.must_advance());
  EXPECT_EQ(down.context().music().struck().size(), 2U);
}

TEST_F(PieceReaderTest, TellsACriticWhereAChordIsComplete) {
  PieceReader up = critics_reader();
  std::vector<NoteSymbols> two_chords = kChord;
  two_chords.push_back({1, 0, 4});
  up.append(two_chords, 0);
  std::vector<bool> complete;
  while (up.must_advance()) {
    up.has_advanced();
    complete.push_back(up.context().music().complete_chords() != nullptr);
  }
  EXPECT_EQ(complete, (std::vector<bool>{false, true, true}));
}

TEST_F(PieceReaderTest, OnceAdvancedReadsTheNextNoteAtOnce) {
  PieceReader up = reader(ChordOrder::kUpwards);
  up.has_advanced();
  EXPECT_TRUE(up.knows_next());
  up.append(kChord, 0);
  EXPECT_EQ(up.last(), kChord.front());
  EXPECT_FALSE(up.knows_next());
  EXPECT_TRUE(up.must_advance());
}

TEST_F(PieceReaderTest, TakesNotesOfItsOwn) {
  PieceReader up = reader(ChordOrder::kUpwards);
  up.has_advanced();
  up.pass(1);
  up.take(kChord.front());
  EXPECT_EQ(up.last(), kChord.front());
  EXPECT_FALSE(up.knows_next());
  EXPECT_FALSE(up.must_advance());
}

}  // namespace
}  // namespace bachprop
