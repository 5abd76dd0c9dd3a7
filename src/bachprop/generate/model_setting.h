// The conditions that a model sets for its pieces.
#pragma once

#include <vector>

#include "bachprop/context/chord_order.h"
#include "bachprop/context/context_vocabulary.h"
#include "bachprop/context/ending_traits.h"
#include "bachprop/copies/passages.h"
#include "bachprop/corpus/corpus_profile.h"
#include "bachprop/corpus/metre.h"
#include "bachprop/model/inference.h"
#include "bachprop/score/score.h"
#include "bachprop/train/critic.h"
#include "bachprop/train/velocity_model.h"

namespace bachprop {

// The most notes of a piece where nothing is known of the corpus's.
constexpr int kUsualMostNotes = 1000;

// What a model says of its pieces, beside the network and its dictionaries.
struct ModelSetting {
  // The things that the network sees of the past beside the last note.
  ContextVocabulary vocabulary = {};
  // In which the network writes the notes of a chord. With both, each chord in one drawn at random.
  ChordOrders chord_orders = ChordOrders::kUp;
  // Of what the network composes; null: none. Must outlive the run.
  const Critic* critic = nullptr;
  // Tempos, time and key signatures of every piece; no notes.
  Score frame = {};
  // Where the frame states no metre, each piece draws one of these, in proportion to their pieces.
  std::vector<MetreCount> metres = {};
  // The bars that the network learnt with: true ones, or those of files, whose pick-ups may be
  // missing.
  BarsFrom bars = BarsFrom::kFile;
  // Known passages, of which at most max_copy notes are copied.
  PassageHashes passages = {};
  // Added to the logit of dT = START/END: a network that hears only its own music finds fewer
  // places to end than in the corpus, or more.
  double end_bias = 0;
  // packed_for_inference() of the network in the precision of the options, for those who compose
  // again and again. Nothing: packed anew.
  InferenceWeights weights = {};
  // The notes of a usual piece, about which endings grow likelier with each note (bias_of_ending);
  // 0: the bias is the same throughout.
  int usual_notes = 0;
  // Where the options do not say: no piece ends before so many notes of its own, and one that has
  // so many of its own is cut off. A given beginning comes on top.
  int min_notes = 1;
  int max_notes = kUsualMostNotes;
  // Of the corpus, into whose keys and registers finished pieces are moved; without keys they stay.
  // Where the frame states no tempo, each piece draws one of its tempos, as often as pieces have
  // it.
  CorpusProfile profile = {};
  // Each piece is held to some of the endings of the corpus, as often as its pieces have them; it
  // does not end elsewhere.
  EndingHabits endings = {};
  // How loud the notes of finished pieces are played; their velocities stay unknown where it knows
  // nothing.
  VelocityModel velocities = {};
  // Pieces tell how ready the network was to end before each of their notes.
  bool records_endings = false;
};

}  // namespace bachprop
