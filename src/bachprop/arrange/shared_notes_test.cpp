#include "bachprop/arrange/shared_notes.h"

#include <gtest/gtest.h>

namespace bachprop {
namespace {

using Notes = std::vector<Note>;
using Lines = std::vector<Notes>;
using Shared = std::vector<SharedNote>;

// Eight quarters sound before what a test looks at, so that a short gap is no fifth of the piece.
const Note kBefore = {0, 8, 64};

TEST(SharedNotes, FillTheGapOfALineThatMeetsItsNeighbour) {
  const Lines lines = {{{0, 8, 64}, {8, 1, 62}, {9, 1, 64}}, {{0, 8, 60}, {9, 1, 60}}};
  EXPECT_EQ(shared_notes(lines), (Shared{{1, {8, 1, 62}, false}}));
  EXPECT_EQ(with_shared_notes(lines, shared_notes(lines))[1],
            (Notes{{0, 8, 60}, {8, 1, 62}, {9, 1, 60}}));
}

TEST(SharedNotes, LastNoLongerThanTheGap) {
  const Lines lines = {{{0, 8, 64}, {8, 2, 62}}, {{0, 8, 60}, {9, 1, 60}}};
  EXPECT_EQ(shared_notes(lines), (Shared{{1, {8, 1, 62}, false}}));
}

TEST(SharedNotes, AreHeldWhereTheLineHadTheirPitch) {
  const Lines lines = {{{0, 8, 64}, {8, 1, 60}, {9, 1, 62}}, {{0, 8, 60}, {9, 1, 57}}};
  EXPECT_EQ(shared_notes(lines), (Shared{{1, {8, 1, 60}, true}}));
  EXPECT_EQ(with_shared_notes(lines, shared_notes(lines))[1], (Notes{{0, 9, 60}, {9, 1, 57}}));
}

TEST(SharedNotes, EndThePieceTogether) {
  const Lines lines = {{kBefore, {8, 1, 62}}, {{0, 8, 60}}};
  EXPECT_EQ(shared_notes(lines), (Shared{{1, {8, 1, 62}, false}}));
}

TEST(SharedNotes, AreThoseOfTheNearerNeighbour) {
  const Lines lines = {{{0, 8, 72}, {8, 1, 65}, {9, 1, 72}},
                       {{0, 8, 60}, {9, 1, 60}},
                       {{0, 8, 55}, {8, 1, 59}, {9, 1, 55}}};
  EXPECT_EQ(shared_notes(lines), (Shared{{1, {8, 1, 59}, false}}));
}

TEST(SharedNotes, AreNoneWhereLinesTakeTurns) {
  const Lines lines = {{{8, 1, 62}}, {{0, 8, 60}, {9, 1, 60}}};
  EXPECT_EQ(shared_notes(lines), Shared());
}

TEST(SharedNotes, AreNoneFarAway) {
  const Lines lines = {{{0, 8, 72}, {8, 1, 68}, {9, 1, 72}}, {{0, 8, 60}, {9, 1, 60}}};
  EXPECT_EQ(shared_notes(lines), Shared());
}

TEST(SharedNotes, AreNoneInLongRests) {
  const Lines lines = {{{0, 40, 64}, {40, 5, 62}, {45, 1, 64}}, {{0, 40, 60}, {45, 1, 60}}};
  EXPECT_EQ(shared_notes(lines), Shared());
  EXPECT_EQ(shared_notes(lines, {.longest = 5, .leap = 7}).size(), 1U);
}

// 2 of 10 quarters are silent.
TEST(SharedNotes, AreNoneInALineThatOftenRests) {
  const Lines lines = {{{0, 7, 64}, {7, 1, 62}, {8, 1, 64}, {9, 1, 64}}, {{0, 7, 60}, {8, 1, 60}}};
  EXPECT_EQ(shared_notes(lines), Shared());
}

}  // namespace
}  // namespace bachprop
