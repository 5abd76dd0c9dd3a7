// Who wrote pieces, by the pieces.json that `generate` left beside them (docs/formats/pieces.md).
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <set>
#include <span>
#include <string>

#include "bachprop/corpus/corpus.h"

namespace bachprop {

struct StatedOrigin {
  std::filesystem::path file;  // the pieces.json, the first of several
  std::string model_name;
  std::string model_sha256;  // of the model file's bytes
  // Names of the pieces that it lists, as collect.h names them; nothing: it does not say.
  std::optional<std::set<std::string>> pieces = {};
};

// The origin of folders of pieces, or of the folders in which files lie. Nothing unless each has a
// pieces.json and all name one model.
[[nodiscard]] std::optional<StatedOrigin> stated_origin_of(
    std::span<const std::filesystem::path> paths);

// The pieces, read from the same paths, that are not listed.
[[nodiscard]] std::size_t unlisted(const StatedOrigin& origin, std::span<const Piece> pieces);

}  // namespace bachprop
