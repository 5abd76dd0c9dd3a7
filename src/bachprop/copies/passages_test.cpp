#include "bachprop/copies/passages.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "bachprop/base/random.h"

namespace bachprop {
namespace {

using Notes = std::vector<Note>;
using Pieces = std::vector<Notes>;

// One note after another; each of `kinds` pitches and as many durations is as likely.
Notes random_notes(int count, std::uint64_t kinds, Random& random) {
  Notes notes;
  Quarters onset = 0;
  for (int i = 0; i < count; ++i) {
    const auto duration = Quarters(1 + static_cast<int>(random.below(kinds)), 4);
    notes.push_back({onset, duration, 40 + static_cast<int>(random.below(kinds))});
    onset += duration;
  }
  return notes;
}

PassageHashes hashes_of(const Pieces& pieces) {
  const std::vector<std::span<const Note>> spans(pieces.begin(), pieces.end());
  return passage_hashes(spans);
}

// For each note how many up to it stand in a row in a passage.
std::vector<int> known_notes(const PatternIndex& index, const Notes& piece) {
  std::vector<int> known = {1};
  PatternIndex::Cursor cursor;
  for (const PatternStep step : patterns_of(piece, PatternKind::kExact).steps) {
    index.advance(cursor, hash_of(step));
    known.push_back(cursor.steps() + 1);
  }
  return known;
}

void expect_all_found(const Pieces& pieces) {
  const PatternIndex index = index_of(hashes_of(pieces));
  for (const Notes& piece : pieces) {
    const std::vector<int> known = known_notes(index, piece);
    for (std::size_t i = 0; i < piece.size(); ++i) {
      EXPECT_GE(known[i], std::min(static_cast<int>(i) + 1, kLongestPassage)) << i;
    }
  }
}

std::vector<std::uint16_t> steps_of(const Notes& piece) {
  std::vector<std::uint16_t> steps;
  for (const PatternStep step : patterns_of(piece, PatternKind::kExact).steps) {
    steps.push_back(hash_of(step));
  }
  return steps;
}

TEST(Passages, OfDifferentPiecesAreAllTheirStepsOneAfterAnother) {
  Random random{1};
  const Pieces pieces = {random_notes(100, 16, random), random_notes(30, 16, random)};
  PassageHashes expected = steps_of(pieces[0]);
  expected.push_back(0);
  std::ranges::copy(steps_of(pieces[1]), std::back_inserter(expected));
  expected.push_back(0);
  EXPECT_EQ(hashes_of(pieces), expected);
}

TEST(Passages, HoldEveryPassageOfEveryPiece) {
  Random random{2};
  Pieces pieces;
  for (const int notes :
       {300, 1, 2, kLongestPassage - 1, kLongestPassage, kLongestPassage + 1, 0}) {
    if (notes > 0) {
      pieces.push_back(random_notes(notes, 12, random));
    }
  }
  expect_all_found(pieces);
}

// Pieces put together of a few phrases, so that windows are known up to any place. They have two
// notes only, so that they overlap themselves.
TEST(Passages, HoldEveryPassageOfPiecesThatShareMuch) {
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    Random random{seed};
    const Notes source = random_notes(200, seed % 2 == 0 ? 1 : 9, random);
    Pieces pieces;
    for (int p = 0; p < 4; ++p) {
      Notes piece;
      for (int phrase = 0; phrase < 4; ++phrase) {
        const std::size_t length = 1 + random.below(80);
        const std::size_t begin = random.below(source.size() - length);
        const Quarters end =
            piece.empty() ? Quarters(0) : piece.back().onset + piece.back().duration;
        for (std::size_t i = begin; i < begin + length; ++i) {
          piece.push_back(
              {end + source[i].onset - source[begin].onset, source[i].duration, source[i].pitch});
        }
      }
      pieces.push_back(std::move(piece));
    }
    expect_all_found(pieces);
  }
}

TEST(Passages, LeaveOutWhatStandsThereAlready) {
  Random random{3};
  const Notes piece = random_notes(200, 16, random);
  Notes higher(piece.begin() + 20, piece.begin() + 150);
  for (Note& note : higher) {
    note.pitch += 3;
  }
  EXPECT_EQ(hashes_of({piece, piece, higher}), hashes_of({piece}));
}

// A piece that begins as another: what is written of it begins where a window of kLongestPassage
// notes is new.
TEST(Passages, WriteOfAPieceOnlyTheWindowsThatAreNew) {
  Random random{4};
  const Notes piece = random_notes(200, 16, random);
  Notes other(piece.begin(), piece.begin() + 120);
  for (Note note : random_notes(10, 16, random)) {
    note.onset += other[119].onset + other[119].duration;
    other.push_back(note);
  }
  const PassageHashes both = hashes_of({piece, other});
  const std::size_t alone = hashes_of({piece}).size();
  EXPECT_EQ(both.size(), alone + (kLongestPassage - 2) + 10 + 1);
  expect_all_found({piece, other});
}

TEST(Passages, DoNotGoOnFromOnePieceIntoTheNext) {
  Random random{5};
  const Pieces pieces = {random_notes(60, 16, random), random_notes(60, 16, random)};
  Notes joined = pieces[0];
  for (Note note : pieces[1]) {
    note.onset += pieces[0].back().onset + pieces[0].back().duration;
    joined.push_back(note);
  }
  const std::vector<int> known = known_notes(index_of(hashes_of(pieces)), joined);
  EXPECT_GE(known[59], kLongestPassage);
  EXPECT_LT(known[60], 3) << "the step from one piece to the other stands in neither";
  EXPECT_GE(known[60 + 47], kLongestPassage - 1);
}

// Among 16 times 16 notes patterns of five are never alike by chance, and nor are their hashes.
TEST(Passages, DoNotHoldOtherMusic) {
  Random random{6};
  const Pieces pieces = {random_notes(2000, 16, random)};
  const PatternIndex index = index_of(hashes_of(pieces));
  const std::vector<int> known = known_notes(index, random_notes(2000, 16, random));
  EXPECT_LT(std::ranges::max(known), 6);
}

TEST(Passages, OfNothingAreNone) {
  EXPECT_TRUE(hashes_of({}).empty());
  EXPECT_TRUE(hashes_of({{}, {{0, 1, 60}}}).empty());
  PatternIndex::Cursor cursor;
  index_of(PassageHashes{}).advance(cursor, 7);
  EXPECT_EQ(cursor.steps(), 0);
}

TEST(Passages, AHashIsNeverTheEndOfAPassageAndSpreads) {
  std::vector<int> often(16);
  for (PatternStep step = 0; step < 200'000; ++step) {
    const std::uint16_t hash = hash_of(step);
    ASSERT_NE(hash, 0);
    ++often[hash >> 12U];
  }
  EXPECT_NEAR(std::ranges::min(often), 12'500, 500);
  EXPECT_NEAR(std::ranges::max(often), 12'500, 500);
}

}  // namespace
}  // namespace bachprop
