#include "bachprop/analysis/printed_key.h"

#include <gtest/gtest.h>

#include "bachprop/score/voices_test.h"

namespace bachprop {
namespace {

const Score kMajorPiece = chorale({{72, 67, 64, 48},
                                   {72, 69, 65, 53},
                                   {71, 67, 62, 55},
                                   {72, 67, 64, 48},
                                   {69, 65, 60, 53},
                                   {71, 65, 62, 55},
                                   {72, 67, 64, 48}});
// In A, with G sharp and, at the end, C sharp.
const Score kMinorPiece = chorale({{69, 64, 60, 45},
                                   {69, 65, 62, 50},
                                   {68, 64, 59, 52},
                                   {69, 64, 60, 45},
                                   {69, 65, 62, 53},
                                   {68, 62, 59, 52},
                                   {69, 64, 61, 45}});

Score higher(Score score, int semitones) {
  for (Note& note : score.notes) {
    note.pitch += semitones;
  }
  return score;
}

TEST(PrintedKey, OfACadenceIsItsKey) {
  EXPECT_EQ(printed_key_of(kMajorPiece), (PrintedKey{{0, false}, Mode::kMajor, {0, 0, false}}));
}

TEST(PrintedKey, IsNotMisledByAMajorChordAtTheEnd) {
  EXPECT_EQ(printed_key_of(kMinorPiece), (PrintedKey{{9, true}, Mode::kMinor, {0, 0, true}}));
}

TEST(PrintedKey, GoesWithThePitches) {
  for (int up = 0; up < 12; ++up) {
    EXPECT_EQ(printed_key_of(higher(kMajorPiece, up)).key, (Key{up, false}));
    EXPECT_EQ(printed_key_of(higher(kMinorPiece, up)).key, (Key{(9 + up) % 12, true}));
  }
}

TEST(PrintedKey, HasTheSignatureOfTheCircleOfFifths) {
  EXPECT_EQ(printed_key_of(higher(kMajorPiece, 2)).signature, (KeySignature{0, 2, false}));
  EXPECT_EQ(printed_key_of(higher(kMajorPiece, 5)).signature, (KeySignature{0, -1, false}));
  EXPECT_EQ(printed_key_of(higher(kMajorPiece, 6)).signature, (KeySignature{0, 6, false}));
  EXPECT_EQ(printed_key_of(higher(kMajorPiece, 1)).signature, (KeySignature{0, -5, false}));
  EXPECT_EQ(printed_key_of(higher(kMinorPiece, 3)).signature, (KeySignature{0, -3, true}));
}

TEST(PrintedKey, DoesNotLookAtStatedSignatures) {
  Score score = kMajorPiece;
  score.key_signatures = {{0, 4, true}};
  EXPECT_EQ(printed_key_of(score), printed_key_of(kMajorPiece));
}

TEST(PrintedKey, OfNoNotesIsCMajor) { EXPECT_EQ(printed_key_of(Score()), PrintedKey()); }

TEST(PrintedKey, OfOneNoteHasItForTonic) {
  Score score;
  score.notes = {{1000000, 1000000, 62}};
  EXPECT_EQ(printed_key_of(score).key.tonic, 2);
  score.notes = {{0, Quarters(1, 64), 62}};
  EXPECT_EQ(printed_key_of(score).key.tonic, 2);
}

}  // namespace
}  // namespace bachprop
