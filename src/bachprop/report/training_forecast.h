// How long a training will take, said before it is over.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace bachprop {

struct TrainingForecast {
  double seconds = 0;      // from now on
  bool at_most = false;    // it may end sooner
  bool by_target = false;  // and only where a target is reached
  std::int64_t steps = 0;  // of this run
  int steps_per_epoch = 1;
  // The time that the run shall take in all, in seconds; nothing: as long as it takes.
  std::optional<double> stated_seconds = {};
  double seconds_before = 0;  // the first step
  int validation_pieces = 0;
  int smaller_hidden = 0;  // units of each layer, where fewer than usual were chosen; else 0
  // Are measured, where the time made them fewer; else 0.
  int validated_pieces = 0;
};

// "In 2 minutes: about 5,457 steps, 34.1 epochs of 160 steps. Ends at 14:05." or "About 6 min,
// until 14:05." `end` is the time of day, "14:05".
[[nodiscard]] std::string forecast_text(const TrainingForecast& forecast, const std::string& end);

// "45 s", "1 minute", "90 minutes", "2.5 hours": as one would state it.
[[nodiscard]] std::string stated_time(double seconds);

}  // namespace bachprop
