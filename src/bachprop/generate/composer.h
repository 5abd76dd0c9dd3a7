// New pieces from a network.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "bachprop/base/result.h"
#include "bachprop/corpus/dictionary.h"
#include "bachprop/generate/compose_options.h"
#include "bachprop/generate/composed_piece.h"
#include "bachprop/generate/model_setting.h"
#include "bachprop/generate/prime.h"
#include "bachprop/train/trained_model.h"

namespace bachprop {

// A thread writes at most so many pieces together. They are enough for the matrix products to be
// worth their while; with more, threads that are done early would find fewer pieces left to begin.
constexpr int kMostPiecesTogether = 64;

// The tempo and signatures of new pieces: those of the given beginning, else the usual ones of the
// model's corpus; with `quarters_per_minute` that tempo throughout. No tempo where the corpus has
// several, of which each piece draws its own.
[[nodiscard]] Score frame_for(const TrainedModel& model, const std::optional<Prime>& prime,
                              std::optional<double> quarters_per_minute);

// Composes pieces together, one row of a network's batch a piece, one batch a thread; a row that is
// done takes the next piece. A piece does not depend on those beside it. dT is drawn first, then T
// given dT, then P given both. START/END is offered to dT alone, as training shows it, and ends the
// piece. A pitch that still
// sounds is not offered, as in a score no two notes of one pitch sound at once. So every dT, T and
// P is in the dictionaries. Should every pitch sound, the piece ends. With max_copy a pitch that
// would complete too long a copy is not offered either. A finished piece is moved into a key and
// register of the corpus, or into the key that is asked for (corpus_key.h).
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
