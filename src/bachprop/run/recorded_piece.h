// A piece of an earlier run, by the record beside it: pieces.json of a run (docs/formats/pieces.md)
// or favourites.json of kept pieces (docs/formats/favourites.md).
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "bachprop/base/result.h"
#include "bachprop/generate/compose_options.h"

namespace bachprop {

constexpr const char* kPiecesRecordName = "pieces.json";
constexpr const char* kFavouritesRecordName = "favourites.json";
constexpr std::string_view kPiecesFormat = "bachprop pieces";
constexpr std::string_view kFavouritesFormat = "bachprop favourites";

// How a piece came about.
struct PieceOrigin {
  std::string folder = {};  // of the run, as the user called it
  std::string file = {};    // the MIDI file in it
  int number = 0;           // that it draws from
  std::string model_name = {};
  std::string model_sha256 = {};
  // As they were for all pieces of the run, without the given beginning.
  ComposeOptions options = {};
  nlohmann::ordered_json prime = nullptr;  // as the record tells of it
  nlohmann::ordered_json sheets = nullptr;
};
[[nodiscard]] nlohmann::ordered_json origin_json(const PieceOrigin& origin);

struct RecordedPiece {
  std::filesystem::path folder = {};  // where it lies
  std::string midi = {};              // names of its files there
  std::vector<std::string> others = {};
  nlohmann::ordered_json entry = {};  // what its record tells of it alone
  PieceOrigin origin = {};
};

// The piece that a user names by any of its files or by their common beginning, "out/piece-003". An
// error when no record tells of it. It says which pieces there are.
[[nodiscard]] Result<RecordedPiece> recorded_piece(const std::filesystem::path& name);

// All files that an entry of such a record names, the MIDI file first. Names with a folder are left
// out.
[[nodiscard]] std::vector<std::string> files_in_entry(const nlohmann::ordered_json& entry);

}  // namespace bachprop
