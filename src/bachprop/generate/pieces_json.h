// The record of a run beside its pieces: docs/formats/pieces.md.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "bachprop/corpus/corpus_profile.h"
#include "bachprop/generate/composer.h"

namespace bachprop {

// Where the given beginning came from.
struct PrimeSource {
  std::string file = {};
  Quarters quarters = 8;  // how much of it was taken
};

// The files written of a piece beside its MIDI file: names in the same folder.
struct PieceFiles {
  std::string musicxml = {};  // empty: none
  std::string pdf = {};
  std::vector<std::string> svg = {};
  std::vector<std::string> sounds = {};
  std::vector<std::string> parts = {};  // of single parts, in any format
};

// How sheet music, sound and MIDI files were made of the pieces.
struct PiecesPlaying {
  std::string arrangement = "none";
  bool flat = false;
  bool ritardando = false;
};

// The limits of notes are those that were stated, or those of the model's corpus.
constexpr const char* kStatedLimits = "stated";
constexpr const char* kLimitsOfCorpus = "corpus";

struct PiecesRecord {
  std::string model_name = {};
  std::string model_sha256 = {};
  // With the bias of endings and the limits of notes that the pieces were written with.
  ComposeOptions options = {};
  bool are_limits_stated = true;  // else they are the model's own
  // At the beginning, whether the options say so or the model; nothing where each piece has its
  // own.
  std::optional<double> quarters_per_minute = {};
  // Of the training pieces, as far as the model knows; not told.
  CorpusProfile corpus = {};
  PrimeSource prime_source = {};  // looked at only with options.prime
  PiecesPlaying playing = {};
  int best_of = 1;  // so many were composed for each piece
  // Smaller than options.pieces when the run was stopped. Must outlive the record.
  std::span<const ComposedPiece> pieces = {};
  // One for each piece, or none at all.
  std::vector<PieceFiles> files = {};
};

// "piece-001.mid"; with more than 999 pieces all numbers have as many digits as the last.
[[nodiscard]] std::string piece_file_name(int number, const ComposeOptions& options);

// Whether the run ended before all pieces were finished. Those there are were finished first, which
// short pieces are: as a sample of the model they are too short.
[[nodiscard]] bool was_stopped(const PiecesRecord& record);

// Log-likelihood divided by the number of events.
[[nodiscard]] LogLikelihood per_event(const ComposedPiece& piece);

[[nodiscard]] nlohmann::ordered_json pieces_json(const PiecesRecord& record);

}  // namespace bachprop
