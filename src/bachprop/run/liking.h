// Going on from a piece of an earlier run: `bachprop generate --like`.
#pragma once

#include <filesystem>
#include <string>

#include "bachprop/base/result.h"
#include "bachprop/generate/compose_options.h"

namespace bachprop {

// What new pieces take over from one that they are to be like.
struct LikedPiece {
  std::filesystem::path midi = {};   // the piece, whose beginning they go on from
  std::filesystem::path model = {};  // that composed it; empty: the bundled one of the style
  std::string style = {};
  // As it was composed; the number of pieces, their first number and the seed are the usual ones.
  ComposeOptions options = {};
};

// The piece that the user names, "out/piece-003" (recorded_piece.h). With `find_model` its model
// is looked for under the name that the record has, and beside the run's folder; the error says
// that it is not there or was changed since.
[[nodiscard]] Result<LikedPiece> liked_piece(const std::filesystem::path& name, bool find_model);

}  // namespace bachprop
