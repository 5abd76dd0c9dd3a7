#include "bachprop/render/pieces_page.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <utility>

#include "bachprop/render/page_drawing.h"
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

Json file_json(const std::string& name) { return name.empty() ? Json(nullptr) : Json(name); }

// [second, page, x, top, height, second, ...]
Json places_json(const std::vector<MusicPlace>& places) {
  Json json = Json::array();
  for (const MusicPlace& place : places) {
    json.push_back(std::round(place.second * 1000) / 1000);
    json.push_back(place.page);
    for (const double length : {place.x, place.top, place.height}) {
      json.push_back(std::lround(length * kDrawingTicksPerUnit));
    }
  }
  return json;
}

Json sheet_json(const PagePiece& piece, Outlines& outlines) {
  Json pages = Json::array();
  for (const std::string& svg : piece.svg_pages) {
    const auto page = read_drawing(svg, outlines);
    if (!page) {
      return nullptr;
    }
    pages.push_back(drawing_json(*page));
  }
  return pages.empty() ? Json(nullptr)
                       : Json{{"pages", std::move(pages)}, {"places", places_json(piece.places)}};
}

Json piece_json(const PagePiece& piece, Outlines& outlines) {
  return {{"title", piece.title},
          {"midi", file_json(piece.midi_file)},
          {"musicxml", file_json(piece.musicxml_file)},
          {"pdf", file_json(piece.pdf_file)},
          {"sound", file_json(piece.sound_file)},
          {"given", piece.prime_notes},
          {"ended", piece.ended},
          {"logLikelihood", std::isfinite(piece.log_likelihood_per_note)
                                ? Json(piece.log_likelihood_per_note)
                                : Json(nullptr)},
          {"roll", piano_roll_json(piece.score)},
          {"sheet", sheet_json(piece, outlines)}};
}

}  // namespace

std::string render_pieces(const PiecesPage& page) {
  Outlines outlines;
  Json pieces = Json::array();
  for (const PagePiece& piece : page.pieces) {
    pieces.push_back(piece_json(piece, outlines));
  }
  const Json data = {{"title", page.title},
                     {"subtitle", page.subtitle},
                     {"ticksPerQuarter", kRollTicksPerQuarter},
                     {"outlines", outlines.json()},
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
