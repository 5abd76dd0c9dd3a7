#include "bachprop/generate/corpus_key.h"

#include <gtest/gtest.h>

#include <map>

#include "bachprop/analysis/printed_key.h"
#include "bachprop/generate/register_guard.h"
#include "bachprop/score/transposition.h"

namespace bachprop {
namespace {

const PitchDictionary kPitches(36, 84);

// Sixteen bars that leave no doubt of their key: its scale over its three chords.
Score tune_in(int tonic, bool minor) {
  Score score;
  const int third = minor ? 3 : 4;
  const std::vector<int> scale = {0, 2, third, 5, 7, minor ? 8 : 9, 11, 12};
  Quarters now = 0;
  for (const int root : {0, 0, 5, 7, 0, 5, 7, 0}) {
    for (int i = 0; i < 4; ++i) {
      score.notes.push_back({now, 1, tonic - 12 + root});
      score.notes.push_back({now, 1, tonic + scale[static_cast<std::size_t>((root + 2 * i) % 8)]});
      now += 1;
    }
  }
  score.notes.push_back({now, 4, tonic - 12});
  score.notes.push_back({now, 4, tonic + 12});
  return score;
}

CorpusProfile corpus_in(std::vector<KeyCount> keys) {
  CorpusProfile profile{.notes = {1, 1, 1, 1, 1}, .keys = std::move(keys)};
  profile.compass = {Compass{40, 62}, Compass{40, 76}, Compass{40, 76}, Compass{52, 76}};
  return profile;
}

int moved_by(const Score& score, const CorpusProfile& profile, std::uint64_t seed = 1) {
  Random random{seed};
  return shift_into_corpus(score, profile, kPitches, random);
}

TEST(ShiftIntoCorpus, LeadsIntoItsOnlyKeyAndItsRegister) {
  const CorpusProfile profile = corpus_in({{{0, 1, false}, 3}});
  for (int tonic = 54; tonic <= 66; ++tonic) {
    Score tune = tune_in(tonic, /*minor=*/false);
    transpose(tune, moved_by(tune, profile));
    EXPECT_EQ(printed_key_of(tune).signature.sharps, 1) << tonic;
    EXPECT_EQ(notes_outside(tune, profile), 0) << tonic;
  }
}

TEST(ShiftIntoCorpus, TakesTheKeysOfThePiecesMode) {
  const CorpusProfile profile = corpus_in({{{0, 2, false}, 5}, {{0, -1, true}, 1}});
  Score minor = tune_in(60, /*minor=*/true);
  transpose(minor, moved_by(minor, profile));
  EXPECT_EQ(printed_key_of(minor).key, (Key{2, true}));
  Score major = tune_in(60, /*minor=*/false);
  transpose(major, moved_by(major, profile));
  EXPECT_EQ(printed_key_of(major).key, (Key{2, false}));
}

TEST(ShiftIntoCorpus, DrawsKeysInProportionToTheirPieces) {
  const CorpusProfile profile = corpus_in({{{0, 0, false}, 1}, {{0, 1, false}, 3}});
  std::map<int, int> drawn;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    Score tune = tune_in(58, /*minor=*/false);
    transpose(tune, moved_by(tune, profile, seed));
    ++drawn[printed_key_of(tune).signature.sharps];
  }
  EXPECT_EQ(drawn.size(), 2U);
  EXPECT_NEAR(drawn[1], 150, 25);
}

TEST(ShiftIntoCorpus, WithoutAProfileOrNotesIsNone) {
  EXPECT_EQ(moved_by(tune_in(61, false), {}), 0);
  EXPECT_EQ(moved_by({}, corpus_in({{{0, 1, false}, 3}})), 0);
}

TEST(ShiftIntoCorpus, KeepsEveryNoteInTheDictionary) {
  const CorpusProfile profile = corpus_in({{{0, 1, false}, 3}});
  Score tune = tune_in(60, /*minor=*/false);
  tune.notes.push_back({40, 1, kPitches.lowest()});
  tune.notes.push_back({40, 1, kPitches.highest()});
  EXPECT_EQ(moved_by(tune, profile), 0);
}

TEST(ShiftIntoKey, LeadsToItsTonic) {
  for (const KeySignature& key : {KeySignature{0, -1, true}, KeySignature{0, -3, false},
                                  KeySignature{0, 4, false}, KeySignature{0, 6, true}}) {
    for (const CorpusProfile& profile : {CorpusProfile{}, corpus_in({{{0, 1, false}, 3}})}) {
      Score tune = tune_in(61, key.minor);
      EXPECT_TRUE(has_mode_of(tune, key));
      transpose(tune, shift_into_key(tune, key, profile, kPitches));
      EXPECT_EQ(printed_key_of(tune).key.tonic, ((key.sharps + (key.minor ? 3 : 0)) * 7 + 84) % 12);
    }
  }
}

// Pitches are symbols from 36 on; lines from 40 to 76.
TEST(RegisterGuard, OffersEverythingBeforeThePieceHasARegister) {
  const RegisterGuard guard(corpus_in({{{0, 1, false}, 3}}), 36, 49);
  EXPECT_TRUE(guard.not_offered().empty());
}

TEST(RegisterGuard, ForbidsWhatWouldMakeThePieceWiderThanItsCorpus) {
  RegisterGuard guard(corpus_in({{{0, 1, false}, 3}}), 36, 49);
  // A bass at 40, a soprano at 76: as wide as the corpus.
  for (const int symbol : {4, 40}) {
    guard.strike(symbol);
  }
  guard.end_chord(std::vector<int>{40, 4});
  std::vector<int> outside = {0, 1, 2, 3};
  for (int symbol = 41; symbol < 49; ++symbol) {
    outside.push_back(symbol);
  }
  EXPECT_EQ(guard.not_offered(), outside);
}

TEST(RegisterGuard, KeepsToTheRegisterThatTheChordsShow) {
  RegisterGuard guard(corpus_in({{{0, 1, false}, 3}}), 36, 49);
  // Chords from 62 to 84 with the bass at the top of its compass once they are lowered to it.
  for (int chord = 0; chord < 10; ++chord) {
    guard.strike(34);
    guard.strike(48);
    guard.end_chord(std::vector<int>{34, 48});
  }
  // Lowered by 8 to 30, so that 84 is at most 76 and at least 52: what would lie below 40 then.
  EXPECT_TRUE(std::ranges::find(guard.not_offered(), 0) != guard.not_offered().end());
  EXPECT_TRUE(std::ranges::find(guard.not_offered(), 34) == guard.not_offered().end());
}

}  // namespace
}  // namespace bachprop
