#include "bachprop/run/sheet_request.h"

#include <map>
#include <utility>

#include "bachprop/base/try.h"
#include "bachprop/sound/soundfont.h"

namespace bachprop {
namespace {

const std::map<std::string, ArrangementKind>& arrangements() {
  static const std::map<std::string, ArrangementKind> named = {
      {"none", ArrangementKind::kNone},
      {"satb", ArrangementKind::kSatb},
      {"string-quartet", ArrangementKind::kStringQuartet},
      {"piano", ArrangementKind::kPiano},
      {"lead-sheet", ArrangementKind::kLeadSheet}};
  return named;
}

}  // namespace

std::vector<std::string> arrangement_names() {
  std::vector<std::string> names;
  for (const auto& [name, kind] : arrangements()) {
    names.push_back(name);
  }
  return names;
}

ArrangementKind arrangement_of(const SheetRequest& request) {
  return arrangements().at(request.arrangement);
}

std::optional<RhythmGrid> grid_of(const SheetRequest& request) {
  return rhythm_grid_named(request.grid);
}

Dynamics dynamics_of(const SheetRequest& request) {
  return request.flat ? Dynamics::kFlat : Dynamics::kShaped;
}

SheetTools OpenTools::tools() {
  return {.engraver = engraver, .synthesizer = synthesizer ? &*synthesizer : nullptr};
}

Result<OpenTools> open_tools(const SheetRequest& request, const SheetFormats& formats) {
  OpenTools tools;
  if (formats.needs_engraver()) {
    auto engraver = TRY(find_engraver(request.engraver));
    tools.engraver = std::move(engraver);
  }
  if (!formats.sounds.empty()) {
    auto synthesizer =
        TRY(find_soundfont(request.soundfont).and_then([](const std::filesystem::path& file) {
          return Synthesizer::open(file);
        }));
    tools.synthesizer = std::move(synthesizer);
  }
  return tools;
}

}  // namespace bachprop
