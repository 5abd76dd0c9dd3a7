// The critic of a model: what tells its pieces from those that it has learnt from.
#pragma once

#include <cstdint>
#include <optional>

#include "bachprop/base/result.h"
#include "bachprop/run/watch.h"
#include "bachprop/train/critic_training.h"
#include "bachprop/train/trained_model.h"
#include "bachprop/train/training_set.h"

namespace bachprop {

// Below so many training pieces a critic knows them by heart, and nothing else.
constexpr std::int64_t kFewestForCritic = 10;

// Lets the model compose, and a critic hear its pieces beside those of `set`, with which the model
// was trained. As many pieces as its options say, or five a training piece. Nothing when it is
// stopped, or when no critic is wanted or possible.
[[nodiscard]] Result<std::optional<LearntCritic>> critic_of(const TrainedModel& model,
                                                            const TrainingSet& set, int threads,
                                                            const Watch& watch);

}  // namespace bachprop
