// New pieces from a network.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "bachprop/base/fields.h"
#include "bachprop/base/note_symbols.h"
#include "bachprop/base/result.h"
#include "bachprop/copies/passages.h"
#include "bachprop/corpus/dictionary.h"
#include "bachprop/generate/copy_guard.h"
#include "bachprop/generate/prime.h"
#include "bachprop/generate/sampling.h"
#include "bachprop/score/score.h"
#include "bachprop/train/trained_model.h"

namespace bachprop {

constexpr int kMostPieces = 1'000'000;

// What the caller wants. What is left open is as in the model.
struct ComposeOptions {
  int pieces = 8;  // 1 .. kMostPieces
  // Piece k draws from a stream of its own, {seed, k}.
  std::uint64_t seed = 1;
  SamplingOptions sampling = {};
  // START/END is not offered before a piece has this many notes; 1 .. max_notes.
  int min_notes = 1;
  // A piece that reaches this many notes stops there and is marked as not ended.
  int max_notes = 1000;
  // No more than so many notes in a row that stand in one of the known passages, in any key; 0: any
  // number. A given beginning is taken as it is.
  int max_copy = 0;
  // The notes every piece begins with; they count as notes of the piece.
  std::optional<Prime> prime = {};
  // Tempo of every piece; nothing: that of the given beginning, else the model's.
  std::optional<double> quarters_per_minute = {};
  // Metre of every piece; nothing: that of the given beginning, else those of the model.
  std::optional<TimeSignature> time_signature = {};
  // The precision of the network's matrix products. It changes logits in their last bits, and so,
  // now and then, a note.
  Precision precision = Precision::kFloat32;
  // Added to the logit of dT = START/END while drawing: above 0 for shorter pieces. Nothing: what
  // the model was calibrated to (calibrate_ending()).
  std::optional<double> end_bias = {};
  // At least 1; how many compose side by side. The pieces do not depend on it.
  int threads = 1;
};

// Their account in pieces.json stands in this order.
inline void list_fields(ComposeOptions& options, FieldList& fields) {
  constexpr int kMostBias = 20;
  fields(options.pieces, {.option = "-n,--pieces",
                          .help = "how many pieces",
                          .key = "pieces",
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
       .help = "never more than so many notes in a row as in a training piece, in any key but at "
               "the same speed: twice as fast or slow is not guarded against; 0: any number",
       .advice = "8 for pieces that quote nothing one would recognise.",
       .key = "max_copy",
       .limits = zero_or(kLeastMaxCopy, kGreatestMaxCopy)});
  fields(options.min_notes, {.option = "--min-notes",
                             .help = "no piece ends before",
                             .need = Need::kRare,
                             .key = "min_notes",
                             .limits = from(1)});
  fields(options.max_notes, {.option = "--max-notes",
                             .help = "a piece is cut off there",
                             .key = "max_notes",
                             .limits = from(1)});
  fields(options.threads, {.option = "--threads",
                           .help = "how many compose side by side; the pieces do not depend on it",
                           .need = Need::kRare,
                           .name = "threads",
                           .limits = between(1, 1024),
                           .usual = "all processors"});
}

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

// Natural logarithms of probabilities.
struct LogLikelihood {
  double dt = 0;
  double duration = 0;  // given dT
  double pitch = 0;     // given dT and T

  [[nodiscard]] double sum() const { return dt + duration + pitch; }
  friend bool operator==(const LogLikelihood&, const LogLikelihood&) = default;
};

struct ComposedPiece {
  int number = 0;  // from 1
  // Without START/END; prime_notes of them were given.
  std::vector<NoteSymbols> symbols;
  int prime_notes = 0;
  bool ended = false;  // the network wrote START/END
  // The symbols as a score in the frame, with a title.
  Score score;
  // The log-likelihood of all that the network chose, the final START/END included, under its own
  // distribution. Temperature, top-k, top-p and what was not offered do not enter. START/END counts
  // for all three features, also when an earlier one of the three ended the piece.
  LogLikelihood log_likelihood;
  // Notes that the network chose, plus 1 for START/END if ended: what to divide the sum by.
  int events = 0;
};

// The tempo and signatures of new pieces: those of the given beginning, else the usual ones of the
// model's corpus; with `quarters_per_minute` that tempo throughout.
[[nodiscard]] Score frame_for(const TrainedModel& model, const std::optional<Prime>& prime,
                              std::optional<double> quarters_per_minute);

// Looks at a piece as soon as it is finished, in the thread that composed it: several at once.
using WatchPiece = std::function<void(const ComposedPiece&)>;

struct ComposeProgress {
  int pieces = 0;          // finished
  std::int64_t notes = 0;  // chosen in all
};

// Composes pieces together, one row of a network's batch a piece, one batch a thread; a row that is
// done takes the next piece. A piece does not depend on those beside it. dT is drawn first, then T
// given dT, then P given both; any of the three being START/END ends a piece. A pitch that still
// sounds is not offered, as in a score no two notes of one pitch sound at once. So every dT, T and
// P of the score is in the dictionaries. Should every pitch sound, the piece ends. With max_copy a
// pitch that would complete too long a copy is not offered either.
//
// Pieces are returned in order of number. `watch` is called after every note of a batch, by one
// thread at a time. When it returns false, the pieces that are finished are returned. `finished` is
// called for each of them before. An error when an option is out of its range, or when the network
// sees another context. Also when its outputs are not finite, or the dictionaries' times cannot be
// added exactly.
[[nodiscard]] Result<std::vector<ComposedPiece>> compose(
    const Network& network, const Dictionaries& dictionaries, const ComposeOptions& options,
    const ModelSetting& setting = {}, const std::function<bool(const ComposeProgress&)>& watch = {},
    const WatchPiece& finished = {});

// The setting of a model's pieces. What the options state of tempo, metre and
// endings, and the given beginning, stand above what the model says.
[[nodiscard]] ModelSetting setting_of(const TrainedModel& model, const ComposeOptions& options);

// The same with a model and its setting.
[[nodiscard]] Result<std::vector<ComposedPiece>> compose(
    const TrainedModel& model, const ComposeOptions& options,
    const std::function<bool(const ComposeProgress&)>& watch = {}, const WatchPiece& finished = {});

}  // namespace bachprop
