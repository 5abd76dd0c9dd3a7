// The pieces that training is measured on: a corpus that is given, or pieces that the bundled model
// composes, which are like chorales. So nothing but the program is needed.
#pragma once

#include <cstdint>
#include <string>

#include "bachprop/base/result.h"
#include "bachprop/corpus/corpus.h"
#include "bachprop/train/training_set.h"

namespace bachprop {

// The same music without and with what the preset `music` sees, none kept for validation.
struct MeasuredPieces {
  std::string origin;  // "composed with the bundled model", or what was given
  TrainingSet plain;
  TrainingSet with_context;

  [[nodiscard]] std::int64_t pieces() const { return std::ssize(plain.training); }
  [[nodiscard]] std::int64_t notes() const { return count_notes(plain.training); }
};

// So many pieces; `threads` changes nothing in them.
[[nodiscard]] Result<Corpus> composed_corpus(int pieces, int threads);

// An error when the corpus has no notes, or contexts that cannot be worked out.
[[nodiscard]] Result<MeasuredPieces> measured_pieces(const Corpus& corpus, std::string origin);

}  // namespace bachprop
