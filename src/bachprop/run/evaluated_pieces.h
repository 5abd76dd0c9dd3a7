// The input of `evaluate`: the pieces, the corpus they are compared with, and human music that
// their model has not seen.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "bachprop/base/result.h"
#include "bachprop/corpus/collect.h"
#include "bachprop/run/watch.h"

namespace bachprop {

struct EvaluateInputs {
  std::vector<std::filesystem::path> generated;
  std::vector<std::filesystem::path> corpus;
  std::vector<std::filesystem::path> held_out;
  std::vector<std::filesystem::path> beside;  // each a set of its own
  // The ways to tell the corpus's training pieces from the held-out ones; at most one is given.
  std::filesystem::path model;
  std::string style;  // of a bundled model
  std::filesystem::path split;
  CollectOptions reading;
};

struct NamedPieces {
  std::string name;
  std::vector<Piece> pieces;
  std::vector<FileOutcome> files;
};

struct EvaluatedPieces {
  NamedPieces corpus;                  // what the model learnt from
  std::vector<NamedPieces> generated;  // the set asked for, then those beside it
  NamedPieces held_out;                // without pieces when nothing is known of them
  std::string how_held_out;            // a sentence: where the held-out pieces come from
  // A sentence each: what speaks against taking the figures for what they are asked for.
  std::vector<std::string> warnings;
};

// Without a model, a style, a split and held-out pieces, `generate`'s pieces.json beside pieces may
// name a bundled model: they are taken to be by that. Files with the same bytes are one piece of
// the corpus and of human music, but as many new pieces as there are.
[[nodiscard]] Result<EvaluatedPieces> read_evaluated_pieces(const EvaluateInputs& inputs,
                                                            const Watch& watch = {});

}  // namespace bachprop
