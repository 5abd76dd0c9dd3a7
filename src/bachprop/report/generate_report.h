// The account of a run of `generate`: its table, its page, and what is missing.
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "bachprop/generate/pieces_json.h"
#include "bachprop/render/pieces_page.h"
#include "bachprop/render/sheet_files.h"
#include "bachprop/report/terminal_text.h"

namespace bachprop {

// The page of the run, with the sheet music of its first pieces, `sheets`.
[[nodiscard]] PiecesPage page_of(const PiecesRecord& record, std::span<const SheetFiles> sheets);

// A line for each of the first pieces, on request with their log-likelihoods, and where to listen
// to them; an empty page is not named. The table takes at most `width` columns.
[[nodiscard]] std::string pieces_text(const PiecesRecord& record, const std::filesystem::path& page,
                                      bool likelihoods, std::size_t width = kAnyWidth);

// Pieces of the same notes, "Pieces 1, 2 and 3 are the same ...", and how to get others; empty
// where there are none.
[[nodiscard]] std::string remark_on_equal_pieces(const PiecesRecord& record);

// How the pieces as wholes are far from those that the model learnt from, in length, key or
// register, and what to do: one text each. Nothing of a few pieces' lengths, of what was asked for,
// or where the model does not know its training pieces.
[[nodiscard]] std::vector<std::string> remarks_on_corpus(const PiecesRecord& record);

}  // namespace bachprop
