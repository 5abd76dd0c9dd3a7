#include "bachprop/run/stated_origin.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <system_error>

#include "bachprop/base/file_io.h"
#include "bachprop/base/json_text.h"
#include "bachprop/base/numbers.h"

namespace bachprop {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

// Empty where there is no such text.
std::string text_at(const Json& object, const char* key) {
  return object.is_object() && object.contains(key) && object[key].is_string()
             ? object[key].get<std::string>()
             : std::string();
}

std::optional<std::set<std::string>> listed_pieces(const Json& record) {
  if (!record.contains("pieces") || !record["pieces"].is_array()) {
    return std::nullopt;
  }
  std::set<std::string> names;
  for (const Json& piece : record["pieces"]) {
    names.insert(text_at(piece, "file"));
  }
  return names;
}

bool is_folder(const fs::path& path) {
  std::error_code ignored;
  return fs::is_directory(path, ignored);
}

// With several paths what a folder holds has names that begin with the folder's own.
void put_before(StatedOrigin& origin, const fs::path& folder) {
  if (!origin.pieces) {
    return;
  }
  const fs::path whole = fs::absolute(folder).lexically_normal();
  const fs::path own = whole.has_filename() ? whole.filename() : whole.parent_path().filename();
  std::set<std::string> names;
  for (const std::string& name : *origin.pieces) {
    names.insert((own / name).generic_string());
  }
  origin.pieces = std::move(names);
}

std::optional<StatedOrigin> read_origin(const fs::path& path) {
  const fs::path file = (is_folder(path) ? path : path.parent_path()) / "pieces.json";
  const auto bytes = read_file(file);
  if (!bytes) {
    return std::nullopt;
  }
  const std::string text(reinterpret_cast<const char*>(bytes->data()), bytes->size());
  const Json record = json_value(text);
  if (!record.is_object() || !record.contains("model")) {
    return std::nullopt;
  }
  StatedOrigin origin{.file = file,
                      .model_name = text_at(record["model"], "name"),
                      .model_sha256 = text_at(record["model"], "sha256"),
                      .pieces = listed_pieces(record)};
  return origin.model_sha256.empty() ? std::nullopt : std::optional(std::move(origin));
}

}  // namespace

std::optional<StatedOrigin> stated_origin_of(std::span<const fs::path> paths) {
  std::optional<StatedOrigin> common;
  for (const fs::path& path : paths) {
    auto origin = read_origin(path);
    if (!origin || (common && common->model_sha256 != origin->model_sha256)) {
      return std::nullopt;
    }
    if (paths.size() > 1 && is_folder(path)) {
      put_before(*origin, path);
    }
    if (!common) {
      common = std::move(origin);
    } else if (common->pieces && origin->pieces) {
      common->pieces->merge(*origin->pieces);
    } else {
      common->pieces.reset();
    }
  }
  return common;
}

std::size_t unlisted(const StatedOrigin& origin, std::span<const Piece> pieces) {
  if (!origin.pieces) {
    return 0;
  }
  return as_index(std::ranges::count_if(
      pieces, [&](const Piece& piece) { return !origin.pieces->contains(piece.name); }));
}

}  // namespace bachprop
