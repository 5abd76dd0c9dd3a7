#include "bachprop/context/complete_chords.h"

#include <gtest/gtest.h>

#include <initializer_list>
#include <utility>
#include <vector>

namespace bachprop {
namespace {

// Chords one after the other: what is held in each, and what is struck.
CompleteChords after(std::initializer_list<std::pair<std::vector<int>, std::vector<int>>> chords) {
  CompleteChords complete;
  complete.begin();
  for (const auto& [held, struck] : chords) {
    NoteList sounding;
    for (const int pitch : held) {
      sounding.push_back({.pitch = pitch});
    }
    for (const int pitch : struck) {
      sounding.push_back({.pitch = pitch});
    }
    complete.take(NoteSpan(sounding), NoteSpan(sounding).from(held.size()));
  }
  return complete;
}

TEST(CompleteChords, HearParallelFifthsAndOctaves) {
  const CompleteChords fifths = after({{{}, {10, 17, 26}}, {{}, {12, 19, 24}}});
  EXPECT_TRUE(fifths.parallel_fifths());
  EXPECT_FALSE(fifths.parallel_octaves());
  const CompleteChords octaves = after({{{}, {10, 14, 34}}, {{}, {9, 16, 33}}});
  EXPECT_FALSE(octaves.parallel_fifths());
  EXPECT_TRUE(octaves.parallel_octaves());
}

TEST(CompleteChords, HearNoneWhereAVoiceStaysOrMovesTheOtherWay) {
  EXPECT_FALSE(after({{{}, {10, 17}}, {{}, {10, 17}}}).parallel_fifths());
  EXPECT_FALSE(after({{{}, {10, 17}}, {{10}, {19}}}).parallel_fifths());
  EXPECT_FALSE(after({{{}, {10, 29}}, {{}, {15, 22}}}).parallel_fifths()) << "contrary";
  EXPECT_FALSE(after({{{}, {10, 17}}}).parallel_fifths()) << "nothing before";
}

// The lowest of three voices has stopped: the others are not taken for those below them.
TEST(CompleteChords, FollowVoicesByTheLeastMovement) {
  const CompleteChords fewer = after({{{}, {0, 20, 27}}, {{}, {22, 29}}});
  EXPECT_TRUE(fewer.parallel_fifths());
  const CompleteChords more = after({{{}, {20, 27}}, {{}, {0, 22, 29}}});
  EXPECT_TRUE(more.parallel_fifths());
}

TEST(CompleteChords, BringASymbolOnlyWhereTheLineMoves) {
  const CompleteChords first = after({{{}, {10, 17}}});
  EXPECT_NE(first.turns(TurnStream::kChords), nullptr);
  EXPECT_EQ(first.turns(TurnStream::kTop), nullptr);
  const CompleteChords held = after({{{}, {10, 17}}, {{10}, {19}}});
  EXPECT_NE(held.turns(TurnStream::kTop), nullptr);
  EXPECT_EQ(held.turns(TurnStream::kBottom), nullptr);
}

// A turn is the same in every key, and another where the bass moves otherwise.
TEST(CompleteChords, KnowTurnsInEveryKey) {
  const auto turn = [](int shift, int second_bass) {
    const CompleteChords chords = after({{{}, {10 + shift, 14 + shift, 29 + shift}},
                                         {{}, {second_bass + shift, 19 + shift, 24 + shift}}});
    return chords.turns(TurnStream::kChords)->turn(TurnStream::kChords, 2);
  };
  EXPECT_EQ(turn(0, 15), turn(3, 15));
  EXPECT_NE(turn(0, 15), turn(0, 3));
}

}  // namespace
}  // namespace bachprop
