#include "bachprop/context/known_turns.h"

#include <gtest/gtest.h>

#include <cmath>
#include <initializer_list>

namespace bachprop {
namespace {

constexpr TurnStream kTop = TurnStream::kTop;

TurnsSoFar turns_of(std::initializer_list<std::uint32_t> symbols) {
  TurnsSoFar turns;
  for (const std::uint32_t symbol : symbols) {
    turns.take(symbol, symbol);
  }
  return turns;
}

// All turns of a line.
KnownTurns known(std::initializer_list<std::uint32_t> line) {
  KnownTurns known;
  TurnsSoFar turns;
  for (const std::uint32_t symbol : line) {
    turns.take(symbol, symbol);
    known.add(kTop, turns);
  }
  return known;
}

TEST(KnownTurns, SurpriseLessTheLongerTheyAreKnown) {
  const KnownTurns turns = known({1, 2, 3, 4, 5, 1, 2, 3, 4, 5});
  const TurnFamiliarity all = turns.familiarity(kTop, turns_of({2, 3, 4, 5}), nullptr);
  const TurnFamiliarity two = turns.familiarity(kTop, turns_of({9, 9, 4, 5}), nullptr);
  const TurnFamiliarity one = turns.familiarity(kTop, turns_of({9, 9, 9, 5}), nullptr);
  const TurnFamiliarity none = turns.familiarity(kTop, turns_of({2, 3, 4, 9}), nullptr);
  EXPECT_EQ(all.length, 4U);
  EXPECT_EQ(two.length, 2U);
  EXPECT_EQ(one.length, 1U);
  EXPECT_EQ(none.length, 0U);
  EXPECT_LT(all.surprise, two.surprise);
  EXPECT_LT(two.surprise, one.surprise);
  EXPECT_LT(one.surprise, none.surprise);
}

TEST(KnownTurns, MixEachTurnWithTheShorterOne) {
  // Symbol 7 is one of two; it has followed 6 once in one time.
  const KnownTurns turns = known({6, 7});
  const double alone = (1 + 2.0 / 27) / (2 + 2);
  const double after = (1 + 2 * alone) / (1 + 2);
  EXPECT_NEAR(turns.familiarity(kTop, turns_of({6, 7}), nullptr).surprise, -std::log(after), 1e-12);
}

TEST(KnownTurns, AreOfTheirStream) {
  const KnownTurns turns = known({1, 2});
  EXPECT_EQ(turns.familiarity(TurnStream::kBottom, turns_of({1, 2}), nullptr).length, 0U);
}

TEST(KnownTurns, DoNotKnowWhatIsTheirOwn) {
  const KnownTurns own = known({1, 2, 3});
  KnownTurns all = known({7, 2, 3});
  all.add(own);
  const TurnsSoFar turns = turns_of({1, 2, 3});
  EXPECT_EQ(all.familiarity(kTop, turns, nullptr).length, 3U);
  EXPECT_EQ(all.familiarity(kTop, turns, &own).length, 2U);
  EXPECT_EQ(all.familiarity(kTop, turns, &own).surprise,
            known({7, 2, 3}).familiarity(kTop, turns, nullptr).surprise);
}

// A chord that begins a turn counts without the move that led to it.
TEST(KnownTurns, BeginWithWhatStandsFirst) {
  KnownTurns known;
  TurnsSoFar turns;
  turns.take(100, 1);
  turns.take(20, 2);
  known.add(TurnStream::kChords, turns);
  TurnsSoFar others;
  others.take(300, 1);
  others.take(20, 2);
  EXPECT_EQ(known.familiarity(TurnStream::kChords, others, nullptr).length, 2U);
}

TEST(KnownTurns, AreTheSameAfterFiles) {
  const KnownTurns turns = known({1, 2, 3, 1, 2, 9});
  const auto read = KnownTurns::from_bytes(turns.bytes());
  ASSERT_TRUE(read);
  EXPECT_EQ(*read, turns);
  std::vector<std::byte> cut = turns.bytes();
  cut.pop_back();
  EXPECT_FALSE(KnownTurns::from_bytes(cut));
}

}  // namespace
}  // namespace bachprop
