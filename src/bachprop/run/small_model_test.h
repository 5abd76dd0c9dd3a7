// A model for tests of what a model states of itself.
#pragma once

#include <vector>

#include "bachprop/base/random.h"
#include "bachprop/train/trained_model.h"

namespace bachprop {

// A model that learnt from these pieces, by SHA-256.
inline TrainedModel model_of(const std::vector<SplitPiece>& pieces) {
  TrainedModel model;
  model.dictionaries = {.dt = TimeDictionary({0, 1}),
                        .duration = TimeDictionary({1}),
                        .pitch = PitchDictionary(60, 62)};
  Random random{1};
  model.network =
      Network({.layers = 1, .hidden = 4, .symbols = symbol_counts(model.dictionaries)}, random);
  model.record.options.layers = 1;
  model.record.options.hidden = 4;
  model.record.pieces = pieces;
  return model;
}

}  // namespace bachprop
