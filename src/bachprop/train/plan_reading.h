// How a plan of pieces is read by a learner, truncation after truncation.
#pragma once

#include <span>

#include "bachprop/train/batch_learner.h"
#include "bachprop/train/epoch_plan.h"

namespace bachprop {

// Fills the truncation of this number, of `length` steps; nothing after the last. The plan must
// outlive it.
[[nodiscard]] BatchLearner::Fill fill_of(EpochPlan& plan, int truncation, int length);

// The learner's states are zero, and the first truncation is the next.
void begin_plan(EpochPlan& plan, int length, BatchLearner& learner);

// What the whole plan costs with these parameters.
[[nodiscard]] CrossEntropies measure_plan(EpochPlan& plan, int length,
                                          std::span<const float> parameters, BatchLearner& learner);

// 1 at the beginning to 0 at the end, along half a cosine; `done`: share of the way.
[[nodiscard]] double half_cosine(double done);

}  // namespace bachprop
