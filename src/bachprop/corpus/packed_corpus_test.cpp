#include "bachprop/corpus/packed_corpus.h"

#include <gtest/gtest.h>

#include "bachprop/base/random.h"

namespace bachprop {
namespace {

Piece piece_of(std::vector<Note> notes) {
  Piece piece;
  piece.name = std::string(5, 'a');
  piece.score.notes = std::move(notes);
  piece.score.tempos = {{0, 90}};
  return piece;
}

TEST(PackedPiece, IsThePieceAgainWhenItIsUnpacked) {
  const Piece piece = piece_of({{0, {1, 3}, 60}, {{1, 16}, 4, 64}, {{64, 3}, {7, 48}, 127}});
  EXPECT_EQ(unpack(pack(piece)), piece);
}

TEST(PackedPiece, KeepsVoices) {
  Piece piece = piece_of({{0, 1, 60}, {0, 2, 64}});
  piece.score.voice_names = {"upper", ""};
  piece.score.voices = {1, 0};
  EXPECT_EQ(unpack(pack(piece)), piece);
}

TEST(PackedPiece, TakesTwelveBytesANote) { EXPECT_EQ(sizeof(PackedNote), 12U); }

TEST(PackedCorpus, HasTheDictionariesOfItsScores) {
  Random random({4});
  std::vector<Piece> pieces;
  std::vector<PackedPiece> packed;
  for (int i = 0; i < 20; ++i) {
    std::vector<Note> notes;
    Quarters now;
    for (int k = 0; k < 50; ++k) {
      // Some longer than the longest possible duration.
      const auto any = [&](std::uint64_t below) {
        return static_cast<std::int64_t>(random.below(below));
      };
      now += Quarters(any(k % 10 == 0 ? 10'000 : 100), 48);
      notes.push_back(
          {now, Quarters(1 + any(k % 10 == 1 ? 10'000 : 100), 48), static_cast<int>(40 + any(30))});
    }
    pieces.push_back(piece_of(notes));
    packed.push_back(pack(pieces.back()));
  }
  EXPECT_EQ(make_dictionaries(packed), make_dictionaries(pieces));
}

TEST(PackedCorpus, WithoutPiecesHasEmptyDictionaries) {
  EXPECT_EQ(make_dictionaries(std::span<const PackedPiece>()), Dictionaries());
}

}  // namespace
}  // namespace bachprop
