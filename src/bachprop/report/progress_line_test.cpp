#include "bachprop/report/progress_line.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "bachprop/report/terminal_text.h"

namespace bachprop {
namespace {

using testing::HasSubstr;
using testing::Not;

// Training that would take 84 minutes more if nothing stopped it.
ProgressState training() {
  return {.label = "training",
          .done = 30,
          .total = 100,
          .unit = "",
          .seconds_left = 5040,
          .at_most = true,
          .details = {{"stops when 30 epochs bring nothing better, 21 so far",
                       "21 of 30 epochs without better"},
                      {.text = "loss 3.210"},
                      {.text = "798 notes/s"}}};
}

TEST(ProgressLine, SaysAllWhereThereIsRoom) {
  EXPECT_EQ(progress_line(training(), 160),
            "training [=======                 ]  30 %  at most 1:24 h; stops when 30 epochs bring "
            "nothing better, 21 so far  loss 3.210  798 notes/s");
  EXPECT_EQ(
      progress_line(
          {.label = "reading", .done = 5, .total = 10, .unit = "files", .seconds_left = 180}, 79),
      "reading [============            ]  50 %  5/10 files  about 3 min left");
}

TEST(ProgressLine, ShowsAFilesNameWithoutWhatSteersATerminal) {
  EXPECT_THAT(
      progress_line({.label = "\x1B[2J", .done = 1, .total = 2, .details = {{.text = "a\a.mid"}}},
                    79),
      testing::AllOf(HasSubstr("?[2J"), HasSubstr("a?.mid")));
}

TEST(ProgressLine, LeavesOutTheLeastFirst) {
  EXPECT_THAT(progress_line(training(), 119), Not(HasSubstr("notes/s")));
  EXPECT_EQ(progress_line(training(), 77),
            "training [===         ]  30 %  at most 1:24 h; 21 of 30 epochs without better");
  EXPECT_EQ(progress_line(training(), 37), "training [=   ]  30 %  at most 1:24 h");
}

TEST(ProgressLine, IsNeverWider) {
  ProgressState wide = training();
  wide.label = "reading 夜曲夜曲夜曲夜曲夜曲夜曲夜曲夜曲夜曲夜曲夜曲夜曲夜曲.mid";
  ProgressState counted = {.label = "sheet music and sound",
                           .done = 12'345'678,
                           .total = 123'456'789,
                           .unit = "pieces",
                           .seconds_left = 360'000,
                           .details = {{.text = "123,456,789 notes"}}};
  for (std::size_t width = 17; width < 200; ++width) {
    for (const ProgressState& state : {training(), wide, counted}) {
      EXPECT_LE(display_width(progress_line(state, width)), width);
      EXPECT_THAT(progress_line(state, width), HasSubstr(" %")) << width;
    }
  }
}

TEST(ProgressLine, ShortensTheMiddleOfALongLabel) {
  EXPECT_EQ(
      progress_line({.label = "reading a-very-long-name-of-a-folder-of-tunes", .total = 3}, 36),
      "reading a-very...lder-of-tunes   0 %");
}

TEST(RoughTime, IsNoMoreExactThanAGuess) {
  EXPECT_EQ(rough_time(0.2), "1 s");
  EXPECT_EQ(rough_time(42), "45 s");
  EXPECT_EQ(rough_time(200), "3 min");
  EXPECT_EQ(rough_time(5040), "1:24 h");
  EXPECT_EQ(rough_time(3590), "1:00 h");
  EXPECT_EQ(rough_time(36'000), "10:00 h");
}

}  // namespace
}  // namespace bachprop
