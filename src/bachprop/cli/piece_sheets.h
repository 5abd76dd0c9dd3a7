// Sheet music and sound of new pieces, beside their MIDI files.
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "bachprop/base/result.h"
#include "bachprop/cli/sheet_options.h"
#include "bachprop/generate/pieces_json.h"
#include "bachprop/render/pieces_page.h"

namespace bachprop {

// Runs of more pieces write only MIDI files, unless --format asks for more: each takes about a
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
[[nodiscard]] Result<SheetPlan> plan_sheets(const SheetArguments& arguments, int pieces);

// The MIDI file of a piece: exactly its notes, on the tracks of those who play them.
[[nodiscard]] std::vector<std::byte> midi_of(const ComposedPiece& piece,
                                             ArrangementKind arrangement);

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

// Writes those of all pieces, some at a time, with a progress bar; `some_done` looks at what is
// there after each time.
[[nodiscard]] PieceSheets write_piece_sheets(
    const PiecesRecord& record, const SheetPlace& place, const SheetArguments& arguments,
    SheetPlan& plan, const std::function<void(const PieceSheets&)>& some_done);

// How many pieces have all that was planned.
[[nodiscard]] std::size_t count_complete(const PieceSheets& sheets, const SheetPlan& plan);

// The command that makes the sheet music and sound of the MIDI files in `folder`, as planned, in a
// new folder beside it.
[[nodiscard]] std::string render_command(const std::filesystem::path& folder,
                                         const SheetArguments& arguments, const SheetPlan& plan);

// The names of the files for the record, and the same with the sheet music for the page.
[[nodiscard]] PieceFiles piece_files(const SheetFiles& files);
void add_to_page(PagePiece& piece, const SheetFiles& files);

}  // namespace bachprop
