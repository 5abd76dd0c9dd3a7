// The conditions that a model sets for its pieces.
#pragma once

#include <memory>
#include <vector>

#include "bachprop/context/context_vocabulary.h"
#include "bachprop/copies/passages.h"
#include "bachprop/corpus/metre.h"
#include "bachprop/model/network.h"
#include "bachprop/score/score.h"

namespace bachprop {

// What a model says of its pieces, beside the network and its dictionaries.
struct ModelSetting {
  // The things that the network sees of the past beside the last note.
  ContextVocabulary vocabulary = {};
  // Tempos, time and key signatures of every piece; no notes.
  Score frame = {};
  // Where the frame states no metre, each piece draws one of these, in proportion to their pieces.
  std::vector<MetreCount> metres = {};
  // Known passages, of which at most max_copy notes are copied.
  PassageHashes passages = {};
  // A network that hears only its own music finds fewer places to end than in the corpus.
  double end_bias = 0;
  // packed_for_inference() of the network in the precision of the options, for those who compose
  // again and again. Nothing: packed anew.
  std::shared_ptr<const PackedNetwork<float>> weights = {};
};

}  // namespace bachprop
