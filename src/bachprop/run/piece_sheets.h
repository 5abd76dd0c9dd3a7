// Sheet music and sound of new pieces, beside their MIDI files.
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "bachprop/base/result.h"
#include "bachprop/generate/pieces_json.h"
#include "bachprop/run/sheet_request.h"
#include "bachprop/run/watch.h"

namespace bachprop {

// Runs of more pieces write only MIDI files, unless formats are stated: each takes about a
// second.
constexpr int kMostPiecesWithSheets = 32;

// The files made besides MIDI, and the tools for them.
struct SheetPlan {
  SheetFormats formats = {};
  bool pages = false;  // sheet music on the page
  OpenTools tools = {};
  std::vector<std::string> remarks = {};  // what is left out, and why

  [[nodiscard]] bool is_empty() const;
};

// With --format what it says; the error is that something is missing for it. Otherwise, of few
// enough pieces, what can be made here of MusicXML, sheet music on the page and Ogg.
[[nodiscard]] Result<SheetPlan> plan_sheets(const SheetRequest& request, int pieces);

// The MIDI file of a piece: exactly its notes, on the tracks of those who play them.
[[nodiscard]] std::vector<std::byte> midi_of(const ComposedPiece& piece,
                                             const SheetRequest& request);

struct PieceSheets {
  std::vector<SheetFiles> files = {};      // one for each piece that was reached
  std::vector<std::string> troubles = {};  // what could not be made or written, of which piece
  bool stopped = false;
};

// Where they are written, and over what.
struct SheetPlace {
  std::filesystem::path folder;
  IfThere if_there = IfThere::kKeep;
};

// Writes those of all pieces, some at a time; `some_done` looks at what is there after each time.
[[nodiscard]] PieceSheets write_piece_sheets(
    const PiecesRecord& record, const SheetPlace& place, const SheetRequest& request,
    SheetPlan& plan, const std::function<void(const PieceSheets&)>& some_done,
    const Watch& watch = {});

// How many pieces have all that was planned.
[[nodiscard]] std::size_t count_complete(const PieceSheets& sheets, const SheetPlan& plan);

// The names of the files for the record.
[[nodiscard]] PieceFiles piece_files(const SheetFiles& files);

}  // namespace bachprop
