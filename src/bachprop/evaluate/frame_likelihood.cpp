#include "bachprop/evaluate/frame_likelihood.h"

#include <fmt/core.h>

#include <utility>

#include "bachprop/base/try.h"
#include "bachprop/corpus/corpus.h"

namespace bachprop {

Result<FrameLikelihood> measure_part(const Network& network, const Dictionaries& dictionaries,
                                     PieceContexts seen, const FrameCorpus& frames, FramePart part,
                                     const std::function<bool(std::int64_t events)>& watch) {
  std::vector<std::vector<NoteSymbols>> pieces;
  for (std::size_t i = 0; i < frames.parts.size(); ++i) {
    if (frames.parts[i] != part) {
      continue;
    }
    const Piece& piece = frames.corpus.pieces[i];
    auto symbols = TRY(at(piece.name, encode(piece.score, dictionaries)));
    pieces.push_back(std::move(symbols));
    seen.metres.push_back(piece.score.time_signatures);
  }
  FrameLikelihood measured{.counts = count_part(frames, part), .likelihood = {}};
  for (const Likelihood& likelihood :
       measure_likelihood(network, dictionaries, pieces, watch, seen)) {
    if (likelihood.events == 0) {
      return fail("stopped before all pieces were measured");
    }
    measured.likelihood += likelihood;
  }
  return measured;
}

}  // namespace bachprop
