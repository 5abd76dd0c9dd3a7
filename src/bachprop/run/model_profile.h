// The profile of a corpus by which candidates are ranked, in the file of the model that learnt it.
#pragma once

#include <cstddef>
#include <filesystem>
#include <vector>

#include "bachprop/base/result.h"
#include "bachprop/corpus/corpus.h"
#include "bachprop/evaluate/style_profile.h"
#include "bachprop/run/watch.h"
#include "bachprop/train/trained_model.h"
#include "bachprop/train/training_set.h"

namespace bachprop {

// A profile is made of at most so many pieces of a corpus with about so many notes, evenly spread
// over it: more take long and say no more.
constexpr std::size_t kMostProfiled = 512;
constexpr std::size_t kMostProfiledNotes = 200'000;

// The profile of the training pieces as a model's file holds it (TrainedModel::profile). `set` was
// made of `corpus`, whose notes are still there. Empty for fewer than kFewestProfiled pieces.
[[nodiscard]] std::vector<std::byte> profile_bytes(const Corpus& corpus, const TrainingSet& set,
                                                   int threads);

// The profile of the pieces of `corpus`, or else that of the model's file. The error says that
// there is neither, and what to do.
[[nodiscard]] Result<StyleProfile> profile_for(const TrainedModel& model,
                                               const std::filesystem::path& corpus, int threads,
                                               const Watch& watch = {});

}  // namespace bachprop
