// The size of a network that has little time to learn.
#pragma once

#include "bachprop/run/lesson.h"

namespace bachprop {

// Units of each layer, and of each readout.
struct NetworkSize {
  int hidden = 0;
  int readout_hidden = 0;

  friend bool operator==(const NetworkSize&, const NetworkSize&) = default;
};

// The options' own size or a smaller one, which learns more where the time is enough for so many
// steps of the own one: it takes more steps in it.
[[nodiscard]] NetworkSize size_for_steps(const TrainOptions& options, double steps);

// The steps that there is time for in `seconds`, measured with a network that is thrown away: it
// takes less than a second, and a fiftieth of the time. The set is lent meanwhile.
[[nodiscard]] double steps_in(double seconds, Lesson& lesson, int threads);

}  // namespace bachprop
