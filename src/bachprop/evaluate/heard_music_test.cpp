#include "bachprop/evaluate/heard_music.h"

#include <gtest/gtest.h>

#include "bachprop/evaluate/made_music_test.h"

namespace bachprop {
namespace {

// C4 held under E4, then G4.
Score held_bass() { return made_score({{0, 2, 60}, {0, 1, 64}, {1, 1, 67}}); }

TEST(HeardMusic, HearsAtEachOnsetWhatIsStruckAndWhatIsHeld) {
  const HeardMusic piece = hear(held_bass());
  ASSERT_EQ(piece.moments.size(), 2U);
  const auto second = piece.at(piece.moments[1]);
  ASSERT_EQ(second.size(), 2U);
  EXPECT_EQ(second[0].pitch, 60);
  EXPECT_FALSE(second[0].struck);
  EXPECT_EQ(second[1].pitch, 67);
  EXPECT_TRUE(second[1].struck);
  EXPECT_EQ(piece.moments[1].length, Quarters(1));
}

TEST(HeardMusic, FollowsTheOuterLinesByWhatBeginsInThem) {
  const HeardMusic piece = hear(held_bass());
  ASSERT_EQ(piece.top.size(), 2U);
  EXPECT_EQ(piece.top[1].pitch, 67);
  ASSERT_EQ(piece.bottom.size(), 1U);
  EXPECT_EQ(piece.bottom[0].duration, Quarters(2));
}

TEST(HeardMusic, HasBarsOfTheStatedMetreUntilItsEnd) {
  const HeardMusic piece = hear(made_score(quarters_of({60, 62, 64, 65, 67})));
  ASSERT_EQ(piece.bars.size(), 2U);
  EXPECT_FALSE(piece.has_pickup);
  EXPECT_EQ(piece.bars[1].start, Quarters(4));
  EXPECT_TRUE(is_on_beat(piece, 3));
  EXPECT_FALSE(is_on_beat(piece, Quarters(7, 2)));
}

TEST(HeardMusic, TakesAShortFirstBarForAPickup) {
  Score score = made_score(quarters_of({67, 60, 62, 64, 65, 67, 69, 71, 72}));
  score.time_signatures = {{0, 1, 4}, {1, 4, 4}};
  const HeardMusic piece = hear(score);
  EXPECT_TRUE(piece.has_pickup);
  EXPECT_EQ(piece.full_bars().size(), 2U);
  EXPECT_EQ(bar_of(piece, 5), 2U);
}

TEST(HeardMusic, CountsThreeEighthsAsABeatOfCompoundTime) {
  Score score = made_score({{0, Quarters(3, 2), 60}, {Quarters(3, 2), Quarters(3, 2), 62}});
  score.time_signatures = {{0, 6, 8}};
  EXPECT_EQ(hear(score).beats.front(), Quarters(3, 2));
}

TEST(HeardMusic, FallsIntoPassagesOfFourBarsWithTheNotesCutAtTheirEdges) {
  std::vector<Note> notes = quarters_of(std::vector<int>(36, 60));
  notes.push_back({15, 2, 72});
  const auto passages = passages_of(hear(made_score(std::move(notes))), 8);
  ASSERT_EQ(passages.size(), 2U);
  EXPECT_EQ(passages[0].end, Quarters(16));
  EXPECT_EQ(passages[1].bars.size(), kWindowBars);
  EXPECT_EQ(passages[1].top.front().pitch, 72);
  EXPECT_EQ(passages[1].top.front().duration, Quarters(1));
  EXPECT_FALSE(passages[1].is_whole);
}

TEST(HeardMusic, KeepsTheVoicesOfThePieceInItsPassages) {
  Random random({3});
  const HeardMusic piece = hear(made_hymn(random));
  const auto passages = passages_of(piece, 8);
  ASSERT_EQ(passages.size(), piece.full_bars().size() / kWindowBars);
  EXPECT_EQ(passages[0].voice_of_note.size(), passages[0].notes.size());
  EXPECT_EQ(passages[0].voices, piece.voices);
}

TEST(HeardMusic, SpreadsPassagesOverALongPiece) {
  std::vector<int> pitches;
  for (int bar = 0; bar < 40; ++bar) {
    pitches.insert(pitches.end(), 4, 40 + bar);
  }
  const auto passages = passages_of(hear(made_score(quarters_of(pitches))), 3);
  ASSERT_EQ(passages.size(), 3U);  // the first, fourth and seventh of ten
  EXPECT_EQ(passages[1].top.front().pitch, 40 + 12);
  EXPECT_EQ(passages[2].top.front().pitch, 40 + 24);
}

TEST(HeardMusic, IsEmptyWithoutNotes) {
  const HeardMusic piece = hear(Score());
  EXPECT_TRUE(piece.moments.empty());
  EXPECT_TRUE(passages_of(piece, 8).empty());
}

}  // namespace
}  // namespace bachprop
