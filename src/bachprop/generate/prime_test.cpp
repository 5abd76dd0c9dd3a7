#include "bachprop/generate/prime.h"

#include <gtest/gtest.h>

#include "bachprop/corpus/corpus.h"

namespace bachprop {
namespace {

using Q = Quarters;

const Dictionaries kDictionaries = {
    .dt = TimeDictionary({0, Q(1, 2), 1, 2}),
    .duration = TimeDictionary({Q(1, 2), 1, 2}),
    .pitch = PitchDictionary(60, 72),
};

Prime prime_of(const std::vector<Note>& notes, Quarters length = 8,
               const Dictionaries& dictionaries = kDictionaries) {
  Score score;
  score.notes = notes;
  auto prime = make_prime(score, length, dictionaries);
  EXPECT_TRUE(prime) << prime.error().message();
  return prime.value_or(Prime{});
}

std::vector<Note> notes_of(const Prime& prime) {
  return decode(prime.symbols, kDictionaries).notes;
}

TEST(Prime, TakesNotesOfTheDictionariesAsTheyAre) {
  const std::vector<Note> notes = {{0, 1, 60}, {0, 2, 64}, {1, 1, 62}, {Q(3, 2), Q(1, 2), 72}};
  const Prime prime = prime_of(notes);
  EXPECT_EQ(notes_of(prime), notes);
  EXPECT_TRUE(prime.remarks.empty());
  EXPECT_EQ(prime.notes_changed, 0U);
}

TEST(Prime, StopsBeforeItsLength) {
  EXPECT_EQ(notes_of(prime_of({{0, 1, 60}, {1, 2, 62}, {2, 1, 64}}, 2)),
            (std::vector<Note>{{0, 1, 60}, {1, 2, 62}}));
}

TEST(Prime, MovesUnknownDurationsToTheNearestAndSaysSo) {
  const Prime prime = prime_of({{0, Q(5, 7), 60}});
  EXPECT_EQ(notes_of(prime), (std::vector<Note>{{0, Q(1, 2), 60}}));
  EXPECT_EQ(prime.remarks, (std::vector<std::string>{"note 1 (at quarter 0): T 5/7 is not in the "
                                                     "model's dictionary: taken as 1/2"}));
  EXPECT_EQ(prime.notes_changed, 1U);
}

TEST(Prime, MovesOnsetsToTheNearestThatCanBeSaidWithoutDrifting) {
  const Prime prime = prime_of({{0, 1, 60}, {Q(2, 3), 1, 62}, {Q(4, 3), 1, 64}, {2, 1, 65}});
  EXPECT_EQ(notes_of(prime),
            (std::vector<Note>{{0, 1, 60}, {Q(1, 2), 1, 62}, {Q(3, 2), 1, 64}, {2, 1, 65}}));
  ASSERT_EQ(prime.remarks.size(), 2U);
  EXPECT_EQ(prime.remarks[0],
            "note 2 (at quarter 2/3): dT 2/3 is not in the model's dictionary: moved to quarter "
            "1/2");
}

TEST(Prime, MovesPitchesByOctavesIntoTheRange) {
  const Prime prime = prime_of({{0, 1, 40}, {1, 1, 84}});
  EXPECT_EQ(notes_of(prime), (std::vector<Note>{{0, 1, 64}, {1, 1, 72}}));
  EXPECT_EQ(prime.remarks[0],
            "note 1 (at quarter 0): pitch 40 is outside the model's range 60 .. 72: taken as 64");
}

TEST(Prime, DropsPitchesWithoutAnOctaveInTheRange) {
  Dictionaries narrow = kDictionaries;
  narrow.pitch = PitchDictionary(60, 64);
  const Prime prime = prime_of({{0, 1, 60}, {1, 1, 66}}, 8, narrow);
  EXPECT_EQ(prime.symbols.size(), 1U);
  EXPECT_EQ(prime.notes_dropped, 1U);
  EXPECT_EQ(prime.remarks[0],
            "note 2 (at quarter 1): dropped: no octave of pitch 66 is in the model's range 60 .. "
            "64");
}

TEST(Prime, DropsNotesThatComeToOverlapTheirPitchAndKeepsLaterOnsets) {
  const Prime prime = prime_of({{0, 1, 60}, {0, 1, 84 - 36}, {1, 1, 62}});
  EXPECT_EQ(notes_of(prime), (std::vector<Note>{{0, 1, 60}, {1, 1, 62}}));
  EXPECT_EQ(prime.notes_dropped, 1U);
}

TEST(Prime, ShortensNotesThatComeToOverlapTheNextOfTheirPitch) {
  // 7/4 would become 2, but the pitch comes again at 7/4, moved to 3/2.
  const Prime prime = prime_of({{0, Q(7, 4), 60}, {1, 1, 64}, {Q(7, 4), 1, 60}});
  EXPECT_EQ(notes_of(prime), (std::vector<Note>{{0, 1, 60}, {1, 1, 64}, {Q(3, 2), 1, 60}}));
}

TEST(Prime, EveryNoteIsWordedInTheDictionaries) {
  std::vector<Note> notes;
  for (int i = 0; i < 200; ++i) {
    notes.push_back({Q(i, 7), Q(1 + i % 9, 5), i % 128});
  }
  const Prime prime = prime_of(notes, 100);
  Score score;
  score.notes = notes_of(prime);
  EXPECT_TRUE(encode(score, kDictionaries)) << encode(score, kDictionaries).error().message();
  EXPECT_EQ(score.notes.size(), prime.symbols.size());
}

TEST(Prime, ListsAtMostTwentyRemarksAndCountsAll) {
  std::vector<Note> notes;
  for (int i = 0; i < 30; ++i) {
    notes.push_back({i, Q(1, 3), 60});
  }
  const Prime prime = prime_of(notes, 100);
  EXPECT_EQ(prime.remarks.size(), kListedRemarks);
  EXPECT_EQ(prime.notes_changed, 30U);
}

TEST(Prime, KeepsTempoAndSignaturesOfTheBeginning) {
  Score score;
  score.title = "Air";
  score.notes = {{0, 1, 60}};
  score.tempos = {{0, 90}, {12, 120}};
  score.time_signatures = {{0, 3, 4}};
  score.key_signatures = {{0, -1, true}};
  const auto prime = make_prime(score, 8, kDictionaries);
  ASSERT_TRUE(prime);
  EXPECT_EQ(prime->frame.tempos, (std::vector<TempoChange>{{0, 90}}));
  EXPECT_EQ(prime->frame.time_signatures, score.time_signatures);
  EXPECT_EQ(prime->frame.key_signatures, score.key_signatures);
  EXPECT_TRUE(prime->frame.notes.empty());
}

TEST(Prime, WithoutNotesIsAnErrorThatSaysWhereTheFirstIs) {
  Score score;
  EXPECT_EQ(make_prime(score, 8, kDictionaries).error().message(), "it has no notes to begin with");
  score.notes = {{12, 1, 60}};
  EXPECT_EQ(make_prime(score, 8, kDictionaries).error().message(),
            "no note begins before quarter 8; the first is at quarter 12: raise --prime-quarters");
}

}  // namespace
}  // namespace bachprop
