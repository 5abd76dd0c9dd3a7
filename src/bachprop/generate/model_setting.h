// The conditions that a model sets for its pieces.
#pragma once

#include <vector>

#include "bachprop/context/context_vocabulary.h"
#include "bachprop/copies/passages.h"
#include "bachprop/corpus/metre.h"
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
};

}  // namespace bachprop
