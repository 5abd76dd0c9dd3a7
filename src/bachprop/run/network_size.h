// The size of a network that has little time to learn.
#pragma once

#include <cstdint>

#include "bachprop/run/lesson.h"
#include "bachprop/run/watch.h"

namespace bachprop {

// Units of each layer, and of each readout.
struct NetworkSize {
  int hidden = 0;
  int readout_hidden = 0;

  friend bool operator==(const NetworkSize&, const NetworkSize&) = default;
};

// The options' own size or a smaller one, which learns as much from so few notes in a fraction of
// the time.
[[nodiscard]] NetworkSize size_for_notes(const TrainOptions& options, std::int64_t notes);

// The options' own dropout or, for few notes, a higher one, with which a network learns more of
// them. None stays none.
[[nodiscard]] double dropout_for_notes(const TrainOptions& options, std::int64_t notes);

// The options' own size or a smaller one, which learns more where the time is enough for so many
// steps of the own one: it takes more steps in it.
[[nodiscard]] NetworkSize size_for_steps(const TrainOptions& options, double steps);

// The steps that there is time for in `seconds`, without validation, measured with a network that
// is thrown away. No step begins after a second, or a fiftieth of the time, but the first. The set
// is lent meanwhile. A stop leaves a rough number.
[[nodiscard]] double steps_in(double seconds, Lesson& lesson, int threads, const Watch& watch = {});

}  // namespace bachprop
