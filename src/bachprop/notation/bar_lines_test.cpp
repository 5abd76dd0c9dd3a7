#include "bachprop/notation/bar_lines.h"

#include <gtest/gtest.h>

namespace bachprop {
namespace {

struct Extent {
  int number;
  Quarters start;
  Quarters length;
  friend bool operator==(const Extent&, const Extent&) = default;
};

std::vector<Extent> extents_of(const ScoreHead& head, const Quarters& end) {
  std::vector<Extent> extents;
  const auto bars = lay_out_bars(head, end).value();
  for (const NotatedBar& bar : bars) {
    extents.push_back({bar.number, bar.start, bar.length});
  }
  return extents;
}

ScoreHead head_of(std::vector<TimeSignature> times, const Quarters& pickup = 0) {
  ScoreHead head;
  head.time_signatures = std::move(times);
  head.pickup = pickup;
  return head;
}

using Extents = std::vector<Extent>;

TEST(BarLines, StandAfterEachFullBar) {
  EXPECT_EQ(extents_of(head_of({{0, 3, 4}}), 6), (Extents{{1, 0, 3}, {2, 3, 3}}));
  EXPECT_EQ(extents_of(head_of({{0, 3, 4}}), {13, 2}), (Extents{{1, 0, 3}, {2, 3, 3}, {3, 6, 3}}));
}

TEST(BarLines, EncloseOneBarOfAPieceWithoutNotes) {
  EXPECT_EQ(extents_of(head_of({{0, 6, 8}}), 0), (Extents{{1, 0, 3}}));
  EXPECT_EQ(extents_of(head_of({}), 0), (Extents{{1, 0, 4}}));
}

TEST(BarLines, StandAfterThePickUp) {
  EXPECT_EQ(extents_of(head_of({{0, 4, 4}}, 1), 9), (Extents{{0, 0, 1}, {1, 1, 4}, {2, 5, 4}}));
}

TEST(BarLines, LeaveTheLastBarShortWhereItCompletesThePickUp) {
  EXPECT_EQ(extents_of(head_of({{0, 4, 4}}, 1), 8), (Extents{{0, 0, 1}, {1, 1, 4}, {2, 5, 3}}));
  EXPECT_EQ(extents_of(head_of({{0, 4, 4}}, 1), 6), (Extents{{0, 0, 1}, {1, 1, 4}, {2, 5, 3}}));
  EXPECT_EQ(extents_of(head_of({{0, 4, 4}, {5, 3, 4}}, 1), 7),
            (Extents{{0, 0, 1}, {1, 1, 4}, {2, 5, 3}}));
}

TEST(BarLines, StandBeforeEachTimeSignature) {
  EXPECT_EQ(extents_of(head_of({{0, 4, 4}, {6, 3, 4}}), 9),
            (Extents{{1, 0, 4}, {2, 4, 2}, {3, 6, 3}}));
}

TEST(BarLines, AreNoneInAPickUpAsLongAsABar) {
  EXPECT_EQ(extents_of(head_of({{0, 4, 4}}, 4), 8), (Extents{{1, 0, 4}, {2, 4, 4}}));
}

TEST(BarLines, OfAPickUpLongerThanABarAreAnError) {
  EXPECT_FALSE(lay_out_bars(head_of({{0, 2, 4}}, 3), 8));
}

TEST(BarLines, AreNotLaidOutWithoutEnd) {
  const auto bars = lay_out_bars(head_of({{0, 1, 128}}), 1'000'000);
  ASSERT_FALSE(bars);
  EXPECT_EQ(bars.error().message(),
            "the notes end at quarter 1000000: that is more than 100000 bars");
}

TEST(Bars, HaveTheKeySignatureInForceAtTheirBeginning) {
  ScoreHead head = head_of({{0, 4, 4}});
  head.key_signatures = {{0, 2, false}, {5, -1, true}};
  const auto bars = lay_out_bars(head, 12).value();
  EXPECT_EQ(bars[0].fifths, 2);
  EXPECT_EQ(bars[1].fifths, 2);
  EXPECT_EQ(bars[2].fifths, -1);
  EXPECT_TRUE(bars[2].minor);
  EXPECT_EQ(written_signatures(bars), (std::vector<KeySignature>{{0, 2, false}, {8, -1, true}}));
}

TEST(Bars, HaveTheTemposThatBeginInThem) {
  ScoreHead head = head_of({{0, 4, 4}});
  head.tempos = {{0, 100}, {{7, 2}, 80}, {4, 60}, {99, 50}};
  const auto bars = lay_out_bars(head, 8).value();
  EXPECT_EQ(bars[0].tempos, (std::vector<TempoChange>{{0, 100}, {{7, 2}, 80}}));
  EXPECT_EQ(bars[1].tempos, (std::vector<TempoChange>{{4, 60}}));
}

TEST(MetricStart, OfAPickUpIsBeforeIt) {
  const auto bars = lay_out_bars(head_of({{0, 4, 4}}, 1), 8).value();
  EXPECT_EQ(metric_start(bars[0]), -3);
  EXPECT_EQ(metric_start(bars[1]), 1);
  EXPECT_EQ(metric_start(bars[2]), 5);
}

}  // namespace
}  // namespace bachprop
