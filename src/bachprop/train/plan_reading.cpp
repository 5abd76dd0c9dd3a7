#include "bachprop/train/plan_reading.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numbers>

#include "bachprop/base/numbers.h"

namespace bachprop {

BatchLearner::Fill fill_of(EpochPlan& plan, int truncation, int length) {
  if (truncation >= plan.truncations(length)) {
    return {};
  }
  // So small that std::function keeps it without allocating.
  return [&plan, first = std::int64_t{truncation} * length](int lane, int rows, Truncation& to) {
    plan.fill(first, as_int(to.inputs.size()) / rows, lane, rows, to);
  };
}

void begin_plan(EpochPlan& plan, int length, BatchLearner& learner) {
  std::ranges::fill(learner.state(), 0.0F);
  learner.prepare(fill_of(plan, 0, length));
}

CrossEntropies measure_plan(EpochPlan& plan, int length, std::span<const float> parameters,
                            BatchLearner& learner) {
  learner.measure_with(parameters);
  begin_plan(plan, length, learner);
  CrossEntropies sums;
  for (int i = 0; i < plan.truncations(length); ++i) {
    sums += learner.measure(fill_of(plan, i + 1, length));
  }
  learner.measure_with({});
  return sums;
}

double half_cosine(double done) { return 0.5 * (1 + std::cos(std::numbers::pi * done)); }

}  // namespace bachprop
