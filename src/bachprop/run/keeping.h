// Favourites: what `bachprop keep` does.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "bachprop/base/result.h"
#include "bachprop/run/watch.h"

namespace bachprop {

// The folder of favourites, beside that of the run.
constexpr const char* kFavouritesFolder = "favourites";

struct KeepingRequest {
  std::vector<std::filesystem::path> pieces = {};  // "out/piece-003", or any of its files
  std::filesystem::path to = {};  // empty: "favourites" beside the folder of the first piece
};

struct KeptPiece {
  std::filesystem::path asked = {};
  std::vector<std::string> files = {};    // in the folder of favourites, the MIDI file first
  bool was_there = false;                 // from before
  std::vector<std::string> missing = {};  // files of the piece that are no longer there
};

struct KeepingOutcome {
  std::filesystem::path folder = {};
  std::vector<KeptPiece> pieces = {};      // without those that could not be kept
  std::size_t favourites = 0;              // in the folder now
  std::filesystem::path page = {};         // that shows and plays them; empty: not written
  std::vector<std::string> troubles = {};  // what could not be kept or written, and why
};

// Copies all files of each piece into the folder, named after its run: "out-piece-003.mid". Nothing
// that stands there is written over, and a piece that is there already is not copied again. Then
// favourites.json says where each comes from (docs/formats/favourites.md), and index.html shows
// and plays all of them. Errors: a piece is not known, or the folder holds something else.
[[nodiscard]] Result<KeepingOutcome> keep_pieces(const KeepingRequest& request,
                                                 const Watch& watch = {});

}  // namespace bachprop
