#include "bachprop/run/liking.h"

#include <fmt/format.h>

#include <optional>
#include <system_error>

#include "bachprop/base/try.h"
#include "bachprop/run/recorded_piece.h"
#include "bachprop/train/bundled_model.h"

namespace bachprop {
namespace {

namespace fs = std::filesystem;

std::optional<std::string> style_of(const PieceOrigin& origin) {
  for (const std::string& style : bundled_styles()) {
    const auto model = bundled_model(style);
    if (model && model->sha256 == origin.model_sha256) {
      return style;
    }
  }
  return std::nullopt;
}

// The model's file by its name in the record.
Result<fs::path> model_file_of(const RecordedPiece& piece) {
  const fs::path name = piece.origin.model_name;
  std::optional<fs::path> other;
  for (const fs::path& file : {name, piece.folder / ".." / name.filename()}) {
    std::error_code ignored;
    if (!fs::is_regular_file(file, ignored)) {
      continue;
    }
    const auto model = load_model(file);
    if (model && model->sha256 == piece.origin.model_sha256) {
      return file.lexically_normal();
    }
    other = file;
  }
  const std::string where = (piece.folder / piece.midi).string();
  if (other) {
    return fail_at(
        where,
        fmt::format("was composed by {} as it was then: that file is another now", other->string()),
        "name the model with --model");
  }
  return fail_at(where, fmt::format("was composed by {}, which is not here", name.string()),
                 "name the model with --model");
}

}  // namespace

Result<LikedPiece> liked_piece(const fs::path& name, bool find_model) {
  const RecordedPiece piece = TRY(recorded_piece(name));
  LikedPiece liked{.midi = piece.folder / piece.midi, .options = piece.origin.options};
  const ComposeOptions usual;
  liked.options.pieces = usual.pieces;
  liked.options.first = usual.first;
  liked.options.seed = usual.seed;
  if (!find_model) {
    return liked;
  }
  if (const auto style = style_of(piece.origin)) {
    liked.style = *style;
  } else {
    liked.model = TRY(model_file_of(piece));
  }
  return liked;
}

}  // namespace bachprop
