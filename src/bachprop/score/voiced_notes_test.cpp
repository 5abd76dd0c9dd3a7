#include "bachprop/score/voiced_notes.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <tuple>

#include "bachprop/base/random.h"

namespace bachprop {
namespace {

TEST(Settle, SortsTheNotesOfSeveralVoicesByOnsetThenPitch) {
  std::vector<VoicedNote> notes = {{0, 4, 64, 0}, {4, 4, 65, 0}, {0, 8, 48, 1},
                                   {8, 8, 50, 1}, {0, 2, 55, 2}, {4, 2, 55, 2}};
  settle(notes);
  EXPECT_EQ(notes, (std::vector<VoicedNote>{{0, 8, 48, 1},
                                            {0, 2, 55, 2},
                                            {0, 4, 64, 0},
                                            {4, 2, 55, 2},
                                            {4, 4, 65, 0},
                                            {8, 8, 50, 1}}));
}

TEST(Settle, KeepsTheLongestOfAUnisonAndOfEquallyLongOnesThatOfTheFirstVoice) {
  std::vector<VoicedNote> notes = {{0, 4, 60, 0}, {0, 8, 60, 2}, {0, 8, 60, 1}};
  EXPECT_EQ(settle(notes).unisons_merged, 2);
  EXPECT_EQ(notes, (std::vector<VoicedNote>{{0, 8, 60, 1}}));
}

TEST(Settle, EndsANoteWhereTheNextOfItsPitchBegins) {
  std::vector<VoicedNote> notes = {{0, 9, 60, 0}, {4, 2, 60, 1}, {5, 9, 61, 0}};
  EXPECT_EQ(settle(notes).overlaps_cut, 1);
  EXPECT_EQ(notes, (std::vector<VoicedNote>{{0, 4, 60, 0}, {4, 2, 60, 1}, {5, 9, 61, 0}}));
}

TEST(Settle, KeepsTheNotesOfEachVoiceForPlayers) {
  std::vector<VoicedNote> notes = {{0, 9, 60, 0}, {4, 2, 60, 1}, {0, 4, 60, 1},
                                   {0, 9, 60, 1}, {5, 2, 60, 1}, {5, 1, 60, 0}};
  const SettledNotes settled = settle(notes, Unisons::kPerVoice);
  EXPECT_EQ(settled.unisons_merged, 1);
  EXPECT_EQ(settled.overlaps_cut, 3);
  EXPECT_EQ(notes, (std::vector<VoicedNote>{
                       {0, 5, 60, 0}, {0, 4, 60, 1}, {4, 1, 60, 1}, {5, 1, 60, 0}, {5, 2, 60, 1}}));
}

TEST(Settle, SortsAnyOrderAsPlainSortingDoes) {
  Random random({5});
  for (int i = 0; i < 300; ++i) {
    std::vector<VoicedNote> notes(random.below(120));
    for (VoicedNote& note : notes) {
      const auto any = [&](std::uint64_t below) { return static_cast<int>(random.below(below)); };
      // It lasts one tick, so that none is cut.
      note = {any(1 + static_cast<std::uint64_t>(i)), 1, any(20), any(4)};
    }
    std::vector<VoicedNote> expected = notes;
    std::ranges::sort(expected, {}, [](const VoicedNote& note) {
      return std::tuple(note.onset, note.pitch, note.voice);
    });
    const auto same = [](const VoicedNote& a, const VoicedNote& b) {
      return a.onset == b.onset && a.pitch == b.pitch;
    };
    expected.erase(std::unique(expected.begin(), expected.end(), same), expected.end());
    settle(notes);
    ASSERT_EQ(notes, expected) << i;
  }
}

}  // namespace
}  // namespace bachprop
