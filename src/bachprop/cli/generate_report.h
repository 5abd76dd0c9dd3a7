// The account of a run of `generate`: its table, its page, and what is missing.
#pragma once

#include <filesystem>
#include <string>

#include "bachprop/cli/piece_sheets.h"
#include "bachprop/generate/pieces_json.h"
#include "bachprop/render/pieces_page.h"

namespace bachprop {

// The page of the run, with the sheet music of its pieces.
[[nodiscard]] PiecesPage page_of(const PiecesRecord& record, const PieceSheets& sheets);

// A line for each of the first pieces, on request with their log-likelihoods, and where to listen
// to them. Nothing is said of an empty page.
void print_table(const PiecesRecord& record, const std::filesystem::path& page, bool likelihoods);

// Pieces of the same notes, "Pieces 1, 2 and 3 are the same ...", and how to get others; empty
// where there are none.
[[nodiscard]] std::string remark_on_equal_pieces(const PiecesRecord& record);

}  // namespace bachprop
