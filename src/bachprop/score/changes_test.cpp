#include "bachprop/score/changes.h"

#include <gtest/gtest.h>

#include "bachprop/score/stated_changes.h"

namespace bachprop {
namespace {

using Keys = std::vector<KeySignature>;
using Times = std::vector<TimeSignature>;
using StatedKey = Stated<KeySignature>;

TEST(Changes, ThatSetWhatHoldsAreNone) {
  EXPECT_EQ(without_repeats(Keys{{0, -3, false}, {4, -3, false}, {8, -3, true}, {9, -3, true}}),
            (Keys{{0, -3, false}, {8, -3, true}}));
  EXPECT_EQ(without_repeats(std::vector<TempoChange>{{0, 90}, {4, 90}, {5, 80}}),
            (std::vector<TempoChange>{{0, 90}, {5, 80}}));
  EXPECT_EQ(count_changes(Keys{{0, -3, false}, {4, -3, false}, {8, -3, true}}), 1U);
  EXPECT_EQ(count_changes(Keys{}), 0U);
}

TEST(Changes, OfMetreThatAreRepeatedInsideABarBeginOne) {
  EXPECT_EQ(without_repeats(Times{{0, 4, 4}, {8, 4, 4}, {9, 4, 4}, {13, 4, 4}}),
            (Times{{0, 4, 4}, {9, 4, 4}}));
  EXPECT_EQ(count_changes(Times{{0, 4, 4}, {9, 4, 4}}), 0U);
}

TEST(StatedChanges, AreThoseOfMostTracksOrOfTheFirst) {
  EXPECT_EQ(changes_of_all({StatedKey{{0, 2, false}, 1}, {{0, 0, false}, 2}, {{0, 0, false}, 3}}),
            (Keys{{0, 0, false}}));
  EXPECT_EQ(changes_of_all({StatedKey{{0, 0, false}, 1}, {{0, 2, false}, 2}}),
            (Keys{{0, 0, false}}));
  EXPECT_EQ(changes_of_all<TimeSignature>({{{0, 3, 4}, 1}, {{0, 6, 8}, 2}}), (Times{{0, 3, 4}}));
  EXPECT_EQ(changes_of_all<TempoChange>({{{0, 90}, 1}, {{0, 60}, 2}, {{0, 60}, 5}}),
            (std::vector<TempoChange>{{0, 60}}));
}

TEST(StatedChanges, OfOneTrackAtOneTimeAreItsLast) {
  EXPECT_EQ(changes_of_all({StatedKey{{0, 2, false}, 1}, {{0, 0, false}, 1}}),
            (Keys{{0, 0, false}}));
}

TEST(StatedChanges, OfATempoInALateTrackCount) {
  EXPECT_EQ(changes_of_all<TempoChange>({{{0, 90}, 0}, {{12, 70}, 4}, {{8, 80}, 5}}),
            (std::vector<TempoChange>{{0, 90}, {8, 80}, {12, 70}}));
}

TEST(StatedChanges, OfKeyAreNotThoseOfOneTransposingInstrument) {
  // A clarinet that states its key again, and one that enters late.
  const StatedKey flute = {{0, 0, false}, 1};
  const StatedKey violin = {{0, 0, false}, 2};
  EXPECT_EQ(changes_of_all({flute, violin, {{0, 2, false}, 3}, {{16, 2, false}, 3}}),
            (Keys{{0, 0, false}}));
  EXPECT_EQ(changes_of_all({flute, violin, {{16, 2, false}, 3}}), (Keys{{0, 0, false}}));
  // The first track changes the key for all.
  EXPECT_EQ(changes_of_all({flute, {{16, 1, false}, 1}, violin, {{0, 2, false}, 3}}),
            (Keys{{0, 0, false}, {16, 1, false}}));
}

}  // namespace
}  // namespace bachprop
