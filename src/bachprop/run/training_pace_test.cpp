#include "bachprop/run/training_pace.h"

#include <gtest/gtest.h>

namespace bachprop {
namespace {

// An epoch of ten steps takes a second and a half.
constexpr TrainingCosts kCosts = {.step = 0.1, .epoch_end = 0.5};
constexpr TrainingPosition kFirst = {.steps = 0, .in_epoch = 0, .per_epoch = 10};

TEST(TrainingPace, CountsTheEndOfEveryEpochAndOfTheLastStep) {
  EXPECT_DOUBLE_EQ(seconds_to_step(kFirst, kCosts, 10), 1.5);
  EXPECT_DOUBLE_EQ(seconds_to_step(kFirst, kCosts, 20), 3);
  EXPECT_DOUBLE_EQ(seconds_to_step(kFirst, kCosts, 21), 3.6);
  EXPECT_DOUBLE_EQ(seconds_to_step({24, 4, 10}, kCosts, 30), 1.1);
  EXPECT_DOUBLE_EQ(seconds_to_step({24, 4, 10}, kCosts, 24), 0);
}

TEST(TrainingPace, CountsWorkBesideAndTheEnd) {
  TrainingCosts costs = kCosts;
  costs.beside = 0.25;
  costs.end = 2;
  EXPECT_DOUBLE_EQ(seconds_to_step(kFirst, costs, 20), 4 + 2);
}

TEST(TrainingPace, FillsTheTimeWithStepsAndTheirValidation) {
  EXPECT_EQ(steps_in_time(kFirst, kCosts, 3, 0), 20);
  EXPECT_EQ(steps_in_time(kFirst, kCosts, 4.01, 0), 25);
  EXPECT_EQ(steps_in_time({24, 4, 10}, kCosts, 1.11, 0), 30);
  EXPECT_EQ(steps_in_time({24, 4, 10}, kCosts, 0.81, 0), 27);
  for (const double seconds : {0.75, 1.05, 1.65, 2.25, 3.15, 7.77, 100.01}) {
    const auto steps = steps_in_time(kFirst, kCosts, seconds, 0);
    EXPECT_LE(seconds_to_step(kFirst, kCosts, steps), seconds + 1e-9) << seconds;
    EXPECT_GT(seconds_to_step(kFirst, kCosts, steps + 1), seconds) << seconds;
  }
}

TEST(TrainingPace, EndsWithAWholeEpochThatIsNearEnough) {
  EXPECT_EQ(steps_in_time(kFirst, kCosts, 2.9, 0.2), 20);
  EXPECT_EQ(steps_in_time(kFirst, kCosts, 3.15, 0.2), 20);
  EXPECT_EQ(steps_in_time(kFirst, kCosts, 3.9, 0.2), 23);
  EXPECT_EQ(steps_in_time(kFirst, kCosts, 2.7, 0.2), 17);
}

TEST(TrainingPace, EndsAsSoonAsItCanWhereTheTimeIsOver) {
  EXPECT_EQ(steps_in_time(kFirst, kCosts, -5, 0.1), 1);
  EXPECT_EQ(steps_in_time({24, 4, 10}, kCosts, 0, 0.1), 25);
  EXPECT_EQ(steps_in_time({30, 0, 10}, kCosts, 0.2, 0.1), 30);
}

}  // namespace
}  // namespace bachprop
