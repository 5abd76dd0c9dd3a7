// The arithmetic that normalise_rhythm does with the times of a score; a part of it.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "bachprop/base/numbers.h"
#include "bachprop/base/quarters.h"
#include "bachprop/score/onset_grid.h"
#include "bachprop/score/score.h"

namespace bachprop {

// The grid point closest to `numerator` / `denominator` steps, the smaller of two equally close.
[[nodiscard]] std::int64_t nearest_grid_step(std::int64_t numerator, std::int64_t denominator);

// Times as rational numbers: right for every score, and slow.
struct RationalClock {
  using Time = Quarters;

  [[nodiscard]] Time time(Quarters quarters) const { return quarters; }
  [[nodiscard]] Time time_of_steps(std::int64_t steps) const { return {steps, kStepsPerQuarter}; }
  [[nodiscard]] GridPosition position(Time time) const {
    const Quarters steps = time * kStepsPerQuarter;
    return GridPosition::of(steps.numerator(), steps.denominator());
  }
  // `time` lies between 0 and the longest possible duration.
  [[nodiscard]] std::int64_t nearest_step(Time time) const {
    const Quarters steps = time * kStepsPerQuarter;
    return nearest_grid_step(steps.numerator(), steps.denominator());
  }
  [[nodiscard]] bool is_longer(Time time, Quarters than) const { return time > than; }
  [[nodiscard]] double in_quarters(Time time) const { return time.to_double(); }
};

// Times as whole numbers of a unit that all times of the score and the steps are multiples of.
class WholeClock {
 public:
  using Time = std::int64_t;

  // Nothing for a score whose times have no such unit within 64 bits: of those that a file with
  // ticks can state there is none.
  [[nodiscard]] static std::optional<WholeClock> of(const Score& score);

  [[nodiscard]] Time time(Quarters quarters) const {
    Factor& factor = factors_[as_index(quarters.denominator()) % factors_.size()];
    if (factor.denominator != quarters.denominator()) {
      factor = {quarters.denominator(), units_per_quarter_ / quarters.denominator()};
    }
    return quarters.numerator() * factor.units;
  }
  [[nodiscard]] Time time_of_steps(std::int64_t steps) const { return steps * units_per_step_; }
  [[nodiscard]] GridPosition position(Time time) const {
    return GridPosition::of(time, units_per_step_);
  }
  [[nodiscard]] std::int64_t nearest_step(Time time) const {
    return nearest_grid_step(time, units_per_step_);
  }
  // Both are below a quarter, and the denominator of `than` is at most 96.
  [[nodiscard]] bool is_longer(Time time, Quarters than) const {
    return time * than.denominator() > units_per_quarter_ * than.numerator();
  }
  [[nodiscard]] double in_quarters(Time time) const {
    return as_double(time) / as_double(units_per_quarter_);
  }

 private:
  explicit WholeClock(std::int64_t units_per_step)
      : units_per_step_(units_per_step), units_per_quarter_(units_per_step * kStepsPerQuarter) {}

  // The units of 1 / denominator of a quarter.
  struct Factor {
    std::int64_t denominator = 0;
    std::int64_t units = 0;
  };

  std::int64_t units_per_step_;
  std::int64_t units_per_quarter_;
  mutable std::array<Factor, 64> factors_{};
};

}  // namespace bachprop
