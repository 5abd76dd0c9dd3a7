#include "bachprop/render/pieces_page.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <utility>

#include "bachprop/render/page_parts.h"
#include "bachprop/render/piano_roll.h"

// Files that the build places into the program, see CMakeLists.txt.
// NOLINTBEGIN(readability-identifier-naming)
extern "C" {
extern const char pieces_page_begin[];
extern const char pieces_page_end[];
extern const char pieces_style_begin[];
extern const char pieces_style_end[];
extern const char pieces_script_begin[];
extern const char pieces_script_end[];
}
// NOLINTEND(readability-identifier-naming)

namespace bachprop {
namespace {

using Json = nlohmann::ordered_json;

Json piece_json(const PagePiece& piece) {
  return {{"title", piece.title},
          {"midi", piece.midi_file},
          {"given", piece.prime_notes},
          {"ended", piece.ended},
          {"logLikelihood", std::isfinite(piece.log_likelihood_per_note)
                                ? Json(piece.log_likelihood_per_note)
                                : Json(nullptr)},
          {"roll", piano_roll_json(piece.score)}};
}

}  // namespace

std::string render_pieces(const PiecesPage& page) {
  Json pieces = Json::array();
  for (const PagePiece& piece : page.pieces) {
    pieces.push_back(piece_json(piece));
  }
  const Json data = {{"title", page.title},
                     {"subtitle", page.subtitle},
                     {"ticksPerQuarter", kRollTicksPerQuarter},
                     {"pieces", std::move(pieces)}};
  std::string html(embedded(pieces_page_begin, pieces_page_end));
  // The data last: a text of the user's that looks like a mark is not replaced.
  insert_player(html);
  insert_at(html, "/* style */", embedded(pieces_style_begin, pieces_style_end));
  insert_at(html, "/* script */", embedded(pieces_script_begin, pieces_script_end));
  insert_at(html, "{\"data\": true}", script_json(data));
  return html;
}

}  // namespace bachprop
