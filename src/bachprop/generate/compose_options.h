// What the caller of compose() may choose.
#pragma once

#include <cstdint>
#include <optional>

#include "bachprop/base/fields.h"
#include "bachprop/generate/copy_guard.h"
#include "bachprop/generate/prime.h"
#include "bachprop/generate/sampling.h"
#include "bachprop/nn/precision.h"
#include "bachprop/score/score.h"

namespace bachprop {

constexpr int kMostPieces = 1'000'000;
constexpr int kMostTries = 24;
constexpr int kMostSemitones = 48;

constexpr int kParticles = 16;  // where a model has a critic

// What the caller wants. What is left open is as in the model.
struct ComposeOptions {
  int pieces = 8;  // 1 .. kMostPieces
  int first = 1;   // the number of the first of them, 1 .. kMostPieces
  // Piece k draws from a stream of its own, {seed, k}.
  std::uint64_t seed = 1;
  SamplingOptions sampling = {};
  // START/END is not offered before a piece has this many notes; 1 .. max_notes. Nothing: as the
  // setting says, which looks at the corpus, and at new notes alone where there is a beginning.
  std::optional<int> min_notes = {};
  // A piece that reaches this many notes stops there and is marked as not ended. Nothing: as above.
  std::optional<int> max_notes = {};
  // No more than so many notes in a row that stand in one of the known passages, in any key; 0: any
  // number. A given beginning is taken as it is.
  int max_copy = 0;
  // The notes every piece begins with; they count as notes of the piece.
  std::optional<Prime> prime = {};
  // Tempo of every piece; nothing: that of the given beginning, else one of the model's.
  std::optional<double> quarters_per_minute = {};
  // Metre of every piece; nothing: that of the given beginning, else those of the model.
  std::optional<TimeSignature> time_signature = {};
  // The key of every piece; nothing: those of the corpus, and of a given beginning its own. A piece
  // in the other mode is composed anew, up to kMostTries times, and moved as it is after that.
  std::optional<KeySignature> key = {};
  // Every piece so many semitones higher than it would be.
  int transpose = 0;
  // The precision of the network's matrix products. It changes logits in their last bits, and so,
  // now and then, a note.
  Precision precision = Precision::kFloat32;
  // Added to the logit of dT = START/END while drawing: above 0 for shorter pieces. Nothing: what
  // the model was calibrated to (calibrate_ending()).
  std::optional<double> end_bias = {};
  // A piece is the survivor of so many that are written side by side (docs/maths/particles.md);
  // nothing: as many as kParticles where the model has a critic.
  std::optional<int> particles = {};
  // At least 1; how many compose side by side. The pieces do not depend on it.
  int threads = 1;
};

[[nodiscard]] inline int last_number(const ComposeOptions& options) {
  return options.first + options.pieces - 1;
}

// Their account in pieces.json stands in this order.
inline void list_fields(ComposeOptions& options, FieldList& fields) {
  constexpr int kMostBias = 20;
  fields(options.pieces, {.option = "-n,--pieces",
                          .help = "how many pieces",
                          .key = "pieces",
                          .limits = between(1, kMostPieces)});
  fields(options.first,
         {.option = "--first",
          .help = "the number of the first piece: piece 3 of a seed is the same in every run",
          .advice = "9 for more pieces after the first eight; with -n 1 for one of them again.",
          .need = Need::kRare,
          .key = "first",
          .limits = between(1, kMostPieces)});
  fields(options.seed, {.option = "--seed", .help = "other seeds give other pieces"});
  fields(options.precision, {.key = "precision"});
  list_fields(options.sampling, fields);
  fields(options.end_bias,
         {.option = "--end-bias",
          .help = "added to the log-odds of ending: above 0 for shorter pieces",
          .advice = "Where pieces of a model of your own run too long or stop too soon.",
          .need = Need::kRare,
          .key = "end_bias",
          .limits = between(-kMostBias, kMostBias),
          .usual = "what the model was calibrated to"});
  fields(
      options.max_copy,
      {.option = "--max-copy",
       .help = "the most notes in a row that a piece may share with a training piece, in any key; "
               "0: any number",
       .advice = "Copies at twice or half the speed are not prevented. 8 for pieces that quote "
                 "nothing one would recognise.",
       .key = "max_copy",
       .limits = zero_or(kLeastMaxCopy, kGreatestMaxCopy)});
  fields(options.min_notes, {.option = "--min-notes",
                             .help = "no piece ends before",
                             .need = Need::kRare,
                             .key = "min_notes",
                             .limits = from(1),
                             .usual = "three quarters of the shortest training piece"});
  fields(options.max_notes, {.option = "--max-notes",
                             .help = "a piece is cut off there",
                             .advice = "With this or --min-notes the network alone decides where "
                                       "pieces end; else they are as long as those of the corpus.",
                             .need = Need::kRare,
                             .key = "max_notes",
                             .limits = from(1),
                             .usual = "five quarters of the longest training piece"});
  fields(options.particles,
         {.option = "--particles",
          .help = "so many continuations of each piece are written side by side, and those that "
                  "the model's critic finds most like the corpus go on",
          .advice = "1: the network alone, as it predicts; more: closer to the corpus, slower.",
          .need = Need::kRare,
          .key = "particles",
          .limits = between(1, 256),
          .usual = "16 where the model has a critic"});
  fields(options.threads, {.option = "--threads",
                           .help = "how many compose side by side; the pieces do not depend on it",
                           .need = Need::kRare,
                           .name = "threads",
                           .limits = between(1, 1024),
                           .usual = "all processors"});
}

}  // namespace bachprop
