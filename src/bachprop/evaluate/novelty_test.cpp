#include "bachprop/evaluate/novelty.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <span>
#include <utility>
#include <vector>

#include "bachprop/base/random.h"

namespace bachprop {
namespace {

using Notes = std::vector<Note>;

// A note as it follows the one before; dT and T in 48ths of a quarter.
struct Step {
  int dt = 0;
  int duration = 0;
  int pitch = 0;
};

Notes notes_of(const std::vector<Step>& steps) {
  Notes notes;
  Quarters onset = 0;
  for (const Step& step : steps) {
    onset += Quarters(step.dt, 48);
    notes.push_back({.onset = onset, .duration = Quarters(step.duration, 48), .pitch = step.pitch});
  }
  return notes;
}

// Drawn evenly from 6 dT, 6 T and 40 pitches: two patterns of 8 notes are never alike.
std::vector<Step> random_steps(int count, std::uint64_t seed) {
  Random random({seed});
  const auto below = [&](std::uint64_t bound) { return static_cast<int>(random.below(bound)); };
  std::vector<Step> steps;
  for (int i = 0; i < count; ++i) {
    steps.push_back({12 + 12 * below(6), 24 + 24 * below(6), 40 + below(40)});
  }
  return steps;
}

Notes random_notes(int count, std::uint64_t seed) { return notes_of(random_steps(count, seed)); }

std::vector<Step> transposed(std::vector<Step> steps, int semitones) {
  for (Step& step : steps) {
    step.pitch += semitones;
  }
  return steps;
}

Notes at_double_speed(Notes notes) {
  for (Note& note : notes) {
    note.onset = note.onset / 2;
    note.duration = note.duration / 2;
  }
  return notes;
}

TEST(Novelty, OfACopyIsNoneWhateverItsKey) {
  const Notes first = random_notes(300, 2);
  const Notes piece = random_notes(200, 1);
  const Notes last = random_notes(100, 3);
  const KnownPatterns known({first, piece, last}, PatternKind::kExact);
  for (const int shift : {0, 7}) {
    const Notes copy = notes_of(transposed(random_steps(200, 1), shift));
    const Novelty novelty = known.novelty(copy);
    EXPECT_EQ(novelty.longest_copy, (Copy{.notes = 200, .source = 1, .semitones = shift}));
    EXPECT_EQ(novelty.notes_in_copies, 200);
    EXPECT_EQ(novelty.profile.patterns[8], 193);
    EXPECT_EQ(novelty.profile.share(1), 0);
    EXPECT_EQ(novelty.profile.share(32), 0);
  }
}

// dT of a passage's first note says when it begins, not how it goes.
TEST(Novelty, OfACopyIsNoneWhenItBeginsLater) {
  const Notes piece = random_notes(30, 1);
  const KnownPatterns known({piece}, PatternKind::kExact);
  Notes later = piece;
  for (Note& note : later) {
    note.onset += 9;
  }
  EXPECT_EQ(known.novelty(later).longest(), 30);
}

TEST(Novelty, OfOtherNotesIsNearlyWhole) {
  const Notes a = random_notes(2000, 1);
  const Notes b = random_notes(2000, 2);
  const KnownPatterns known({a, b}, PatternKind::kExact);
  const Novelty novelty = known.novelty(random_notes(1000, 3));
  EXPECT_EQ(novelty.profile.patterns[8], 993);
  EXPECT_GT(novelty.profile.share(8), 0.99);
  EXPECT_EQ(novelty.profile.share(1), 0) << "there are six T only, all known";
  EXPECT_LT(novelty.longest(), 5);
  EXPECT_EQ(novelty.notes_in_copies, 0);
}

// 20 notes, 5 semitones higher. The notes before and after differ in T from those there.
TEST(Novelty, FindsAPlantedPhraseItsLengthAndWhereItIsFrom) {
  const std::vector<Step> source = random_steps(500, 1);
  const Notes other = random_notes(500, 2);
  const Notes known_notes = notes_of(source);
  const KnownPatterns known({other, known_notes}, PatternKind::kExact);
  std::vector<Step> piece = random_steps(100, 3);
  const std::vector<Step> higher = transposed(source, 5);
  std::copy_n(higher.begin() + 240, 20, piece.begin() + 50);
  piece[49].duration = source[239].duration + 1;
  piece[70].duration = source[260].duration + 1;
  const Novelty novelty = known.novelty(notes_of(piece));
  EXPECT_EQ(novelty.longest_copy,
            (Copy{.notes = 20, .first_note = 50, .source = 1, .source_note = 240, .semitones = 5}));
  EXPECT_EQ(novelty.notes_in_copies, 20);
  EXPECT_EQ(novelty.profile.patterns[8] - novelty.profile.own[8], 20 - 8 + 1);
}

TEST(Novelty, FindsACopyAtDoubleSpeedOnlyWhereSpeedDoesNotEnter) {
  const Notes piece = random_notes(50, 1);
  const Notes fast = at_double_speed(piece);
  const KnownPatterns exact({piece}, PatternKind::kExact);
  EXPECT_LT(exact.novelty(fast).longest(), 8);
  const KnownPatterns any_speed({piece}, PatternKind::kAnySpeed);
  EXPECT_EQ(any_speed.novelty(fast).longest_copy,
            (Copy{.notes = 50, .duration_factor = Quarters(1, 2)}));
  EXPECT_EQ(any_speed.novelty(piece).longest_copy, (Copy{.notes = 50}));
}

// Each kind forgets what it should forget and nothing else.
TEST(Novelty, OfAKindDependsOnWhatTheKindKeeps) {
  const std::vector<Step> source = random_steps(20, 1);
  const Notes known_notes = notes_of(source);
  const auto longest_after = [&](PatternKind kind, const Step& change) {
    const KnownPatterns known({known_notes}, kind);
    std::vector<Step> piece = source;
    piece[10].dt += change.dt;
    piece[10].duration += change.duration;
    piece[10].pitch += change.pitch;
    return known.novelty(notes_of(piece)).longest();
  };
  constexpr Step kDt{.dt = 1};
  constexpr Step kDuration{.duration = 1};
  constexpr Step kPitch{.pitch = 40};
  for (const PatternKind kind : {PatternKind::kExact, PatternKind::kAnySpeed}) {
    EXPECT_EQ(longest_after(kind, kDt), 10);
    EXPECT_EQ(longest_after(kind, kDuration), 10);
    EXPECT_EQ(longest_after(kind, kPitch), 10);
  }
  EXPECT_EQ(longest_after(PatternKind::kPitches, kDt), 20);
  EXPECT_EQ(longest_after(PatternKind::kPitches, kDuration), 20);
  EXPECT_EQ(longest_after(PatternKind::kPitches, kPitch), 10);
  EXPECT_EQ(longest_after(PatternKind::kRhythm, kDt), 10);
  EXPECT_EQ(longest_after(PatternKind::kRhythm, kDuration), 10);
  EXPECT_EQ(longest_after(PatternKind::kRhythm, kPitch), 20);
}

// The piece's steps are all those of the first, then all those of the second.
TEST(Novelty, NoPassageGoesOnFromOnePieceIntoTheNext) {
  std::vector<Step> piece = random_steps(30, 1);
  std::vector<Step> second = random_steps(30, 2);
  second.front().duration = piece.back().duration;
  const Notes a = notes_of(piece);
  const Notes b = notes_of(second);
  const KnownPatterns known({a, b}, PatternKind::kExact);
  const auto moved = transposed(second, piece.back().pitch - second.front().pitch);
  piece.insert(piece.end(), moved.begin() + 1, moved.end());
  EXPECT_EQ(known.novelty(notes_of(piece)).longest(), 30);
}

// Two durations and two pitches only, so that passages come back and overlap in every way.
Notes few_notes(int count, std::uint64_t seed) {
  Random random({seed});
  std::vector<Step> steps;
  for (int i = 0; i < count; ++i) {
    const int duration = 12 * (1 + static_cast<int>(random.below(2)));
    steps.push_back({24, duration, 60 + static_cast<int>(random.below(2))});
  }
  return notes_of(steps);
}

// How many notes from i and from j on are alike.
int alike(const Notes& a, std::size_t i, const Notes& b, std::size_t j) {
  std::size_t notes = a[i].duration == b[j].duration ? 1 : 0;
  while (notes > 0 && i + notes < a.size() && j + notes < b.size() &&
         a[i + notes].duration == b[j + notes].duration &&
         a[i + notes].pitch - a[i + notes - 1].pitch ==
             b[j + notes].pitch - b[j + notes - 1].pitch) {
    ++notes;
  }
  return static_cast<int>(notes);
}

// By definition: every pair of places is looked at.
Novelty slow_novelty(const Notes& piece, const std::vector<Notes>& known, std::size_t except) {
  Novelty novelty{.notes = static_cast<int>(piece.size())};
  for (std::size_t i = 0; i < piece.size(); ++i) {
    int longest = 0;
    for (std::size_t other = 0; other < known.size(); ++other) {
      for (std::size_t j = 0; other != except && j < known[other].size(); ++j) {
        longest = std::max(longest, alike(piece, i, known[other], j));
      }
    }
    for (std::size_t k = 1; k <= std::min<std::size_t>(piece.size() - i, kLongestPattern); ++k) {
      ++novelty.profile.patterns[k];
      novelty.profile.own[k] += longest < static_cast<int>(k) ? 1 : 0;
    }
    if (longest >= 2 && longest > novelty.longest()) {
      novelty.longest_copy = Copy{.notes = longest};
    }
  }
  return novelty;
}

TEST(Novelty, IsWhatLookingAtEveryPairOfPlacesFinds) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const std::vector<Notes> pieces = {few_notes(60, 3 * seed), few_notes(1, 7),
                                       few_notes(80, 3 * seed + 1)};
    const KnownPatterns known({pieces.begin(), pieces.end()}, PatternKind::kExact);
    const Notes piece = few_notes(70, 3 * seed + 2);
    const Novelty novelty = known.novelty(piece);
    const Novelty expected = slow_novelty(piece, pieces, pieces.size());
    EXPECT_EQ(novelty.profile, expected.profile) << seed;
    EXPECT_EQ(novelty.longest(), expected.longest()) << seed;
  }
}

TEST(Novelty, LeavingAPieceOutIsNotKnowingIt) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const std::vector<Notes> pieces = {few_notes(60, 3 * seed), few_notes(50, 3 * seed + 1),
                                       few_notes(80, 3 * seed + 2)};
    const KnownPatterns known({pieces.begin(), pieces.end()}, PatternKind::kExact);
    for (std::size_t i = 0; i < pieces.size(); ++i) {
      const Novelty novelty = known.novelty(pieces[i], static_cast<int>(i));
      const Novelty expected = slow_novelty(pieces[i], pieces, i);
      EXPECT_EQ(novelty.profile, expected.profile) << seed << " " << i;
      EXPECT_EQ(novelty.longest(), expected.longest()) << seed << " " << i;
      EXPECT_NE(novelty.longest_copy->source, static_cast<int>(i));
    }
  }
}

// T of 12, 12 and 24 here, of 24 and 36 there: a note alone is known if another piece has its T.
TEST(Novelty, OfSingleNotesLeavesThePieceItselfOutToo) {
  const Notes first = notes_of({{12, 12, 60}, {12, 12, 67}, {12, 24, 61}});
  const Notes second = notes_of({{12, 24, 72}, {24, 36, 70}});
  const KnownPatterns known({first, second}, PatternKind::kExact);
  EXPECT_EQ(known.novelty(first, 0).profile.own[1], 2);
  EXPECT_EQ(known.novelty(second, 1).profile.own[1], 1);
  EXPECT_EQ(known.novelty(first).profile.own[1], 0);
}

// 10 notes from note 50 of the known piece on, then 10 from its note 20 on.
TEST(Novelty, NamesTheFirstOfTheLongestCopies) {
  const std::vector<Step> source = random_steps(100, 1);
  const Notes known_notes = notes_of(source);
  const KnownPatterns known({known_notes}, PatternKind::kExact);
  std::vector<Step> piece = random_steps(60, 2);
  std::copy_n(source.begin() + 50, 10, piece.begin() + 5);
  std::copy_n(source.begin() + 20, 10, piece.begin() + 30);
  for (const auto& [in_piece, in_source] : {std::pair(5U, 50U), std::pair(30U, 20U)}) {
    piece[in_piece - 1].duration = source[in_source - 1].duration + 1;
    piece[in_piece + 10].duration = source[in_source + 10].duration + 1;
  }
  const Novelty novelty = known.novelty(notes_of(piece));
  ASSERT_TRUE(novelty.longest_copy);
  EXPECT_EQ(novelty.notes_in_copies, 20);
  EXPECT_EQ(novelty.longest_copy->notes, 10);
  EXPECT_EQ(novelty.longest_copy->first_note, 5);
  EXPECT_EQ(novelty.longest_copy->source_note, 50);
}

TEST(Novelty, NotesInCopiesAreThoseOfLongPassagesEachCountedOnce) {
  const std::vector<Step> source = random_steps(40, 1);
  const Notes known_notes = notes_of(source);
  const KnownPatterns known({known_notes}, PatternKind::kExact);
  std::vector<Step> piece = random_steps(60, 2);
  std::copy_n(source.begin(), 8, piece.begin() + 5);         // counts
  std::copy_n(source.begin() + 20, 12, piece.begin() + 13);  // counts, right behind
  std::copy_n(source.begin() + 30, 7, piece.begin() + 40);   // too short
  piece[25].duration = source[32].duration + 1;
  piece[12].duration = source[7].duration;
  piece[39].duration = source[29].duration + 1;
  piece[47].duration = source[37].duration + 1;
  const Novelty novelty = known.novelty(notes_of(piece));
  EXPECT_EQ(novelty.notes_in_copies, 20);
  EXPECT_DOUBLE_EQ(novelty.share_in_copies(), 20.0 / 60);
}

TEST(Novelty, OfNothingIsNotANumber) {
  const Notes piece = random_notes(20, 1);
  const KnownPatterns known({piece}, PatternKind::kExact);
  EXPECT_TRUE(std::isnan(known.novelty({}).profile.share(1)));
  EXPECT_EQ(known.novelty({}).longest(), 0);
  EXPECT_TRUE(std::isnan(known.novelty(std::span(piece).first(7)).profile.share(8)));
  EXPECT_EQ(KnownPatterns({}, PatternKind::kExact).novelty(piece).profile.share(1), 1);
}

TEST(NearDuplicates, AreNamedWithThePieceThatHoldsMost) {
  const std::vector<Step> steps = random_steps(100, 1);
  std::vector<Step> half_other = transposed(random_steps(100, 4), 3);
  std::copy_n(steps.begin(), 60, half_other.begin());
  const Notes a = notes_of(steps);
  const Notes b = random_notes(100, 2);
  const Notes c = notes_of(half_other);
  const std::vector<std::span<const Note>> known = {a, b, c};
  const auto among = near_duplicates(known, known, true);
  ASSERT_EQ(among.size(), 2U);
  EXPECT_EQ(among[0].piece, 0);
  EXPECT_EQ(among[0].of, 2);
  EXPECT_DOUBLE_EQ(among[0].share, 0.6);
  EXPECT_EQ(among[1].piece, 2);
  EXPECT_EQ(among[1].of, 0);
  const std::vector<std::span<const Note>> pieces = {c};
  const auto against = near_duplicates(pieces, known, false);
  ASSERT_EQ(against.size(), 1U);
  EXPECT_EQ(against[0].of, 2);
  EXPECT_DOUBLE_EQ(against[0].share, 1);
}

// 8 of 12 notes, then 7 of them.
TEST(NearDuplicates, CountPassagesOfEightNotesAndNoShorterOnes) {
  const std::vector<Step> steps = random_steps(100, 1);
  const Notes known_notes = notes_of(steps);
  const std::vector<std::span<const Note>> known = {known_notes};
  const auto found_of = [&](int copied) {
    std::vector<Step> piece = random_steps(12, 2);
    std::copy_n(steps.begin() + 30, copied, piece.begin());
    const Notes notes = notes_of(piece);
    return near_duplicates(std::vector<std::span<const Note>>{notes}, known, false);
  };
  ASSERT_EQ(found_of(8).size(), 1U);
  EXPECT_DOUBLE_EQ(found_of(8)[0].share, 8.0 / 12);
  EXPECT_TRUE(found_of(7).empty());
}

// 20 notes of one known piece, then 20 of another.
TEST(NearDuplicates, HoldAtLeastTheShareAskedForAndAreOfTheFirstOfEquallyNearPieces) {
  const std::vector<Step> first = random_steps(50, 1);
  const std::vector<Step> second = random_steps(50, 2);
  const Notes first_notes = notes_of(first);
  const Notes second_notes = notes_of(second);
  std::vector<Step> piece = {first.begin() + 10, first.begin() + 30};
  piece.insert(piece.end(), second.begin() + 20, second.begin() + 40);
  const Notes notes = notes_of(piece);
  const std::vector<std::span<const Note>> pieces = {notes};
  const std::vector<std::span<const Note>> known = {first_notes, second_notes};
  const auto half = near_duplicates(pieces, known, false, 0.5);
  ASSERT_EQ(half.size(), 1U);
  EXPECT_EQ(half[0].share, 0.5);
  EXPECT_EQ(half[0].of, 0);
  EXPECT_TRUE(near_duplicates(pieces, known, false, 0.51).empty());
}

}  // namespace
}  // namespace bachprop
