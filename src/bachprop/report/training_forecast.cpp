#include "bachprop/report/training_forecast.h"

#include <fmt/format.h>

#include <cmath>

#include "bachprop/base/numbers.h"
#include "bachprop/report/progress_line.h"
#include "bachprop/report/text.h"

namespace bachprop {
namespace {

// "34 epochs of 160 steps", "0.4 of an epoch of 13,000 steps"
std::string epochs_text(const TrainingForecast& forecast) {
  const double epochs = as_double(forecast.steps) / forecast.steps_per_epoch;
  const std::string of_steps =
      "of " + counted(static_cast<std::uint64_t>(forecast.steps_per_epoch), "step");
  if (epochs < 0.95) {
    return fmt::format("{:.2g} of an epoch {}", epochs, of_steps);
  }
  if (forecast.steps % forecast.steps_per_epoch == 0) {
    return fmt::format(
        "{} {}",
        counted(static_cast<std::uint64_t>(forecast.steps / forecast.steps_per_epoch), "epoch"),
        of_steps);
  }
  return fmt::format("{:.1f} epochs {}", epochs, of_steps);
}

// Why it may end sooner.
const char* reason(const TrainingForecast& forecast) {
  return !forecast.at_most    ? ""
         : forecast.by_target ? ": it ends sooner where the target is reached"
                              : ": it ends sooner where nothing better comes";
}

// What is not as usual, because of the time.
std::string remarks(const TrainingForecast& forecast) {
  constexpr double kMuch = 0.2;
  std::string text;
  if (forecast.seconds_before > kMuch * *forecast.stated_seconds) {
    text += fmt::format(" Reading the pieces took {} of it.", rough_time(forecast.seconds_before));
  }
  if (forecast.smaller_hidden > 0) {
    text += fmt::format(
        " The layers have {} units: with more it would learn {}.", forecast.smaller_hidden,
        forecast.stated_seconds ? "less in this time" : "no more from so few notes, and longer");
  }
  if (forecast.validated_pieces > 0) {
    text += fmt::format(" It is measured on {} of the {} validation pieces, as all take too long.",
                        forecast.validated_pieces, forecast.validation_pieces);
  }
  return text;
}

}  // namespace

std::string stated_time(double seconds) {
  constexpr double kMinute = 60;
  constexpr double kHour = 60 * kMinute;
  if (seconds < kMinute) {
    return fmt::format("{:.3g} s", seconds);
  }
  if (seconds < 2 * kHour) {
    return seconds == kMinute ? std::string("1 minute")
                              : fmt::format("{:.3g} minutes", seconds / kMinute);
  }
  return fmt::format("{:.3g} hours", seconds / kHour);
}

std::string forecast_text(const TrainingForecast& forecast, const std::string& end) {
  if (!forecast.stated_seconds) {
    return fmt::format("{} {}, until {}{}.", forecast.at_most ? "At most" : "About",
                       rough_time(forecast.seconds), end, reason(forecast));
  }
  return fmt::format("In {}: about {}, {}. Ends at {}{}.{}", stated_time(*forecast.stated_seconds),
                     counted(static_cast<std::uint64_t>(forecast.steps), "step"),
                     epochs_text(forecast), end, forecast.at_most ? " at the latest" : "",
                     remarks(forecast));
}

}  // namespace bachprop
