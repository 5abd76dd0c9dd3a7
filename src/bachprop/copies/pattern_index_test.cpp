#include "bachprop/copies/pattern_index.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string_view>
#include <vector>

#include "bachprop/base/random.h"

namespace bachprop {
namespace {

using Steps = std::vector<PatternStep>;

// A letter a step.
Steps steps_of(std::string_view letters) { return {letters.begin(), letters.end()}; }

PatternIndex index_of(const std::vector<Steps>& pieces) {
  PatternIndex index;
  for (const Steps& piece : pieces) {
    index.add(piece);
  }
  index.finish();
  return index;
}

// Steps of few kinds, so that passages come back and overlap in every way.
Steps random_steps(Random& random, std::uint64_t most, std::uint64_t alphabet) {
  Steps steps(random.below(most + 1));
  std::ranges::generate(steps, [&] { return random.below(alphabet); });
  return steps;
}

// The passage that ends before `end` of `piece`, looked for at every place of every other piece.
PatternMatch brute_match(const std::vector<Steps>& pieces, const Steps& piece, std::size_t end,
                         int except) {
  PatternMatch best;
  for (std::size_t p = 0; p < pieces.size(); ++p) {
    for (std::size_t last = 0; last < pieces[p].size() && static_cast<int>(p) != except; ++last) {
      std::size_t steps = 0;
      while (steps <= last && steps < end && pieces[p][last - steps] == piece[end - 1 - steps]) {
        ++steps;
      }
      if (static_cast<int>(steps) > best.steps) {
        best = {static_cast<int>(steps), {static_cast<int>(p), static_cast<int>(last)}};
      }
    }
  }
  return best;
}

void expect_matches(const std::vector<PatternMatch>& found, const std::vector<Steps>& pieces,
                    const Steps& piece, int except) {
  ASSERT_EQ(found.size(), piece.size());
  for (std::size_t i = 0; i < piece.size(); ++i) {
    const PatternMatch expected = brute_match(pieces, piece, i + 1, except);
    EXPECT_EQ(found[i].steps, expected.steps) << "step " << i << ", except " << except;
    EXPECT_EQ(found[i].last, expected.last) << "step " << i << ", except " << except;
  }
}

// "abc" stands in the second piece and in the third, "bc" in the first.
TEST(PatternIndex, FindsTheLongestEndAndItsEarliestPlace) {
  const PatternIndex index =
      index_of({steps_of("xbc"), steps_of("aabcd"), steps_of("abcabc"), steps_of("")});
  const auto matches = index.matches(steps_of("zabcq"));
  ASSERT_EQ(matches.size(), 5U);
  EXPECT_EQ(matches[0].steps, 0);
  EXPECT_EQ(matches[0].last, StepPlace{});
  EXPECT_EQ(matches[1].steps, 1);
  EXPECT_EQ(matches[1].last, (StepPlace{1, 0}));
  EXPECT_EQ(matches[3].steps, 3);
  EXPECT_EQ(matches[3].last, (StepPlace{1, 3}));
  EXPECT_EQ(matches[4].steps, 0);
}

TEST(PatternIndex, LeavesOutAPieceButNotWhatStandsInOthersToo) {
  const std::vector<Steps> pieces = {steps_of("abcd"), steps_of("xbcx")};
  const auto matches = index_of(pieces).matches(pieces[0], 0);
  EXPECT_EQ(matches[0].steps, 0);
  EXPECT_EQ(matches[2].steps, 2);
  EXPECT_EQ(matches[2].last, (StepPlace{1, 2}));
  EXPECT_EQ(matches[3].steps, 0);
}

TEST(PatternIndex, DoesNotGoOnFromOnePieceIntoTheNext) {
  const auto matches = index_of({steps_of("ab"), steps_of("cd")}).matches(steps_of("abcd"));
  EXPECT_EQ(matches[1].steps, 2);
  EXPECT_EQ(matches[2].steps, 1);
  EXPECT_EQ(matches[3].steps, 2);
}

TEST(PatternIndex, OfNothingKnowsNothing) {
  for (const auto& pieces : {std::vector<Steps>{}, std::vector<Steps>{{}, {}}}) {
    for (const int except : {PatternIndex::kNoPiece, 0}) {
      const auto matches = index_of(pieces).matches(steps_of("ab"), except);
      EXPECT_EQ(matches[0].steps + matches[1].steps, 0);
    }
  }
}

TEST(PatternIndex, FindsInAnyMusicWhatAComparisonOfAllPlacesFinds) {
  Random random{3};
  for (int round = 0; round < 150; ++round) {
    const std::uint64_t alphabet = 1 + random.below(4);
    std::vector<Steps> pieces(1 + random.below(5));
    std::ranges::generate(pieces, [&] { return random_steps(random, 24, alphabet); });
    const PatternIndex index = index_of(pieces);
    const Steps other = random_steps(random, 40, alphabet + 1);
    expect_matches(index.matches(other), pieces, other, PatternIndex::kNoPiece);
    for (std::size_t i = 0; i < pieces.size(); ++i) {
      const int number = static_cast<int>(i);
      expect_matches(index.matches(pieces[i], number), pieces, pieces[i], number);
      expect_matches(index.matches(other, number), pieces, other, number);
    }
  }
}

// An index that grows between look-ups, and what it holds.
struct Interleaved {
  PatternIndex index;
  std::vector<Steps> pieces = {{}};

  void append(PatternStep step) {
    index.append(step);
    pieces.back().push_back(step);
  }
  void end_piece() {
    index.end_piece();
    pieces.emplace_back();
  }
};

// In "xabc" what ends with the "b" is one state; "yabd" parts "ab" and "b" from "xab". A cursor
// that was given "b" alone then stands for one step still, and with "d" for two, not for "abd".
TEST(PatternIndex, ACursorGoesOnRightWhereItsStateWasSplit) {
  Interleaved known;
  std::ranges::for_each(steps_of("xabc"), [&](PatternStep step) { known.append(step); });
  PatternIndex::Cursor cursor;
  known.index.advance(cursor, 'b');
  std::ranges::for_each(steps_of("yabd"), [&](PatternStep step) { known.append(step); });
  PatternIndex::Cursor other = cursor;
  known.index.advance(cursor, 'd');
  EXPECT_EQ(cursor.steps(), 2);
  known.index.advance(other, 'c');
  EXPECT_EQ(other.steps(), 2);
}

// Steps looked up between appended ones. A cursor knows for every step what stood there when it was
// looked up. So it may stand for fewer steps than stand there by now, and never for more.
TEST(PatternIndex, CursorsKeepToWhatIsKnownWhileStepsAreAppended) {
  Random random{4};
  for (int round = 0; round < 200; ++round) {
    const std::uint64_t alphabet = 1 + random.below(3);
    Interleaved known;
    PatternIndex::Cursor cursor;
    Steps looked_up;
    int before = 0;  // the cursor went on from there
    for (int i = 0; i < 60; ++i) {
      switch (random.below(8)) {
        case 0:
          known.end_piece();
          break;
        case 1:
        case 2:
        case 3:
          known.append(random.below(alphabet));
          break;
        default:
          looked_up.push_back(random.below(alphabet + 1));
          known.index.advance(cursor, looked_up.back());
          const int stand =
              brute_match(known.pieces, looked_up, looked_up.size(), PatternIndex::kNoPiece).steps;
          EXPECT_EQ(cursor.steps(), std::min(stand, before + 1));
          before = cursor.steps();
      }
    }
  }
}

TEST(PatternIndex, ACursorKnowsAllThatStoodThereFromItsBeginning) {
  Random random{5};
  for (int round = 0; round < 100; ++round) {
    Interleaved known;
    for (int i = 0; i < 40; ++i) {
      known.append(random.below(2));
    }
    PatternIndex::Cursor cursor;
    Steps looked_up;
    for (int i = 0; i < 40; ++i) {
      looked_up.push_back(random.below(2));
      known.index.advance(cursor, looked_up.back());
      EXPECT_EQ(
          cursor.steps(),
          brute_match(known.pieces, looked_up, looked_up.size(), PatternIndex::kNoPiece).steps);
    }
  }
}

TEST(PatternIndexDeathTest, RefusesToBeAskedTooEarlyOrChangedTooLate) {
  PatternIndex index;
  EXPECT_DEATH((void)index.matches(steps_of("a")), "finished before");
  index.finish();
  EXPECT_DEATH(index.append('a'), "before the index is finished");
  EXPECT_DEATH(index.finish(), "once");
}

}  // namespace
}  // namespace bachprop
