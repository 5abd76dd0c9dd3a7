#include "bachprop/evaluate/novelty.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "bachprop/base/random.h"

namespace bachprop {
namespace {

using Notes = std::vector<NoteSymbols>;

constexpr int kPatternLength = 8;

// Notes drawn evenly from 6 dT, 6 T and 40 pitches: two patterns of 8 notes are never alike.
Notes random_notes(int count, std::uint64_t seed) {
  Random random({seed});
  const auto symbol = [&](std::uint64_t symbols) {
    return static_cast<int>(random.below(symbols));
  };
  Notes notes;
  for (int i = 0; i < count; ++i) {
    notes.push_back({symbol(6), symbol(6), symbol(40)});
  }
  return notes;
}

Notes transposed(Notes notes, int semitones) {
  for (NoteSymbols& note : notes) {
    note.pitch += semitones;
  }
  return notes;
}

PatternIndex index_of(const std::vector<Notes>& pieces) {
  PatternIndex index;
  for (const Notes& piece : pieces) {
    index.add(piece);
  }
  return index;
}

TEST(Novelty, OfACopyIsNoneWhateverItsKey) {
  const Notes piece = random_notes(200, 1);
  const PatternIndex index = index_of({random_notes(300, 2), piece, random_notes(100, 3)});
  const Novelty copied{.patterns = 193, .own_patterns = 0, .longest_copy = 200};
  EXPECT_EQ(index.novelty(piece, kPatternLength), copied);
  EXPECT_EQ(index.novelty(transposed(piece, 7), kPatternLength), copied);
  EXPECT_EQ(copied.share(), 0);
}

// dT of a passage's first note says when it begins, not how it goes.
TEST(Novelty, OfACopyIsNoneWhenItBeginsLater) {
  Notes piece = random_notes(30, 1);
  const PatternIndex index = index_of({piece});
  piece.front().dt = 9;
  EXPECT_EQ(index.novelty(piece, kPatternLength).longest_copy, 30);
}

TEST(Novelty, OfOtherNotesIsNearlyWhole) {
  const PatternIndex index = index_of({random_notes(2000, 1), random_notes(2000, 2)});
  const Novelty novelty = index.novelty(random_notes(1000, 3), kPatternLength);
  EXPECT_EQ(novelty.patterns, 993);
  EXPECT_GT(novelty.share(), 0.99);
  EXPECT_LT(novelty.longest_copy, 5);
}

TEST(Novelty, FindsAPlantedPhraseAndItsLength) {
  const Notes known = random_notes(500, 1);
  const PatternIndex index = index_of({random_notes(500, 2), known});
  Notes piece = random_notes(100, 3);
  // 20 notes, 5 semitones higher. What stands before and after differs in T from what does there.
  const Notes higher = transposed(known, 5);
  for (std::size_t i = 0; i < 20; ++i) {
    piece[50 + i] = higher[240 + i];
  }
  piece[49].duration = (known[239].duration + 1) % 6;
  piece[70].duration = (known[260].duration + 1) % 6;
  const Novelty novelty = index.novelty(piece, kPatternLength);
  EXPECT_EQ(novelty.longest_copy, 20);
  EXPECT_EQ(novelty.patterns - novelty.own_patterns, 20 - kPatternLength + 1);
}

TEST(Novelty, DependsOnEveryNotesIntervalDtAndDuration) {
  const Notes known = random_notes(20, 1);
  const PatternIndex index = index_of({known});
  for (const NoteSymbols change : {NoteSymbols{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}) {
    Notes piece = known;
    piece[10].dt += 6 * change.dt;
    piece[10].duration += 6 * change.duration;
    piece[10].pitch += 40 * change.pitch;
    EXPECT_EQ(index.novelty(piece, 2).longest_copy, 10) << change.dt << change.duration;
  }
}

// The piece's steps are all those of the first, then all those of the second.
TEST(Novelty, NoPassageGoesOnFromOnePieceIntoTheNext) {
  Notes piece = random_notes(30, 1);
  Notes second = random_notes(30, 2);
  second.front().duration = piece.back().duration;
  const PatternIndex index = index_of({piece, second});
  const Notes moved = transposed(second, piece.back().pitch - second.front().pitch);
  piece.insert(piece.end(), moved.begin() + 1, moved.end());
  EXPECT_EQ(index.novelty(piece, kPatternLength).longest_copy, 30);
}

// Two durations and two pitches only, so that passages come back and overlap in every way.
TEST(Novelty, IsWhatLookingAtEveryPairOfPlacesFinds) {
  const auto few = [](int count, std::uint64_t seed) {
    Random random({seed});
    Notes notes;
    for (int i = 0; i < count; ++i) {
      notes.push_back({0, static_cast<int>(random.below(2)), static_cast<int>(random.below(2))});
    }
    return notes;
  };
  const auto alike = [](const Notes& a, std::size_t i, const Notes& b, std::size_t j) {
    std::size_t notes = a[i].duration == b[j].duration ? 1 : 0;
    while (notes > 0 && i + notes < a.size() && j + notes < b.size() &&
           a[i + notes].duration == b[j + notes].duration &&
           a[i + notes].pitch - a[i + notes - 1].pitch ==
               b[j + notes].pitch - b[j + notes - 1].pitch) {
      ++notes;
    }
    return static_cast<int>(notes);
  };
  constexpr int kFew = 5;  // some patterns of five such notes are known, some are not
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const std::vector<Notes> known = {few(60, 3 * seed), few(1, 7), few(80, 3 * seed + 1)};
    const Notes piece = few(70, 3 * seed + 2);
    Novelty expected;
    for (std::size_t i = 0; i < piece.size(); ++i) {
      int longest = 0;
      for (const Notes& other : known) {
        for (std::size_t j = 0; j < other.size(); ++j) {
          longest = std::max(longest, alike(piece, i, other, j));
        }
      }
      expected.longest_copy = std::max(expected.longest_copy, longest);
      if (i + kFew <= piece.size()) {
        ++expected.patterns;
        expected.own_patterns += longest < kFew ? 1 : 0;
      }
    }
    EXPECT_EQ(index_of(known).novelty(piece, kFew), expected) << seed;
    EXPECT_GT(expected.own_patterns, 0);
    EXPECT_LT(expected.own_patterns, expected.patterns);
  }
}

TEST(Novelty, OfTooFewNotesIsNoNumber) {
  const PatternIndex index = index_of({random_notes(20, 1)});
  for (const int notes : {0, 1, 7}) {
    const Novelty novelty = index.novelty(random_notes(notes, 2), kPatternLength);
    EXPECT_EQ(novelty.patterns, 0);
    EXPECT_TRUE(std::isnan(novelty.share()));
  }
  EXPECT_EQ(PatternIndex().novelty(random_notes(9, 2), 2).share(), 1);
}

TEST(Novelty, OfSeveralPiecesAddsUpThePlaces) {
  Novelty sum{.patterns = 10, .own_patterns = 4, .longest_copy = 9};
  sum += {.patterns = 30, .own_patterns = 6, .longest_copy = 5};
  EXPECT_EQ(sum, (Novelty{.patterns = 40, .own_patterns = 10, .longest_copy = 9}));
  EXPECT_EQ(sum.share(), 0.25);
}

}  // namespace
}  // namespace bachprop
