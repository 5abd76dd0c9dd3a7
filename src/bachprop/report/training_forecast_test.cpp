#include "bachprop/report/training_forecast.h"

#include <gtest/gtest.h>

namespace bachprop {
namespace {

TEST(TrainingForecast, SaysHowLongItTakesAndUntilWhen) {
  EXPECT_EQ(forecast_text({.seconds = 366, .steps = 6000, .steps_per_epoch = 145}, "14:05"),
            "About 6 min, until 14:05.");
  EXPECT_EQ(forecast_text({.seconds = 366, .at_most = true, .steps = 6000, .steps_per_epoch = 145},
                          "14:05"),
            "At most 6 min, until 14:05: it ends sooner where nothing better comes.");
  EXPECT_EQ(forecast_text({.seconds = 366,
                           .at_most = true,
                           .by_target = true,
                           .steps = 6000,
                           .steps_per_epoch = 145},
                          "14:05"),
            "At most 6 min, until 14:05: it ends sooner where the target is reached.");
}

TEST(TrainingForecast, OfAStatedTimeSaysHowManyStepsAndEpochsFitIntoIt) {
  TrainingForecast forecast = {
      .seconds = 115, .steps = 5440, .steps_per_epoch = 160, .stated_seconds = 120};
  EXPECT_EQ(forecast_text(forecast, "14:05"),
            "In 2 minutes: about 5,440 steps, 34 epochs of 160 steps. Ends at 14:05.");
  forecast.steps = 5457;
  forecast.at_most = true;
  EXPECT_EQ(
      forecast_text(forecast, "14:05"),
      "In 2 minutes: about 5,457 steps, 34.1 epochs of 160 steps. Ends at 14:05 at the latest.");
  forecast = {.seconds = 20,
              .steps = 400,
              .steps_per_epoch = 1000,
              .stated_seconds = 30,
              .seconds_before = 9,
              .validation_pieces = 200,
              .smaller_hidden = 128,
              .validated_pieces = 12};
  EXPECT_EQ(forecast_text(forecast, "14:05"),
            "In 30 s: about 400 steps, 0.4 of an epoch of 1,000 steps. Ends at 14:05. Reading the "
            "pieces took 10 s of it. The layers have 128 units: with more it would learn less in "
            "this time. It is measured on 12 of the 200 validation pieces, as all take too long.");
}

TEST(TrainingForecast, NamesTimesAsOneWouldStateThem) {
  EXPECT_EQ(stated_time(30), "30 s");
  EXPECT_EQ(stated_time(60), "1 minute");
  EXPECT_EQ(stated_time(90), "1.5 minutes");
  EXPECT_EQ(stated_time(3600), "60 minutes");
  EXPECT_EQ(stated_time(9000), "2.5 hours");
}

}  // namespace
}  // namespace bachprop
