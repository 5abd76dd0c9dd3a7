// How well a network predicts one part of a benchmark, in the units of the literature.
#pragma once

#include <functional>

#include "bachprop/base/numbers.h"
#include "bachprop/base/result.h"
#include "bachprop/corpus/frames.h"
#include "bachprop/evaluate/likelihood.h"

namespace bachprop {

// All means are total over total, not means of the pieces' means. A piece's final START/END is
// counted unless the name says otherwise.
struct FrameLikelihood {
  FrameCounts counts;
  Likelihood likelihood;

  [[nodiscard]] double nats() const { return -likelihood.log_likelihood.sum(); }
  [[nodiscard]] double nats_without_end() const { return nats() + likelihood.end.sum(); }
  [[nodiscard]] double nats_a_piece() const { return per(nats(), counts.pieces); }
  [[nodiscard]] double nats_a_piece_without_end() const {
    return per(nats_without_end(), counts.pieces);
  }
  // As training counts it: over the notes and one START/END a piece.
  [[nodiscard]] double nats_a_note() const { return per(nats(), likelihood.events); }
  // Over the notes alone: maximal runs of frames, the merged onsets of the literature.
  [[nodiscard]] double nats_an_onset() const { return per(nats(), counts.notes); }
  [[nodiscard]] double nats_a_frame() const { return per(nats(), counts.frames); }

 private:
  [[nodiscard]] static double per(double sum, std::int64_t count) { return sum / as_double(count); }
};

// `seen`: without metres, which are those of the frames. Each piece from its first note to its end,
// with the state carried through. The error names a piece that is not in the dictionaries, or says
// that `watch` stopped it (likelihood.h).
[[nodiscard]] Result<FrameLikelihood> measure_part(
    const Network& network, const Dictionaries& dictionaries, PieceContexts seen,
    const FrameCorpus& frames, FramePart part,
    const std::function<bool(std::int64_t events)>& watch = {});

}  // namespace bachprop
