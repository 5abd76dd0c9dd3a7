#include "bachprop/report/epoch_line.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "bachprop/report/terminal_text.h"

namespace bachprop {
namespace {

using testing::HasSubstr;
using testing::Not;

EpochRecord third_epoch() {
  EpochRecord epoch;
  epoch.epoch = 3;
  epoch.training = {.nats = {1, 1.5, 2}, .accuracy = {0.7, 0.6, 0.5}};
  epoch.validation = {.nats = {1.1, 1.6, 2.1}, .accuracy = {0.65, 0.55, 0.45}};
  return epoch;
}

TEST(EpochLine, SaysLessWhereThereIsLessRoom) {
  EXPECT_EQ(epoch_line(third_epoch(), 240, kAnyWidth),
            "epoch    3/240  train 4.500 (1.000 1.500 2.000 | 70.0 60.0 50.0 %)  valid 4.800 "
            "(1.100 1.600 2.100 | 65.0 55.0 45.0 %)");
  EXPECT_EQ(epoch_line(third_epoch(), 240, 80),
            "epoch    3/240  train 4.500  valid 4.800 (1.100 1.600 2.100 | 65.0 55.0 45.0 %)");
  EXPECT_EQ(epoch_line(third_epoch(), 240, 60),
            "epoch    3/240  train 4.500  valid 4.800 (45.0 %)");
  EXPECT_EQ(epoch_line(third_epoch(), 240, 40), "epoch    3/240  train 4.500  valid 4.800");
  EXPECT_EQ(epoch_line(third_epoch(), 100'000, 40), "epoch    3/100000  valid 4.800");
}

TEST(EpochLine, WithoutValidationPiecesClaimsNothing) {
  EpochRecord epoch = third_epoch();
  epoch.validation = {};
  EXPECT_EQ(epoch_line(epoch, 240, kAnyWidth),
            "epoch    3/240  train 4.500 (1.000 1.500 2.000 | 70.0 60.0 50.0 %)  valid –");
  EXPECT_EQ(epoch_line(epoch, 240, 40), "epoch    3/240  train 4.500  valid –");
}

TEST(EpochLine, LegendSaysWhatTheLinesSay) {
  EXPECT_THAT(epoch_legend(240, kAnyWidth), HasSubstr("(dT T P | guessed right: dT T P)"));
  EXPECT_THAT(epoch_legend(240, 60), HasSubstr("(pitches guessed right)"));
  EXPECT_THAT(epoch_legend(240, 40), Not(HasSubstr("(")));
}

}  // namespace
}  // namespace bachprop
