#include "bachprop/render/pieces_page.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <nlohmann/json.hpp>
#include <utility>

#include "bachprop/base/numbers.h"
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

// A system, and of which page.
struct PlacedSystem {
  int page = 0;
  SystemDrawing drawing;
};

// Nothing: a page is no engraver's.
std::vector<PlacedSystem> placed_systems(const PagePiece& piece, Outlines& outlines) {
  std::vector<PlacedSystem> systems;
  for (std::size_t page = 0; page < piece.svg_pages.size(); ++page) {
    auto read = read_systems(piece.svg_pages[page], outlines);
    if (!read) {
      return {};
    }
    for (SystemDrawing& drawing : *read) {
      systems.push_back({as_int(page), std::move(drawing)});
    }
  }
  return systems;
}

// The nearest on the place's page; one past the last where that page has none.
std::size_t system_at(const MusicPlace& place, const std::vector<PlacedSystem>& systems) {
  const double middle = (place.top + place.height / 2) * kDrawingTicksPerUnit;
  std::size_t nearest = systems.size();
  double least = std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < systems.size(); ++i) {
    const DrawingBox& staves = systems[i].drawing.staves;
    const double distance = std::max({0.0, staves.top - middle, middle - staves.bottom});
    if (systems[i].page == place.page && distance < least) {
      nearest = i;
      least = distance;
    }
  }
  return nearest;
}

// [second, system, x, second, ...]
Json places_json(const std::vector<MusicPlace>& places, const std::vector<PlacedSystem>& systems) {
  Json json = Json::array();
  for (const MusicPlace& place : places) {
    const std::size_t system = system_at(place, systems);
    if (system < systems.size()) {
      json.push_back(std::round(place.second * 1000) / 1000);
      json.push_back(system);
      json.push_back(std::lround(place.x * kDrawingTicksPerUnit));
    }
  }
  return json;
}

Json sheet_json(const PagePiece& piece, Outlines& outlines) {
  const std::vector<PlacedSystem> systems = placed_systems(piece, outlines);
  Json drawings = Json::array();
  for (const PlacedSystem& system : systems) {
    drawings.push_back(system_json(system.drawing));
  }
  return drawings.empty() ? Json(nullptr)
                          : Json{{"systems", std::move(drawings)},
                                 {"places", places_json(piece.places, systems)}};
}

Json figures_json(const PagePiece& piece) {
  Json figures = Json::array();
  for (const PageFigure& figure : piece.figures) {
    figures.push_back({figure.name, figure.text});
  }
  return figures;
}

Json piece_json(const PagePiece& piece, Outlines& outlines) {
  return {{"title", piece.title},
          {"midi", file_json(piece.midi_file)},
          {"musicxml", file_json(piece.musicxml_file)},
          {"pdf", file_json(piece.pdf_file)},
          {"sound", file_json(piece.sound_file)},
          {"music", piece.music},
          {"remark", piece.remark},
          {"figures", figures_json(piece)},
          {"given", piece.prime_notes},
          {"ended", piece.ended},
          {"logLikelihood", std::isfinite(piece.log_likelihood_per_note)
                                ? Json(piece.log_likelihood_per_note)
                                : Json(nullptr)},
          {"roll", piano_roll_json(piece.score, {.is_composed = true})},
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
  fill_player_page(html, embedded(pieces_style_begin, pieces_style_end),
                   embedded(pieces_script_begin, pieces_script_end), data);
  return html;
}

}  // namespace bachprop
